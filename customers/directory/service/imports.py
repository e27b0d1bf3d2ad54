"""Customers in bulk: rows of a file or a program, matched, judged and written at once.

A batch asks a fixed number of questions and writes with a fixed number of statements,
however many rows it has.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from pydantic import ValidationError

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory import wording
from customers.directory.schemas import (
    ADDED,
    CHANGED,
    REFUSED,
    UNCHANGED,
    ExternalIdInput,
    ImportedCustomer,
    ImportedFields,
    Outcome,
)
from customers.directory.service import checks
from customers.directory.service.batch_writes import write
from customers.directory.service.batches import Batch, Draft, ReadRow
from customers.ground.errors import Invalid
from customers.ground.fields import sentence_of

ROWS_AT_ONCE = 5_000
_NAMES = ImportedCustomer._fields
_ENOUGH = frozenset(
    ("code", "external_id", "name", "first_name", "last_name", "phone", "email")
)

Decision = tuple[str, str | None, Draft | None]


def import_customers(
    rows: Sequence[ImportedCustomer], *, source: str, actor: Actor
) -> list[Outcome]:
    """Add or change the customers that the rows name; an outcome for each, in order.

    A row is known again by its external id in `source`, else by its code, else by its
    fingerprint. A known row changes only what it fills, and one known by its
    fingerprint nothing, since the same cells were taken before. A row that breaks a
    rule, or names a deleted customer, is refused and stops no other.

    Raises: Forbidden; Invalid for a `source` that is no name.
    Records: CustomerCreated, CustomerUpdated.
    """
    actor.need(permissions.IMPORT_CUSTOMERS)
    source = _checked_source(source)
    outcomes: list[Outcome] = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        outcomes.extend(_import_batch(part, source, actor))
    return outcomes


def _checked_source(source: str) -> str:
    try:
        return ExternalIdInput(source=source, value="any").source
    except ValidationError as error:
        sentence = sentence_of(error.errors()[0])
        raise Invalid(sentence, details={"source": sentence}) from error


def _import_batch(
    rows: Sequence[ImportedCustomer], source: str, actor: Actor
) -> list[Outcome]:
    read = [_read(row) for row in rows]
    good = [row for row in read if isinstance(row, ReadRow)]
    batch = Batch(good, source=source, actor=actor)
    decisions = [
        (REFUSED, row, None) if isinstance(row, str) else _decide(row, batch, actor)
        for row in read
    ]
    write(batch, actor=actor)
    return [
        Outcome(kind, reason, draft.id if draft else None)
        for kind, reason, draft in decisions
    ]


def _read(row: ImportedCustomer) -> ReadRow | str:
    """The row's filled fields as they are kept, or why it is refused."""
    given = {
        name: value
        for name, value in zip(_NAMES, row, strict=True)
        if value is not None
    }
    try:
        checked = ImportedFields.model_validate(given)
    except ValidationError as error:
        return " ".join(
            f"{wording.LABELS[str(fault['loc'][0])]}: {sentence_of(fault)}"
            for fault in error.errors(include_url=False)
        )
    filled = {
        name: value for name in given if (value := getattr(checked, name)) is not None
    }
    if _ENOUGH.isdisjoint(filled):
        return _("It has no name, phone, email, code or id.")
    external_id = filled.pop("external_id", None)
    return ReadRow(filled, external_id, filled.pop("fingerprint", None))


def _decide(row: ReadRow, batch: Batch, actor: Actor) -> Decision:
    draft, is_same_row = batch.find(row)
    fault = _fault(row, draft, batch)
    if fault is not None:
        return REFUSED, fault, None
    if draft is None:
        return ADDED, None, batch.add(row)
    if is_same_row:
        return UNCHANGED, None, draft
    return (CHANGED if batch.change(draft, row) else UNCHANGED), None, draft


def _fault(row: ReadRow, draft: Draft | None, batch: Batch) -> str | None:
    if draft is not None and draft.deleted_at is not None:
        return _(
            "%(who)s was deleted. Restore them first to import them again.",
            who=draft.name or draft.code,
        )
    faults = checks.day_faults(row.values, today=batch.today)
    if faults:
        return " ".join(faults.values())
    for what, owner in batch.owners(row, draft):
        if owner is not None and owner is not draft:
            return checks.taken_sentence(what, owner=owner)
    return None

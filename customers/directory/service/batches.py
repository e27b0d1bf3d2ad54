"""One batch of an import: the customers it meets, as they are and as they will be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory import rules
from customers.directory.models import Customer, ExternalId
from customers.directory.service import codes, profile
from customers.ground import clock
from customers.ground.among import among
from customers.ground.db import db

_DELETED_TOO = {"include_deleted": True}
_DERIVED = (
    *("code_number", "sort_name", "phone_e164", "sort_email"),
    "birth_month_day",
)
_COLUMNS = (*profile.FIELDS, *_DERIVED, "profile_version")


class ReadRow(NamedTuple):
    """A row that keeps the rules of its fields: those filled, and its identities."""

    values: dict[str, Any]
    external_id: str | None
    fingerprint: str | None


class Draft:
    """A customer of this batch: the row as it will be written, and what changed.

    `id` is None until a new one is written; `before` holds the values that were kept
    of the fields that changed.
    """

    __slots__ = ("before", "deleted_at", "gained", "id", "is_new", "row")

    def __init__(
        self, row: dict[str, Any], *, row_id: int | None, deleted_at: datetime | None
    ) -> None:
        self.row = row
        self.id = row_id
        self.is_new = row_id is None
        self.deleted_at = deleted_at
        self.before: dict[str, Any] = {}
        self.gained: list[tuple[str, str]] = []

    @property
    def name(self) -> str:
        """The full name, may be empty."""
        return str(self.row["name"])

    @property
    def code(self) -> str:
        """The code; empty while a new one has none."""
        return self.row["code"] or ""

    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The fields that end up different, with the values before and after."""
        kept = self.before.items()
        return {f: (old, self.row[f]) for f, old in kept if old != self.row[f]}


class Batch:
    """The customers that the rows of one batch name, found by fixed questions."""

    def __init__(self, rows: Sequence[ReadRow], *, source: str, actor: Actor) -> None:
        self.source = source
        self.actor = actor
        self.today = clock.today(actor.timezone)
        self.drafts: list[Draft] = []
        self.by_code: dict[str, Draft] = {}
        self.by_email: dict[str, Draft] = {}
        # New customers are written last and may take these; known ones, written
        # together, cannot.
        self.given_up: dict[str, Draft] = {}
        owners = self._owners_of_ids(rows)
        found = self._load({*owners.values(), *self._ids_of_codes(rows)})
        self.by_id = {value: found[owner] for value, owner in owners.items()}
        if actor.is_email_unique:
            self._load_emails(rows, found)

    def _owners_of_ids(self, rows: Sequence[ReadRow]) -> dict[str, int]:
        values = {v for row in rows for v in (row.external_id, row.fingerprint) if v}
        if not values:
            return {}
        wanted = select(ExternalId.value, ExternalId.customer_id).where(
            ExternalId.source == self.source,
            among(db.session(), ExternalId.value, values),
        )
        found = db.session.execute(wanted)
        return {row.value: row.customer_id for row in found}

    def _ids_of_codes(self, rows: Sequence[ReadRow]) -> Iterable[int]:
        given = {row.values["code"] for row in rows if "code" in row.values}
        if not given:
            return ()
        wanted = select(Customer.id).where(among(db.session(), Customer.code, given))
        return db.session.scalars(wanted, execution_options=_DELETED_TOO)

    def _load(self, ids: set[int]) -> dict[int, Draft]:
        """The customers, locked by id so that no two batches wait for each other."""
        if not ids:
            return {}
        columns = [getattr(Customer, name) for name in ("id", "deleted_at", *_COLUMNS)]
        wanted = (
            select(*columns)
            .where(among(db.session(), Customer.id, ids))
            .order_by(Customer.id)
        )
        found = db.session.execute(
            wanted.with_for_update(key_share=True), execution_options=_DELETED_TOO
        )
        drafts = {}
        for found_id, deleted_at, *values in found:
            row = dict(zip(_COLUMNS, values, strict=True))
            draft = Draft(row, row_id=found_id, deleted_at=deleted_at)
            drafts[found_id] = self.by_code[draft.code] = draft
        return drafts

    def _load_emails(self, rows: Sequence[ReadRow], found: dict[int, Draft]) -> None:
        """Who has the emails of the rows; the counter's lock keeps it true."""
        given = {rules.folded_email(e) for r in rows if (e := r.values.get("email"))}
        if not given:
            return
        codes.lock_counter()
        wanted = select(
            Customer.id, Customer.sort_email, Customer.name, Customer.code
        ).where(among(db.session(), Customer.sort_email, given))
        for owner, email, name, code in db.session.execute(wanted):
            row = {"name": name, "code": code}
            stranger = Draft(row, row_id=owner, deleted_at=None)
            self.by_email.setdefault(email or "", found.get(owner, stranger))

    def find(self, row: ReadRow) -> tuple[Draft | None, bool]:
        """The customer that the row names, and whether the very same row was taken."""
        draft = self.by_id.get(row.external_id or "")
        draft = draft or self.by_code.get(row.values.get("code", ""))
        if draft is not None or row.external_id or "code" in row.values:
            return draft, False
        draft = self.by_id.get(row.fingerprint or "")
        return draft, draft is not None

    def owners(
        self, row: ReadRow, draft: Draft | None
    ) -> Iterator[tuple[str, Draft | None]]:
        """What `draft` gets by the row that must be nobody else's, and whose it is."""
        if code := row.values.get("code"):
            yield code, self.by_code.get(code)
            if draft is not None and not draft.is_new:
                yield code, self.given_up.get(code)
        if self.actor.is_email_unique and (email := row.values.get("email")):
            yield email, self.by_email.get(rules.folded_email(email) or "")

    def add(self, row: ReadRow) -> Draft:
        """A new customer made of the row."""
        values = row.values
        halves = rules.full_name(values.get("first_name"), values.get("last_name"))
        filled = {
            **dict.fromkeys(_COLUMNS),
            "name": halves,
            "customer_type": "walk_in",
            "status": "active",
            "since": self.today,
            "profile_version": 1,
            **values,
        }
        filled |= self._derived(filled, changed=profile.FIELDS)
        draft = Draft(filled, row_id=None, deleted_at=None)
        self.drafts.append(draft)
        self._remember(draft, row)
        return draft

    def change(self, draft: Draft, row: ReadRow) -> bool:
        """Let the row change what it fills, and say whether it changed anything."""
        old = draft.row
        changed = [f for f, value in row.values.items() if old[f] != value]
        gains_id = bool(row.external_id) and row.external_id not in self.by_id
        if not changed and not gains_id:
            return False
        if not draft.is_new and not draft.before and not draft.gained:
            self.drafts.append(draft)
        if "code" in changed:
            self._give_up_code(draft)
        for field in changed:
            draft.before.setdefault(field, old[field])
            old[field] = row.values[field]
        if "email" in changed and self.by_email.get(old["sort_email"]) is draft:
            del self.by_email[old["sort_email"]]
        old.update(self._derived(old, changed=changed))
        self._remember(draft, row)
        return True

    def _give_up_code(self, draft: Draft) -> None:
        if self.by_code.get(draft.code) is draft:
            del self.by_code[draft.code]
        if not draft.is_new:
            self.given_up[draft.code] = draft

    def _derived(
        self, values: dict[str, Any], *, changed: Collection[str]
    ) -> dict[str, Any]:
        region = self.actor.country
        return profile.derived(values, changed=changed, region=region)

    def _remember(self, draft: Draft, row: ReadRow) -> None:
        if draft.row["code"]:
            self.by_code[draft.row["code"]] = draft
        if draft.row["sort_email"]:
            self.by_email[draft.row["sort_email"]] = draft
        identities = ((row.external_id, "external"), (row.fingerprint, "fingerprint"))
        for value, kind in identities:
            if value and value not in self.by_id:
                self.by_id[value] = draft
                draft.gained.append((value, kind))

"""A batch of an import, written: customers, external ids and facts, each in one go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from customers import events
from customers.accounts.actors import Actor
from customers.directory import rules
from customers.directory.models import Customer, ExternalId
from customers.directory.rules import SEARCHED
from customers.directory.service import codes, index, profile, tallies
from customers.directory.service.batches import Batch, Draft
from customers.events import Fact
from customers.ground import tenancy
from customers.ground.among import among
from customers.ground.db import db


def write(batch: Batch, *, actor: Actor) -> None:
    """Write what the rows came to; new customers get their ids and codes here.

    What is known is written first, so that a code it gives up is free for a new one.
    """
    new = [draft for draft in batch.drafts if draft.is_new]
    known = [d for d in batch.drafts if not d.is_new and (d.changes() or d.gained)]
    _give_codes(new, known)
    _update(known, actor)
    _insert(new, actor)
    facts = _facts([*new, *known], batch.source)
    _write_external_ids(batch)
    _index(new, known, batch.source)
    if facts:
        events.record(facts, actor=actor)
    _count(new, known)


def _count(new: list[Draft], known: list[Draft]) -> None:
    """Count the new ones, and known ones whose type or status changed."""
    befores = [
        (draft, draft.row | {f: old for f, (old, _new) in changes.items()})
        for draft in known
        if not (changes := draft.changes()).keys().isdisjoint(tallies.COUNTED)
    ]
    tallies.change(
        came=[draft.row for draft in (*new, *(draft for draft, _row in befores))],
        went=[row for _draft, row in befores],
    )


def _index(new: list[Draft], known: list[Draft], source: str) -> None:
    """Let search find the new ones, and the known ones under what they are now."""
    fresh = {}
    for draft in new:
        gained = [(source, v) for v, kind in draft.gained if kind == "external"]
        fresh[draft.id or 0] = index.entry_of(draft.row, ids=gained)
    index.put_in(fresh)
    found = [d for d in known if d.gained or not SEARCHED.isdisjoint(d.changes())]
    if found:
        ids = index.external_ids_of([draft.id or 0 for draft in found])
        entries = {
            draft.id or 0: index.entry_of(draft.row, ids=ids.get(draft.id or 0, []))
            for draft in found
        }
        index.put_anew(entries)


def _give_codes(new: list[Draft], known: list[Draft]) -> None:
    without = [draft for draft in new if not draft.code]
    if not without:
        return
    numbers = (draft.row["code_number"] for draft in (*new, *known))
    taken = {number for number in numbers if number is not None}
    given = codes.next_codes(len(without), taken=taken)
    for draft, code in zip(without, given, strict=True):
        draft.row |= {"code": code, "code_number": rules.code_number(code)}


def _update(known: list[Draft], actor: Actor) -> None:
    for draft in known:
        draft.row["profile_version"] += 1
    rows = [{**d.row, "id": d.id, "updated_by": actor.user_id} for d in known]
    tenancy.write_many(db.session(), Customer, rows, by=["id"])


def _insert(new: list[Draft], actor: Actor) -> None:
    by = {"created_by": actor.user_id, "updated_by": actor.user_id}
    rows = [{**draft.row, **by} for draft in new]
    ids = tenancy.write_many(db.session(), Customer, rows)
    for draft, new_id in zip(new, ids, strict=True):
        draft.id = new_id


def _write_external_ids(batch: Batch) -> None:
    rows = [
        {
            "customer_id": draft.id,
            "source": batch.source,
            "value": value,
            "kind": kind,
        }
        for draft in batch.drafts
        for value, kind in draft.gained
    ]
    tenancy.write_many(db.session(), ExternalId, rows)


def _facts(drafts: list[Draft], source: str) -> list[Fact]:
    """One fact for each customer; read before the gained ids are written."""
    kept = _kept_ids([d.id for d in drafts if d.gained and not d.is_new])
    return [_fact(draft, source, kept.get(draft.id or 0, [])) for draft in drafts]


def _kept_ids(customer_ids: list[int | None]) -> dict[int, list[list[str]]]:
    kept: dict[int, list[list[str]]] = {}
    if customer_ids:
        wanted = select(
            ExternalId.customer_id, ExternalId.source, ExternalId.value
        ).where(
            among(db.session(), ExternalId.customer_id, customer_ids),
            ExternalId.kind == "external",
        )
        for customer_id, source, value in db.session.execute(wanted):
            kept.setdefault(customer_id, []).append([source, value])
    return kept


def _fact(draft: Draft, source: str, kept: list[list[str]]) -> Fact:
    assert draft.id is not None
    gained = [[source, value] for value, kind in draft.gained if kind == "external"]
    if draft.is_new:
        told: dict[str, Any] = {f: draft.row[f] for f in profile.FIELDS}
        told["external_ids"] = gained
        return profile.created_fact(draft.id, values=told)
    changes = draft.changes()
    if gained:
        changes["external_ids"] = (sorted(kept), sorted(kept + gained))
    version = draft.row["profile_version"]
    return profile.updated_fact(draft.id, changes=changes, version=version)

"""Purchases and the refunds that name them: whether what counts is what should.

What nobody tells but the rows themselves make: the state of a refund, the purchase it
is joined to with its day and customer, and how much of a purchase was given back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from customers import events
from customers.accounts.actors import Actor
from customers.ground import work
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.locks import lock_name
from customers.ground.proof import (
    Difference,
    Span,
    field_differences,
    parts,
    repair_alone,
    spans,
)
from customers.purchases.events import PurchaseRepaired
from customers.purchases.models import Purchase
from customers.purchases.rules import (
    COUNTED,
    PURCHASE,
    REFUND,
    VOID,
    WAITING,
    may_give_back,
)
from customers.purchases.service import kept as kept_rows
from customers.purchases.service.kept import Kept
from customers.purchases.service.recording import ARRIVAL
from customers.purchases.service.totals import Totals
from customers.purchases.service.verifying.wrong import Wrong

SPAN, AT_ONCE = 20_000, 500
FIELDS = ("state", "refund_of_id", "counts_on", "customer_id", "refunded_minor")
Key = tuple[str, str]


def check(wrong: Wrong, *, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The purchases and refunds that are not as they should be, mended if asked.

    What stays wrong is noted in `wrong`. Records: PurchaseRepaired.
    """
    done: set[int] = set()
    for span in spans(Purchase.id, size=SPAN):
        ids = [*_refunds(span), *_purchases(span)]
        work.end_read()
        for part in parts(ids, size=AT_ONCE):
            differ = work.run(partial(_look, part, mends=mends, actor=actor))
            for one, before, after in differ:
                if one.id in done or one.id is None:
                    continue
                done.add(one.id)
                yield from _told(one, before, after)
                if not mends:
                    _note(wrong, one, before, after)


def _refunds(span: Span) -> Iterable[int]:
    """The refunds of a span that do not go with the purchase they name."""
    of = aliased(Purchase)
    named, is_joined = Purchase.refund_of_reference.is_not(None), of.id.is_not(None)
    is_there = and_(is_joined, of.kind == PURCHASE, of.state != VOID)
    room = of.total_minor - of.refunded_minor
    alone = and_(
        Purchase.refund_of_id.is_(None), Purchase.counts_on == Purchase.purchased_on
    )
    joined = and_(
        is_there,
        Purchase.refund_of_id == of.id,
        Purchase.counts_on == of.purchased_on,
        func.coalesce(Purchase.customer_id, 0) == func.coalesce(of.customer_id, 0),
    )
    is_anothers = func.coalesce(
        Purchase.customer_id != func.coalesce(of.customer_id, 0), False
    )
    cannot = or_(~is_joined, ~is_there, room < -Purchase.total_minor, is_anothers)
    waits = and_(alone, cannot)
    is_right = or_(
        and_(Purchase.state == VOID, alone),
        and_(Purchase.state == COUNTED, ~named, alone),
        and_(Purchase.state == COUNTED, named, func.coalesce(joined, False)),
        and_(Purchase.state == WAITING, named, func.coalesce(waits, False)),
    )
    wanted = (
        select(Purchase.id)
        .outerjoin(
            of,
            and_(
                of.source == Purchase.source,
                of.reference == Purchase.refund_of_reference,
            ),
        )
        .where(span.holds(Purchase.id), Purchase.kind == REFUND)
        .where(or_(~is_right, Purchase.refunded_minor != 0))
    )
    return db.session.scalars(wanted).all()


def _purchases(span: Span) -> Iterable[int]:
    """The purchases of a span of which something else came back than is kept."""
    refund = aliased(Purchase)
    # Each is looked up by the index of refunds, whatever a planner knows of the table.
    given_back = (
        select(-func.sum(refund.total_minor))
        .where(refund.refund_of_id == Purchase.id, refund.state == COUNTED)
        .scalar_subquery()
    )
    back = func.coalesce(given_back, 0)
    wanted = (
        select(Purchase.id)
        .where(span.holds(Purchase.id), Purchase.kind == PURCHASE)
        .where(
            or_(
                Purchase.refunded_minor != back,
                Purchase.refunded_minor > Purchase.total_minor,
                Purchase.state == WAITING,
                Purchase.counts_on != Purchase.purchased_on,
                Purchase.refund_of_id.is_not(None),
            )
        )
    )
    return db.session.scalars(wanted).all()


Differing = tuple[Kept, dict[str, Any], dict[str, Any]]


def _look(ids: Collection[int], *, mends: bool, actor: Actor) -> list[Differing]:
    """Look again with everything locked: those that differ, with the fields of each."""
    repair_alone()
    lock_name(db.session(), ARRIVAL, is_alone=True)
    families = _families(ids)
    before = {one.id: _fields(one) for family in families for one in family}
    for family in families:
        put_right(family)
    rows = [one for family in families for one in family]
    differ = [
        (one, before[one.id], _fields(one))
        for one in rows
        if _fields(one) != before[one.id]
    ]
    if mends and differ:
        kept_rows.write_changes([one for one, *_ in differ], user_id=actor.user_id)
        events.record([_fact(*one) for one in differ], actor=actor)
    return differ


def _families(ids: Collection[int]) -> list[list[Kept]]:
    """Those of these ids, each with the purchase it names and all its refunds."""
    keys, joined = _named(ids)
    found = {*ids, *joined}
    keys |= _named(joined)[0]
    for source in {source for source, _reference in keys}:
        references = {reference for of, reference in keys if of == source}
        is_named = and_(
            Purchase.kind == literal(REFUND, literal_execute=True),
            among(db.session(), Purchase.refund_of_reference, references),
        )
        for condition in (
            among(db.session(), Purchase.reference, references),
            is_named,
        ):
            wanted = select(Purchase.id).where(Purchase.source == source, condition)
            found.update(db.session.scalars(wanted))
    families: dict[Key, list[Kept]] = defaultdict(list)
    for one in _locked(found):
        families[one.named or one.key].append(one)
    return list(families.values())


def _named(ids: Collection[int]) -> tuple[set[Key], set[int]]:
    """What these name, or are known by, and the purchases they are joined to."""
    wanted = select(
        Purchase.source,
        func.coalesce(Purchase.refund_of_reference, Purchase.reference),
        Purchase.refund_of_id,
    ).where(among(db.session(), Purchase.id, ids))
    rows = db.session.execute(wanted).all()
    joined = {row[2] for row in rows if row[2] is not None}
    return {(row[0], row[1]) for row in rows}, joined


def _locked(ids: Collection[int]) -> list[Kept]:
    """These rows, locked after their customers."""
    wanted = select(Purchase.customer_id).where(among(db.session(), Purchase.id, ids))
    owners = {one for one in db.session.scalars(wanted) if one is not None}
    Totals().lock(owners)
    return list(kept_rows.locked(ids).values())


def put_right(family: Iterable[Kept]) -> None:
    """Let these, a purchase and all refunds that name it, be as they should.

    What counts goes on counting as long as it fits; then what waits, the oldest first.
    """
    purchase: Kept | None = None
    refunds: list[Kept] = []
    for one in sorted(family, key=lambda one: one.id or 0):
        is_named = one.named is not None and one.kind == REFUND
        if is_named and one.state != VOID:
            refunds.append(one)
        state = one.state if is_named or one.state == VOID else COUNTED
        _stand_alone(one, state=state)
        if one.kind == PURCHASE:
            purchase = one
    for refund in sorted(refunds, key=lambda one: one.state != COUNTED):
        if purchase is not None and _fits(refund, purchase=purchase):
            purchase.give_back(refund)
        else:
            refund.state = WAITING


def _fits(refund: Kept, *, purchase: Kept) -> bool:
    """Whether it counts as one of the purchase; one that does already is its own."""
    is_its = refund.state == COUNTED or may_give_back(
        refund.customer_id, bought_by=purchase.customer_id
    )
    has_room = -refund.total_minor <= purchase.room
    return purchase.state == COUNTED and is_its and has_room


def _stand_alone(one: Kept, *, state: str) -> None:
    one.state = state
    one.refund_of = one.refund_of_id = None
    one.counts_on = one.purchased_on
    one.refunded_minor = 0


def _fields(one: Kept) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FIELDS}


def _told(one: Kept, before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    where = f"{one.kind} {one.id}"
    return field_differences("purchase", where, kept=before, true=after)


def _fact(one: Kept, before: dict[str, Any], after: dict[str, Any]) -> PurchaseRepaired:
    changes = {
        name: [_plain(before[name]), _plain(after[name])]
        for name in FIELDS
        if before[name] != after[name]
    }
    return PurchaseRepaired(one.id, data={"changes": changes})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _note(
    wrong: Wrong, one: Kept, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Keep in mind what counts and should not, and the other way round."""
    for fields, sign in ((before, -1), (after, 1)):
        if fields["state"] == COUNTED:
            counted = one.counted()._replace(customer_id=fields["customer_id"])
            wrong.add(counted, sign=sign)

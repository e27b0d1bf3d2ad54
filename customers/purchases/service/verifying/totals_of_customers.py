"""The totals of customers: whether they are the sum of what counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all

from customers import events
from customers.accounts.actors import Actor
from customers.directory.models import NEVER, Customer
from customers.directory.service.tallies import Visits
from customers.ground import tenancy, work
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.proof import (
    Difference,
    Span,
    field_differences,
    parts,
    repair_alone,
    spans,
)
from customers.purchases.events import TotalsRepaired
from customers.purchases.models import Purchase
from customers.purchases.rules import COUNTED, PURCHASE
from customers.purchases.service.totals import Totals
from customers.purchases.service.verifying.wrong import Wrong

SPAN, AT_ONCE = 5_000, 500
FIELDS = ("visits", "spend_minor", "items", "first_visit_on", "last_visit_on")
NOTHING = dict(zip(FIELDS, (0, 0, 0, NEVER, NEVER), strict=True))
_EVERYBODY = {"include_deleted": True}


def check(wrong: Wrong, *, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The totals that are not as they should be, deleted customers' too.

    Visits and first days that stay wrong are noted in `wrong`. Records: TotalsRepaired,
    for each customer whose totals are mended.
    """
    for span in spans(Customer.id, size=SPAN):
        ids = {one for one in wrong.by_customer if span.holds_number(one)}
        ids.update(_differing(span))
        work.end_read()
        for part in parts(sorted(ids), size=AT_ONCE):
            found = work.run(partial(_look, part, wrong, mends=mends, actor=actor))
            for customer_id, kept, true in found:
                where = f"customer {customer_id}"
                yield from field_differences("customer", where, kept=kept, true=true)


def _differing(span: Span) -> list[int]:
    """The customers of a span whose totals are not the sum of what is counted.

    One statement sees both, side by side: joined, a planner that knows little of the
    tables would go through the sums again for each customer.
    """
    kept = select(Customer.id, *(getattr(Customer, name) for name in FIELDS))
    made = _sums(span.holds(Purchase.customer_id))
    both = union_all(
        kept.where(span.holds(Customer.id)).add_columns(literal(0)),
        made.add_columns(literal(1)),
    )
    known: dict[int, Any] = {}
    sums: dict[int, Any] = {}
    for row in db.session.execute(both, execution_options=_EVERYBODY):
        side = sums if row[-1] else known
        side[row[0]] = (*map(int, row[1:4]), row[4] or NEVER, row[5] or NEVER)
    nothing = tuple(NOTHING.values())
    return [one for one in known if known[one] != sums.get(one, nothing)]


def _sums(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What the counted purchases and refunds of customers come to."""
    is_visit = Purchase.kind == PURCHASE
    visited_on = case((is_visit, Purchase.purchased_on))
    # The value stands in the statement itself, so that SQLite takes the index of it.
    counted = literal(COUNTED, literal_execute=True)
    return (
        select(
            Purchase.customer_id,
            func.sum(case((is_visit, 1), else_=0)).label("visits"),
            func.sum(Purchase.total_minor).label("spend_minor"),
            func.sum(Purchase.items).label("items"),
            func.min(visited_on).label("first_visit_on"),
            func.max(visited_on).label("last_visit_on"),
        )
        .where(condition, Purchase.state == counted)
        .group_by(Purchase.customer_id)
    )


def _look(
    ids: Collection[int], wrong: Wrong, *, mends: bool, actor: Actor
) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Look again with the customers locked: those that differ, kept and true."""
    repair_alone()
    totals = Totals()
    totals.lock(ids)
    condition = among(db.session(), Purchase.customer_id, ids)
    sums = {
        row.customer_id: _plain(row) for row in db.session.execute(_sums(condition))
    }
    found, firsts = [], {}
    for one in totals.customers.values():
        kept = dict(zip(FIELDS, one.values(), strict=True))
        true = wrong.put_right(one.id, sums.get(one.id, NOTHING))
        if kept != true:
            found.append((one.id, kept, true))
            if not (one.is_deleted or mends):
                visits = Visits(true["visits"], true["first_visit_on"])
                wrong.add_visits(one.visited, visits)
        firsts[one.id] = (one.first_visit_on, true["first_visit_on"])
    if not mends:
        wrong.add_first_days(firsts)
    if mends and found:
        rows = [{"id": customer_id, **true} for customer_id, _kept, true in found]
        tenancy.write_many(db.session(), Customer, rows, by=["id"], touches=False)
        events.record([_fact(*one) for one in found], actor=actor)
    return found


def _plain(row: Any) -> dict[str, Any]:
    """The sums as a customer's row has them: whole numbers, and NEVER for no day."""
    numbers = {name: int(getattr(row, name)) for name in FIELDS[:3]}
    days = {name: getattr(row, name) or NEVER for name in FIELDS[3:]}
    return numbers | days


def _fact(
    customer_id: int, kept: dict[str, Any], true: dict[str, Any]
) -> TotalsRepaired:
    before, after = (
        {name: v.isoformat() if isinstance(v, date) else v for name, v in of.items()}
        for of in (kept, true)
    )
    return TotalsRepaired(customer_id, data={"before": before, "after": after})

"""Customers for a file: whole profiles of a selection, in the order of its list.

Made for many: a fixed number of questions for some thousand customers, plain tuples,
nothing formatted. The statements name the business themselves (`tenancy.core`): rows
of entities would take half as long again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory.models import FOREVER, NEVER, Customer, ExternalId
from customers.directory.queries import leads, listing, search
from customers.directory.queries.bearings import bearings
from customers.directory.queries.conditions import columns_of, conditions
from customers.directory.queries.totals import counts_for, with_visits
from customers.directory.rules import SORTS, Selection
from customers.directory.rules.meanings import NOBODY
from customers.ground import clock, paging, tenancy
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.paging import Order, Window


class ExportedCustomer(NamedTuple):
    """A customer's whole profile; None is what nobody wrote down.

    `shop` and `staff_member` are names, `external_ids` "source: id" joined by "; ",
    `spend_minor` minor units of the business's currency. `is_member` is what counts
    today; `member_until` and `held_until` are days (exclusive) that are still to come,
    None where there is none or no end.
    """

    code: str
    name: str
    first_name: str | None
    last_name: str | None
    phone: str | None
    phone_e164: str | None
    email: str | None
    customer_type: str
    status: str
    birthday: date | None
    street: str | None
    postcode: str | None
    town: str | None
    region: str | None
    country: str | None
    since: date
    shop: str | None
    staff_member: str | None
    external_ids: str | None
    visits: int
    spend_minor: int
    last_visit_on: date | None
    is_member: bool
    member_until: date | None
    held_until: date | None


class ExportedPage(NamedTuple):
    """Customers in order, and the cursor behind them (None: these were the last)."""

    rows: list[ExportedCustomer]
    after: str | None


_CUSTOMER: Table = Customer.__table__  # type: ignore[assignment]
_EXTERNAL: Table = ExternalId.__table__  # type: ignore[assignment]
# In the order of ExportedCustomer; `_exported` relies on it.
_KEPT = ExportedCustomer._fields[:16]
_SELECTED = (
    *("id", *_KEPT, "preferred_shop_id", "assigned_staff_member_id"),
    *("visits", "spend_minor", "last_visit_on", "member_until", "held_until"),
)


def export_page(
    selection: Selection,
    *,
    size: int,
    after: str | None = None,
    actor: Actor,
    by_id: bool = False,
) -> ExportedPage:
    """The customers of the selection behind the cursor, about `size` of them.

    `by_id`: in the order of their ids, which nobody moves between two pages; else in
    the selection's order.

    A page may have fewer and yet not be the last: `after` alone tells. All that a
    search found is one page. Raises: Invalid for a cursor that is none.
    """
    found: Sequence[Row[Any]]
    if selection.q:
        found, behind = _found(selection, actor), None
    else:
        window = _window(selection, actor, size, after, by_id=by_id)
        found, behind = window.rows, window.after
    return ExportedPage(_exported(found, clock.today(actor.timezone)), behind)


def _window(
    selection: Selection,
    actor: Actor,
    size: int,
    after: str | None,
    *,
    by_id: bool,
) -> Window:
    """As the list takes its pages, but for the columns and how much may be read."""
    by = SORTS[selection.sort]
    filters = selection.looked_up(bearings(actor))
    wanted = _columns(by, *columns_of(filters))
    order = Order(_CUSTOMER.c.id, _CUSTOMER.c[by], selection.is_descending)
    if by_id:
        order = Order(_CUSTOMER.c.id, descending=False)
    page: dict[str, Any] = {"size": size, "after": after}
    if not filters:
        return paging.window(_bare(), wanted, order=order, **page)
    if NOBODY in filters:
        return Window([], None, None)
    tallied = with_visits(filters, tallied=counts_for(actor))
    lead = listing.few_of(filters, tallied=tallied)
    if lead is not None:
        few = leads.fetched(
            lead,
            filters=filters,
            wanted=wanted,
            columns=_CUSTOMER.c,
            most=leads.FEW + 1,
        ).subquery("few")
        order = (
            Order(few.c.id, descending=False)
            if by_id
            else Order(few.c.id, few.c[by], selection.is_descending)
        )
        return paging.window(_bare(), select(few), order=order, **page)
    return paging.kept_window(
        _bare(),
        wanted,
        keep=lambda columns: conditions(filters, columns=columns),
        reading=(max(size, leads.FEW),),
        order=order,
        **page,
    )


class _Bare:
    """The session for statements that name the entered business themselves."""

    def execute(self, statement: Any) -> Any:
        business_id = tenancy.entered(db.session())
        return tenancy.core(db.session(), statement, business_id=business_id)


def _bare() -> Session:
    return cast("Session", _Bare())


def _columns(*more: str) -> listing.Rows:
    names = dict.fromkeys((*_SELECTED, *more))
    return select(*[_CUSTOMER.c[name] for name in names]).where(
        _CUSTOMER.c.business_id == tenancy.entered(db.session()),
        _CUSTOMER.c.deleted_at.is_(None),
    )


def _found(selection: Selection, actor: Actor) -> list[Row[Any]]:
    """What a search found, in its order."""
    ranking = search.found_by(selection, actor=actor)
    ids = [hit.customer_id for hit in ranking.hits]
    if not ids:
        return []
    own_id: Any = _CUSTOMER.c.id
    wanted = _columns().where(among(db.session(), own_id, ids))
    rows = {row.id: row for row in _bare().execute(wanted)}
    return [rows[found] for found in ids if found in rows]


def _exported(found: Sequence[Row[Any]], today: date) -> list[ExportedCustomer]:
    """The rows as customers; a column at a time, which is much quicker."""
    if not found:
        return []
    columns = list(zip(*found, strict=True))
    ids, kept, more = columns[0], columns[1 : 1 + len(_KEPT)], columns[1 + len(_KEPT) :]
    shop_ids, staff_member_ids, visits, spend_minor, *days = more[:7]
    last_visits, member_until, held_until = days
    others = _external_ids(ids)
    customers = zip(
        *kept,
        map(accounts.shop_names().get, shop_ids),
        map(accounts.staff_names().get, staff_member_ids),
        map(others.get, ids),
        visits,
        spend_minor,
        (None if day == NEVER else day for day in last_visits),
        (day > today for day in member_until),
        (day if today < day < FOREVER else None for day in member_until),
        (day if today < day < FOREVER else None for day in held_until),
        strict=True,
    )
    return list(map(ExportedCustomer._make, customers))


def _external_ids(customer_ids: Sequence[int]) -> dict[int, str]:
    """What other programs call these customers, as one text each."""
    columns: Any = _EXTERNAL.c
    wanted = select(columns.customer_id, columns.source, columns.value).where(
        columns.business_id == tenancy.entered(db.session()),
        among(db.session(), columns.customer_id, customer_ids),
        columns.kind == "external",
    )
    return _joined(sorted(map(tuple, _bare().execute(wanted))))


def _joined(ids: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    joined: dict[int, str] = {}
    for customer_id, source, value in ids:
        text = f"{source}: {value}"
        before = joined.get(customer_id)
        joined[customer_id] = f"{before}; {text}" if before else text
    return joined

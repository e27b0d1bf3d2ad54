"""Who would join, leave, or is held and would otherwise change: pages of names.

Each list falls by the spend that counts, and holds exactly those whom the counts count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy import union_all as all_of

from customers.directory.models import HAS_HOLD, Customer
from customers.ground import paging, texts
from customers.ground.db import db
from customers.ground.paging import Order
from customers.membership.queries.preview_counts import Counts
from customers.membership.rules import NEVER
from customers.membership.words import HELD, JOIN, LEAVE

PAGE_SIZE = 10

_COLUMNS = (
    *(Customer.id, Customer.code, Customer.name),
    *(Customer.window_spend_minor, Customer.member_until),
)


class ListedPerson(NamedTuple):
    """Somebody whom a threshold concerns; texts are ready.

    `apart` is how far the spend is above or below, in words.
    """

    id: int
    name: str
    code: str
    spend: str
    apart: str
    is_member: bool


class PeoplePage(NamedTuple):
    """People, most spend first, and the cursors of the pages beside (None: no more)."""

    rows: Sequence[ListedPerson]
    after: str | None
    before: str | None


def people(
    action: str,
    *,
    found: Counts,
    threshold_minor: int,
    today: date,
    currency: str,
    after: str | None = None,
    before: str | None = None,
) -> PeoplePage:
    """Ten of those whom the threshold would have join, leave, or who are held.

    `found` is what it would do: an empty list is not looked for. Raises: Invalid for a
    cursor that is none.
    """
    statement, order = _wanted(action, found, threshold_minor, today)
    number = {JOIN: found.joining, LEAVE: found.leaving, HELD: found.held}[action]
    if not (number or after or before):
        return PeoplePage([], None, None)
    page = paging.window(
        db.session(),
        statement,
        order=order,
        size=PAGE_SIZE,
        after=after,
        before=before,
    )
    rows = [_listed(row, threshold_minor, today, currency) for row in page.rows]
    return PeoplePage(rows, page.after, page.before)


_Wanted = tuple[Select[*tuple[Any, ...]], Order]


def _wanted(action: str, found: Counts, threshold_minor: int, today: date) -> _Wanted:
    meets = Customer.window_spend_minor >= threshold_minor
    counts = Customer.member_until > today
    is_held = Customer.held_until > today
    members = select(*_COLUMNS).where(Customer.is_member, ~meets, counts)
    if action == LEAVE:
        return members.where(~is_held), _order(Customer)
    if action == JOIN:
        return _merged(*_outside(meets, today), keeps=~is_held)
    if _is_walked(found):
        return _merged(*_outside(meets, today), members, keeps=is_held)
    changes = (~counts & meets) | (counts & ~meets)
    return select(*_COLUMNS).where(HAS_HOLD, is_held, changes), _order(Customer)


def _is_walked(found: Counts) -> bool:
    """Whether those held are found sooner among all whom it concerns than of all holds.

    So many are read until a page is full, where they lie evenly.
    """
    concerned = found.joining + found.leaving + found.held
    return PAGE_SIZE * concerned < found.holds * found.held


def _outside(
    meets: ColumnElement[bool], today: date
) -> tuple[Select[*tuple[Any, ...]], ...]:
    """Those who are no members, and the few who are none any more."""
    # Without a word on `is_member`: the index of the days is the one to use.
    lapsed = (Customer.member_until > NEVER, Customer.member_until <= today)
    return (
        select(*_COLUMNS).where(~Customer.is_member, meets),
        select(*_COLUMNS).where(*lapsed, meets),
    )


def _merged(*each: Select[*tuple[Any, ...]], keeps: ColumnElement[bool]) -> _Wanted:
    """All of them in one order, each walked in its own index."""
    merged = all_of(*(one.where(keeps) for one in each)).subquery("concerned")
    return select(merged), _order(merged.c)


def _order(columns: Any) -> Order:
    return Order(columns.id, columns.window_spend_minor)


def _listed(row: Any, threshold_minor: int, today: date, currency: str) -> ListedPerson:
    apart = row.window_spend_minor - threshold_minor
    amount = texts.money_text(abs(apart), currency=currency)
    if not apart:
        said = _("exactly there")
    elif apart > 0:
        said = _("%(amount)s above", amount=amount)
    else:
        said = _("%(amount)s below", amount=amount)
    return ListedPerson(
        row.id,
        row.name or row.code,
        row.code if row.name else "",
        texts.money_text(row.window_spend_minor, currency=currency),
        said,
        row.member_until > today,
    )

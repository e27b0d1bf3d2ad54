"""Who joined and whose membership ended: the entries behind the days' figures.

Deleted customers are in it without a name, so that there are as many rows as the days
count. A page takes a fixed number of questions, however many entries there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, func, select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import MANAGE_MEMBERSHIP
from customers.directory.models import Customer
from customers.ground import paging, texts
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.filters import Chip
from customers.ground.initials import initials_of
from customers.ground.paging import Order, Window
from customers.membership import sql, wording
from customers.membership.models import MembershipDay, MembershipEntry
from customers.membership.queries.asked_changes import CHANGES, DAYS, AskedChanges
from customers.membership.queries.entries import by_itself
from customers.membership.rules import ENDED, JOINED

PAGE_SIZE = 25
_COLUMNS = (
    *("id", "on_day", "customer_id", "until", "cause"),
    *("purchase_id", "run_id", "created_by"),
)
LABELS = {
    "kind": _l("Change"),
    "day_from": _l("From"),
    "day_to": _l("To"),
    "after": _l("Page"),
    "before": _l("Page"),
}


class ShownChange(NamedTuple):
    """A change as the list shows it; texts are ready, "" where there is nothing.

    `customer_id` is None for a deleted customer, who has no name here. `cause` says by
    what, with the way there; `until` the last day of a membership that began.
    """

    id: int
    customer_id: int | None
    name: str
    code: str
    initials: str
    day: str
    day_iso: str
    cause: str
    run_url: str
    purchase_url: str
    until: str
    by: str


def changes_page(asked: AskedChanges, *, actor: Actor) -> dict[str, Any]:
    """What the list of an address needs. Raises: Invalid for a wrong cursor."""
    window = changes_window(asked)
    return {
        "rows": _shown(window.rows, asked, actor),
        "kind": asked.given.kind,
        "kinds": _kinds(asked),
        "chips": chips(asked),
        "is_backwards": asked.is_backwards,
        "is_further": asked.is_further,
        "first_url": asked.url(),
        "plain_url": CHANGES,
        "clear_url": asked.url(**dict.fromkeys(DAYS)),
        "export_url": asked.url_of(f"{CHANGES}/export"),
        "pages": {
            "previous_url": window.before and asked.url(before=window.before),
            "next_url": window.after and asked.url(after=window.after),
        },
    }


def changes_window(
    asked: AskedChanges, *, more: Sequence[str] = (), **page: Any
) -> Window:
    """The page of entries that is asked for, the latest day first, as plain columns.

    `more` names columns beside those of the list; `page` may say another size and
    cursor than the address does. Raises: Invalid for a cursor that is none.
    """
    entry, given = MembershipEntry, asked.given
    is_kind = sql.is_joined(entry) if given.kind == JOINED else sql.is_ended(entry)
    wanted = select(*(getattr(entry, name) for name in (*_COLUMNS, *more)))
    page = {
        "order": Order(entry.id, by=entry.on_day),
        "size": PAGE_SIZE,
        "after": given.after,
        "before": given.before,
        "within": _period(asked, entry.on_day),
        **page,
    }
    return paging.window(db.session(), wanted.where(is_kind), **page)


def customers_of(rows: Sequence[Row[Any]]) -> dict[int, tuple[str, str]]:
    """(code, name) of the rows' customers; deleted ones are left out."""
    ids = {row.customer_id for row in rows}
    if not ids:
        return {}
    wanted = select(Customer.id, Customer.code, Customer.name)
    found = db.session.execute(wanted.where(among(db.session(), Customer.id, ids)))
    return {row.id: (row.code, row.name) for row in found}


def chips(asked: AskedChanges) -> list[Chip]:
    """The days that are set."""
    return [
        Chip(str(LABELS[name]), texts.day_text(day), asked.url(**{name: None}))
        for name, day in asked.days.items()
    ]


def faults(refused: Invalid) -> list[tuple[str, str]]:
    """What an address says that the list cannot understand: (label, sentence)."""
    named = refused.details.items()
    return [(str(LABELS.get(name, name)), sentence) for name, sentence in named]


def kind_text(kind: str) -> str:
    """A kind of change in a word."""
    return _("Joined") if kind == JOINED else _("Ended")


def _period(asked: AskedChanges, on_day: Any) -> list[Any]:
    first, last = asked.given.day_from, asked.given.day_to
    bounds = [] if first is None else [on_day >= first]
    return bounds if last is None else [*bounds, on_day <= last]


def _kinds(asked: AskedChanges) -> list[tuple[str, str, bool, str]]:
    """Both kinds, each with how many there are in these days: not counted but kept."""
    day = MembershipDay
    sums = [func.coalesce(func.sum(one), 0) for one in (day.joined, day.ended)]
    counted = select(*sums).where(*_period(asked, day.on_day))
    totals = zip((JOINED, ENDED), db.session.execute(counted).one(), strict=True)
    return [
        (
            kind_text(kind),
            asked.url(kind=kind),
            kind == asked.given.kind,
            texts.count_text(int(total)),
        )
        for kind, total in totals
    ]


def _shown(
    rows: Sequence[Row[Any]], asked: AskedChanges, actor: Actor
) -> list[ShownChange]:
    known = customers_of(rows)
    people = accounts.people_names({row.created_by for row in rows})
    return [_row(row, known.get(row.customer_id), people, asked, actor) for row in rows]


def _row(
    row: Row[Any],
    customer: tuple[str, str] | None,
    people: dict[int, str],
    asked: AskedChanges,
    actor: Actor,
) -> ShownChange:
    code, name = customer or ("", "")
    leads_to_run = row.run_id and actor.may(MANAGE_MEMBERSHIP)
    is_joined = asked.given.kind == JOINED
    return ShownChange(
        id=row.id,
        customer_id=None if customer is None else row.customer_id,
        name=name or code,
        code=code,
        initials=initials_of(name),
        day=texts.day_text(row.on_day),
        day_iso=row.on_day.isoformat(),
        cause=str(wording.CAUSE_LABELS[row.cause]),
        run_url=f"/membership/runs/{row.run_id}" if leads_to_run else "",
        purchase_url=f"/sales/{row.purchase_id}" if row.purchase_id else "",
        until=wording.until_text(row.until) if is_joined else "",
        by=people.get(row.created_by or 0) or by_itself(row.cause),
    )

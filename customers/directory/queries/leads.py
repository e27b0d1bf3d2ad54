"""Where a filtered list starts: the piece of an index that the fewest of it are in.

A lead is those of the looked-up filters that one index serves alone, so that reading
it is bounded by how many rows are asked of it, whatever the other filters leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all

from customers.directory.models import NEVER, Customer
from customers.directory.queries.conditions import conditions
from customers.directory.rules.birthdays import stretches
from customers.ground.db import db

# So many customers of a lead are fetched and sorted; of more, the sort is walked.
FEW, ALWAYS_FEW = 20_000, 1_000
# Walking stops at a bound and may begin anew at the next; fetching does it once.
FETCHED_FOR_WALKED = 4

Filters = Mapping[str, Any]
Rows = Select[*tuple[Any, ...]]
# The filters that one index serves, the index by index.
_SERVED = (
    *(("type",), ("status",), ("shop_id",), ("staff_member_id",)),
    ("visits_from", "visits_to"),
    ("since_from", "since_to"),
    # SQLite begins to read at the first of two beginnings.
    ("first_visit_on_from", "first_visit_on_to", "first_visit_after"),
    ("last_visit_after", "last_visit_to"),
    *(("born_from", "born_to"), ("born_first", "born_last")),
    ("held_after",),
    ("member_after", "member_to"),
)
# Beside them who is a member leads to one of two indexes of spend, or both.
_SPEND = ("window_from", "window_to")
_OF_SPEND = (*_SPEND, "member_after", "member_to")
# Who have such days in common stand together in most orders: walking past the others
# would take as long as fetching them.
_DAYS = frozenset(("since_from", "since_to", "first_visit_after", "last_visit_after"))
_NEVER = literal(NEVER, literal_execute=True)


class Lead(NamedTuple):
    """Filters that one index serves; `total`: how many pass them, None: not known.

    `is_exact`: the index has exactly those who pass them.
    """

    filters: Filters
    total: int | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the pieces hold nobody else: those of lapsed members hold more."""
        return not ("member_to" in self.filters and _has_spend(self.filters))


def leads_of(filters: Filters, *, tallied: Mapping[str, int]) -> list[Lead]:
    """All leads that the filters have, with what the tallies know of each."""
    found = []
    for names in (*_SERVED, _OF_SPEND):
        own = {name: filters[name] for name in names if name in filters}
        is_led = _has_spend(own) if names == _OF_SPEND else bool(own)
        # Nearly all are active.
        if is_led and own != {"status": "active"}:
            found.append(Lead(own, _tallied(own, tallied)))
    return found


def fewest(
    leads: list[Lead], *, customers: int, size: int | None = None
) -> Lead | None:
    """The lead to start from, where fetching all of it reads less than walking a sort.

    `customers` are all there are, and `size` how many a page has; None: all are read
    anyhow. Of what no tally knows is counted, in one question, whether they are few.
    """
    known = [lead for lead in leads if lead.total is not None]
    if any((lead.total or 0) <= min(ALWAYS_FEW, FEW) for lead in known):
        # Nothing is gained by counting the others.
        leads = known
    most = FEW if size is None else _most_fetched(customers, size)
    bounds = [FEW if _DAYS.intersection(lead.filters) else most for lead in leads]
    counted = zip(_counted(leads, bounds), bounds, strict=True)
    few = [lead for lead, bound in counted if (lead.total or 0) <= min(bound, FEW)]
    return min(few, key=lambda lead: lead.total or 0, default=None)


def _most_fetched(customers: int, size: int) -> int:
    """Of so many, a page of a sort is found by walking past as many of the others."""
    most = isqrt(FETCHED_FOR_WALKED * (size + 1) * customers)
    return min(FEW, max(ALWAYS_FEW, most))


def _counted(leads: list[Lead], bounds: list[int]) -> list[Lead]:
    """The leads with all totals: one more than its bound for more than that."""
    counts = [
        select(func.count())
        .select_from(_read(lead, select(Customer.id), Customer, bound + 1))
        .scalar_subquery()
        for lead, bound in zip(leads, bounds, strict=True)
        if lead.total is None
    ]
    if not counts:
        return leads
    totals = iter(db.session.execute(select(*counts)).one())
    return [
        lead._replace(total=next(totals)) if lead.total is None else lead
        for lead in leads
    ]


def fetched(
    lead: Lead, *, filters: Filters, wanted: Rows, columns: Any, most: int
) -> Rows:
    """Those of `wanted` who pass the lead and the filters.

    Of each piece of the lead `most` are read at most: the limit also keeps databases
    from walking another index past everybody else. `wanted` selects the columns that
    the filters look at, of `columns`.
    """
    read = _read(lead, wanted, columns, most)
    return select(read).where(*conditions(filters, columns=read.c))


def _read(lead: Lead, wanted: Rows, columns: Any, most: int) -> Any:
    if "status" in lead.filters:
        # Of all indexes of who is not deleted SQLite takes any but for an order.
        wanted = wanted.order_by(columns.id)
    parts = [
        wanted.where(*piece).limit(most) for piece in pieces(lead, columns=columns)
    ]
    if len(parts) == 1:
        return parts[0].subquery()
    return union_all(*(select(part.subquery()) for part in parts)).subquery()


def pieces(lead: Lead, *, columns: Any) -> list[list[ColumnElement[bool]]]:
    """The lead as pieces that have nobody in common, each of one index."""
    own = lead.filters
    if "born_first" in own:
        both = stretches(own["born_first"], own["born_last"])
        plain = [{"born_from": first, "born_to": last} for first, last in both]
        return [conditions(piece, columns=columns) for piece in plain]
    if not _has_spend(own):
        if "status" in own:
            # Said as the index says it, or it is not used.
            return [[columns.status == literal(own["status"], literal_execute=True)]]
        return [conditions(own, columns=columns)]
    spend = {name: own[name] for name in _SPEND if name in own}
    members = [*conditions(spend, columns=columns), columns.is_member]
    if "member_after" in own:
        return [members]
    others = [*conditions(spend, columns=columns), ~columns.is_member]
    if "member_to" not in own:
        return [others, members]
    # Whose membership lapsed and was not written down yet is still kept as a member.
    until = columns.member_until
    return [others, [until > _NEVER, until <= own["member_to"]]]


def _has_spend(filters: Filters) -> bool:
    return any(name in filters for name in _SPEND)


def _tallied(own: Filters, tallied: Mapping[str, int]) -> int | None:
    """What a tally knows of the filters; of a kind that none is kept of there are 0."""
    if "visits_from" in own or "visits_to" in own:
        return tallied.get("visits")
    named = {
        "type": "type",
        "status": "status",
        "shop_id": "shop",
        "staff_member_id": "staff",
    }
    (first, value), *others = own.items()
    if first in named:
        return tallied.get(f"{named[first]}:{value}", 0)
    memberships = {
        "held_after": "membership:held",
        "member_after": "membership:member",
        "member_to": "membership:not_member",
    }
    return None if others else tallied.get(memberships.get(first, ""))

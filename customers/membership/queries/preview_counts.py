"""How many would join, leave or be held at a threshold: exact, and cheap at a million.

The tally knows how many stand at each step of three digits, by the state that their
columns say. Two things it does not know are read and moved to where they belong: who
stands inside the step that the threshold cuts, and whose membership or hold has ended
without anything being written. Both are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy import union_all as all_of

from customers.directory.models import HAS_HOLD, Customer, Tally
from customers.ground.db import db
from customers.membership.models import SpendTally
from customers.membership.queries.proposing import BEYOND_PERCENT, reached_by
from customers.membership.rules import NEVER, step_of
from customers.membership.service.tallies import HELD

# Amounts have 18 digits at most.
_MOST_DIGITS = 18
_LEAST, _ENDLESS = -1, 10**_MOST_DIGITS
_STATES = ("none", "member", "held_none", "held_member")


class Counts(NamedTuple):
    """What a threshold would do, and how the spend is spread that it is held against.

    `held` are those whom it would join or end if no hold kept them, of all `holds`.
    `spread` are (from, customers) of those who spent more than nothing, rising: `from`
    is a spend in minor units, in steps of which the widest hundred make the drawing.
    `customers` are all there are, deleted ones not; `reached` of them meet it.
    """

    members: int
    joining: int
    leaving: int
    held: int
    spread: list[tuple[int, int]]
    customers: int
    holds: int
    reached: int

    @property
    def without_spend(self) -> int:
        """How many spent nothing that counts, or were given more back."""
        return self.customers - sum(total for _from, total in self.spread)


# (the state's word as the tally has it, whether the spend meets the threshold)
_Place = tuple[str, bool]


def counts(threshold_minor: int, *, today: date) -> Counts:
    """What the threshold (above 0) would do today, of the spend that is kept.

    Four statements, and one more where the threshold cuts a step.
    """
    # The first step of which everybody meets the threshold.
    above = whole = step_of(threshold_minor)
    if whole != threshold_minor:
        above = whole + 10 ** (len(str(threshold_minor)) - 3)
    said = {"threshold": threshold_minor, "above": above, "today": today}
    powers, below, reached = _by_powers(above)
    where: Counter[_Place] = Counter()
    for state, under, over in zip(_STATES, below, reached, strict=True):
        where[state, True], where[state, False] = over, under
    if above != threshold_minor:
        _cut_step(where, db.session.execute(_inside(), said))
    _put_right(where, db.session.execute(_lapsed(), said))
    known = _known()
    held_members = where["held_member", True] + where["held_member", False]
    return Counts(
        members=where["member", True] + where["member", False] + held_members,
        joining=where["none", True],
        leaving=where["member", False],
        held=where["held_none", True] + where["held_member", False],
        spread=_spread(powers),
        customers=known.get("all", 0),
        holds=known.get(HELD, 0),
        reached=sum(where[state, True] for state in _STATES),
    )


def spread() -> list[tuple[int, int]]:
    """How the spend that counts is spread, as in `Counts`."""
    powers, _below, _reached = _by_powers(1)
    return _spread(powers)


def _known() -> dict[str, int]:
    """How many customers there are, and how many of them have a hold."""
    wanted = select(Tally.name, Tally.total).where(Tally.name.in_(("all", HELD)))
    return {row.name: row.total for row in db.session.execute(wanted)}


def _by_powers(above: int) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """(power of ten, customers from it to the next), rising; then how many are below
    `above`, and how many are not, in each of the states.
    """
    found = {
        row[0]: (row[1], [int(total) for total in row[2:]])
        for row in db.session.execute(_of_powers(), {"above": above})
    }
    powers = [
        (power, sum(each))
        for number, (power, each) in sorted(found.items())
        if number > 1
    ]
    return [(low, total) for low, total in powers if total], found[0][1], found[1][1]


@cache
def _of_powers() -> Select[*tuple[Any, ...]]:
    """(number, power, customers of each state): below, above, then each power of ten.

    Each is a range of the key, so that nothing is sorted.
    """
    number, power = _first(0).label("number"), _first(1).label("power")
    rows = select(number, power).cte("powers", recursive=True)
    next_power = case((rows.c.number < _plain(2), _plain(1)), else_=rows.c.power * 10)
    rows = rows.union_all(
        select(rows.c.number + _plain(1), next_power).where(
            rows.c.number <= _plain(_MOST_DIGITS)
        )
    )
    above = bindparam("above", type_=BigInteger)
    low = _by_number(rows, literal(_LEAST, BigInteger), above, rows.c.power)
    high = _by_number(rows, above, literal(_ENDLESS, BigInteger), rows.c.power * 10)
    totals = (_total(state, low, high) for state in _STATES)
    return select(*rows.c, *totals)


def _by_number(rows: Any, first: Any, second: Any, other: Any) -> ColumnElement[int]:
    return case(
        (rows.c.number == _plain(0), first),
        (rows.c.number == _plain(1), second),
        else_=other,
    )


def _spread(powers: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The customers of each hundredth of the axis, and of all that is beyond it."""
    if not powers:
        return []
    unit = max(1, reached_by(powers, percent=BEYOND_PERCENT) // 10)
    found = db.session.execute(_of_places(), {"unit": unit})
    return sorted((place * unit, int(number)) for place, number in found if number)


@cache
def _of_places() -> Select[*tuple[Any, ...]]:
    """(0 to 100, customers who spent so many units and not one more)."""
    rows = select(_first(0).label("place")).cte("places", recursive=True)
    rows = rows.union_all(
        select(rows.c.place + _plain(1)).where(rows.c.place < _plain(100))
    )
    unit = bindparam("unit", type_=BigInteger)
    low = rows.c.place * unit
    high = case(
        (rows.c.place == _plain(100), literal(_ENDLESS, BigInteger)),
        else_=low + unit,
    )
    total = sum(
        (_total(state, low, high, least=1) for state in _STATES[1:]),
        start=_total(_STATES[0], low, high, least=1),
    )
    return select(rows.c.place, total)


def _total(state: str, low: Any, high: Any, *, least: int | None = None) -> Any:
    """The customers of a state from `low` to below `high`: a range of the key."""
    inside = [SpendTally.from_minor >= low, SpendTally.from_minor < high]
    if least is not None:
        inside.append(SpendTally.from_minor >= least)
    return (
        select(func.coalesce(func.sum(SpendTally.total), 0))
        .where(SpendTally.state == state, *inside)
        .scalar_subquery()
    )


def _first(number: int) -> ColumnElement[int]:
    """Where a row of numbers begins: its type is that of all that follow."""
    return cast(_plain(number), BigInteger)


def _plain(number: int) -> ColumnElement[int]:
    """A number that is always the same, and so no parameter."""
    return literal_column(str(number), BigInteger)


@cache
def _inside() -> Select[*tuple[Any, ...]]:
    """(is_member, has_hold, customers) of those who meet it inside its own step."""
    inside = (
        Customer.window_spend_minor >= bindparam("threshold"),
        Customer.window_spend_minor < bindparam("above"),
    )
    # Each over the index of those who are members, or of those who are not.
    each = (
        select(Customer.is_member.label("is_member"), HAS_HOLD.label("has_hold")).where(
            is_so, *inside
        )
        for is_so in (Customer.is_member, ~Customer.is_member)
    )
    rows = all_of(*each).subquery("inside")
    columns = (rows.c.is_member, rows.c.has_hold)
    return select(*columns, func.count()).group_by(*columns)


def _cut_step(where: Counter[_Place], rows: Iterable[Any]) -> None:
    """Let those who meet it inside its step count as such."""
    for is_member, has_hold, total in rows:
        state = _word(is_member, has_hold)
        where[state, True] += total
        where[state, False] -= total


@cache
def _lapsed() -> Select[*tuple[Any, ...]]:
    """Those of whom the columns say what was: (is_member, has_hold, a member today,
    held today, whether they meet it, customers).
    """
    today = bindparam("today", type_=Date)
    meets = Customer.window_spend_minor >= bindparam("threshold")
    flags = (
        Customer.is_member.label("is_member"),
        HAS_HOLD.label("has_hold"),
        (Customer.member_until > today).label("counts"),
        (Customer.held_until > today).label("is_held"),
        meets.label("meets"),
    )
    # Without a word on `is_member`: the index of the days is the one to use.
    ended = (Customer.member_until > NEVER) & (Customer.member_until <= today)
    released = HAS_HOLD & (Customer.held_until <= today)
    not_ended = (Customer.member_until == NEVER) | (Customer.member_until > today)
    rows = all_of(
        select(*flags).where(ended), select(*flags).where(released, not_ended)
    ).subquery("lapsed")
    return select(*rows.c, func.count()).group_by(*rows.c)


def _put_right(where: Counter[_Place], rows: Iterable[Any]) -> None:
    """Move those of whom something has lapsed to where they stand today."""
    for is_member, has_hold, counts_today, is_held, meets, total in rows:
        where[_word(is_member, has_hold), bool(meets)] -= total
        where[_word(counts_today, is_held), bool(meets)] += total


def _word(is_member: bool, is_held: bool) -> str:  # noqa: FBT001 (a row's columns)
    word = "member" if is_member else "none"
    return f"held_{word}" if is_held else word

"""What rules and tallies say of one customer, said of thousands in a statement.

Each twin in Python (`rules.step_of`, `service.tallies.place`) says the same; tests
compare the two. Only statements that restrict themselves to a business use these.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, literal_column, or_

from customers.membership.rules import EXPIRY, NEVER

# The numbers of 64 bits have nineteen digits at most.
_MOST_DIGITS = 19


def step_of(spend: ColumnElement[int]) -> ColumnElement[int]:
    """The step of a tally in which a spend stands; see `rules.step_of`."""
    bounds = range(4, _MOST_DIGITS)
    cut: Any = case(
        (spend < literal(0, literal_execute=True), literal(-1, literal_execute=True)),
        (spend < _number(1_000), spend),
        *((spend < _number(10**n), _cut(spend, n)) for n in bounds),
        else_=_cut(spend, _MOST_DIGITS),
    )
    return cut


def state_of(
    is_member: ColumnElement[bool], held_until: ColumnElement[date]
) -> ColumnElement[str]:
    """The state in which the tallies count a row with these columns."""
    is_held = held_until > literal(NEVER)
    words: ColumnElement[str] = case(
        (is_held & is_member, _word("held_member")),
        (is_held, _word("held_none")),
        (is_member, _word("member")),
        else_=_word("none"),
    )
    return words


def is_joined(entry: Any) -> ColumnElement[bool]:
    """Whether an entry, of these columns, made a member; see `rules.change_of`.

    This and `is_ended` are what their two indexes have, and are said in the same words.
    """
    return and_(~entry.was_member, entry.until > entry.on_day)


def is_ended(entry: Any) -> ColumnElement[bool]:
    """Whether an entry, of these columns, ended a membership."""
    was_one = or_(entry.was_member, entry.cause == _word(EXPIRY))
    return and_(was_one, entry.until <= entry.on_day)


def _cut(spend: ColumnElement[int], digits: int) -> Any:
    """A number of so many digits, with zeros behind the first three."""
    return spend - spend % _number(10 ** (digits - 3))


def _number(number: int) -> ColumnElement[int]:
    # Said in the statement: a parameter more than once is another one each time.
    return literal_column(str(number))


def _word(word: str) -> ColumnElement[str]:
    return literal(word, literal_execute=True)

"""Memberships told by a file: the state, without a hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.membership import rules
from customers.membership.rules import FOREVER, NOBODY, State
from customers.membership.service.automatic import expire
from customers.membership.service.states import Book, Cause


class Imported(NamedTuple):
    """How many memberships a file changed, and whose a hold by hand kept as it is."""

    changed: int
    held_ids: frozenset[int]


def imported(states: Mapping[int, bool], *, actor: Actor) -> Imported:
    """Give customers the state that a file tells, by id.

    Who is held by hand, is so already, or is deleted, stays as they are.
    Raises: Forbidden. Records: MembershipActivated, MembershipEnded.
    """
    actor.need(permissions.IMPORT_CUSTOMERS)
    book = Book(states, actor=actor)
    count, held = 0, set()
    for standing in book.standings.values():
        state = standing.state
        wanted = states[standing.id]
        if standing.is_deleted or state.is_member_on(book.today) == wanted:
            continue
        if state.is_held_on(book.today):
            held.add(standing.id)
            continue
        expire(standing, book=book)
        told = State(is_member=True, until=FOREVER, period_from=book.today)
        book.enter(
            standing,
            told if wanted else NOBODY,
            spend_minor=standing.window_spend_minor,
            cause=Cause(rules.IMPORT),
        )
        count += 1
    book.write()
    return Imported(count, frozenset(held))

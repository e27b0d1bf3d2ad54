"""Memberships told by a file: the state, without a hold."""

from __future__ import annotations

from collections.abc import Mapping

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.membership import rules
from customers.membership.rules import FOREVER, NOBODY, State
from customers.membership.service.automatic import expire
from customers.membership.service.states import Book, Cause


def imported(states: Mapping[int, bool], *, actor: Actor) -> int:
    """Give customers the state that a file tells, by id; gives how many changed.

    Who is held by hand, is so already, or is deleted, stays as they are.
    Raises: Forbidden. Records: MembershipActivated, MembershipEnded.
    """
    actor.need(permissions.IMPORT_CUSTOMERS)
    book = Book(states, actor=actor)
    count = 0
    for standing in book.standings.values():
        state = standing.state
        wanted = states[standing.id]
        if standing.is_deleted or state.is_held_on(book.today):
            continue
        if state.is_member_on(book.today) == wanted:
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
    return count

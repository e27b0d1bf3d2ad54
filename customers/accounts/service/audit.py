"""Facts about a person, written down in every business they work for.

A sign-in belongs to no business, but facts do: each business of the person is entered
in turn, and the one entered before again at the end.
"""

from __future__ import annotations

from customers import events
from customers.accounts.actors import Doer
from customers.accounts.sessions import businesses_of
from customers.events import Fact
from customers.ground import tenancy
from customers.ground.db import db


def note_everywhere(fact: Fact, *, user_id: int, by: int | None) -> None:
    """Record the fact in each business of the person, as done by the user `by`.

    `by` is None for a command, and where nobody proved who they are.
    """
    session = db.session()
    before = session.info.get("business_id")
    for business_id in businesses_of(user_id):
        tenancy.enter(session, business_id)
        events.record(fact, actor=Doer(by))
    if before is None:
        tenancy.leave(session)
    else:
        tenancy.enter(session, before)

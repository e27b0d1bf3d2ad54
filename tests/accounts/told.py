"""What the tests of this room ask the database."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Row
from werkzeug.test import TestResponse

from customers.accounts.models import Business, Session, User
from customers.events.models import Event
from customers.ground.db import db
from tests.world import World


def sessions_of(user: User) -> list[Row[Any]]:
    """The sign-ins of a person as they are now, oldest first."""
    statement = db.select(*Session.__table__.c).where(Session.user_id == user.id)
    return list(db.session.execute(statement.order_by(Session.id)).all())


def facts(world: World, name: str, business: Business | None = None) -> list[Event]:
    """The facts of a kind in a business (Alice's unless named), oldest first."""
    world.enter(business)
    statement = db.select(Event).where(Event.name == name).order_by(Event.id)
    return list(db.session.scalars(statement))


def drawn(answer: TestResponse) -> str:
    """The page or part of an answer without its token, which changes by the second."""
    page = answer.get_data(as_text=True)
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", page)


def token_of(answer: TestResponse) -> str:
    """The token of the first form on a page."""
    found = re.search(
        r'name="csrf_token" value="([^"]*)"', answer.get_data(as_text=True)
    )
    assert found is not None
    return found.group(1)

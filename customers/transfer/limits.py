"""How often one may export or import: counted by the audit, so for all processes."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import ngettext
from sqlalchemy import select, update

from customers.accounts.actors import Actor
from customers.directory.models import Counter
from customers.events import Fact
from customers.events.models import Event
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.ground.errors import TooMany

MOST, WITHIN = 30, timedelta(hours=1)


def take_turn(actor: Actor, *, what: str) -> None:
    """Wait for others of the kind that the person begins now: all are counted."""
    name = f"{what}:{actor.user_id or 0}"
    first = {"name": name, "value": 0}
    tenancy.insert_or_nothing(db.session(), Counter, first, unique=["name"])
    count = update(Counter).where(Counter.name == name)
    db.session.execute(
        count.values(value=Counter.value + 1).execution_options(
            synchronize_session=False
        )
    )


def check_limit(actor: Actor, *, fact: type[Fact], most: int | None = None) -> None:
    """Refuse what is one too many within the hour; a command is free.

    `fact` is written down each time; `most` is 30 unless given. Raises: TooMany, with
    the seconds to wait.
    """
    if actor.user_id is None:
        return
    most = MOST if most is None else most
    last = (
        select(Event.at)
        .where(Event.name == fact.__name__)
        .where(Event.user_id == actor.user_id, Event.at > clock.now() - WITHIN)
        .order_by(Event.id.desc())
        .limit(most)
    )
    moments = list(db.session.scalars(last))
    if len(moments) < most:
        return
    wait = int((moments[-1] + WITHIN - clock.now()).total_seconds()) + 1
    raise TooMany(
        ngettext(
            "Those were many within an hour. Try again in %(count)s minute.",
            "Those were many within an hour. Try again in %(count)s minutes.",
            -(-wait // 60),
            count=-(-wait // 60),
        ),
        retry_after=wait,
    )

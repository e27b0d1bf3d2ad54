"""How often one person may export: counted by the audit, so for all processes."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import ngettext
from sqlalchemy import select, update

from customers.accounts.actors import Actor
from customers.directory.models import Counter
from customers.events.models import Event
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.ground.errors import TooMany
from customers.transfer.events import CustomersExported

MOST, WITHIN = 30, timedelta(hours=1)


def take_turn(actor: Actor) -> None:
    """Wait for other exports of the person that begin now, so that all are counted."""
    name = f"exports:{actor.user_id or 0}"
    first = {"name": name, "value": 0}
    tenancy.insert_or_nothing(db.session(), Counter, first, unique=["name"])
    count = update(Counter).where(Counter.name == name)
    db.session.execute(
        count.values(value=Counter.value + 1).execution_options(
            synchronize_session=False
        )
    )


def check_limit(actor: Actor) -> None:
    """Refuse the export that is one too many within the hour; a command is free.

    Raises: TooMany, with the seconds to wait.
    """
    if actor.user_id is None:
        return
    last = (
        select(Event.at)
        .where(Event.name == CustomersExported.__name__)
        .where(Event.user_id == actor.user_id, Event.at > clock.now() - WITHIN)
        .order_by(Event.id.desc())
        .limit(MOST)
    )
    moments = list(db.session.scalars(last))
    if len(moments) < MOST:
        return
    wait = int((moments[-1] + WITHIN - clock.now()).total_seconds()) + 1
    raise TooMany(
        ngettext(
            "Those were many exports within an hour. Try again in %(count)s minute.",
            "Those were many exports within an hour. Try again in %(count)s minutes.",
            -(-wait // 60),
            count=-(-wait // 60),
        ),
        retry_after=wait,
    )

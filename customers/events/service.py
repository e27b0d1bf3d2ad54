"""Recording facts, and telling those who listen, in the transaction of the cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from customers.events.facts import Fact
from customers.events.models import Event
from customers.ground import clock
from customers.ground.db import db
from customers.ground.tenancy import write_many

F = TypeVar("F", bound=Fact)
Listener = Callable[[Sequence[Any]], None]

_listeners: dict[type[Fact], list[Listener]] = {}


class Doer(Protocol):
    """Whoever does something: a person, or a command (then `user_id` is None)."""

    @property
    def user_id(self) -> int | None:
        """The person's id."""


def record(happened: Fact | Sequence[Fact], *, actor: Doer) -> None:
    """Write the facts down in the entered business and call their listeners in order.

    A listener gets all facts of its kind at once; its failure fails the action.
    """
    facts = [happened] if isinstance(happened, Fact) else list(happened)
    moment = clock.now()
    rows = [
        {
            "at": moment,
            "name": type(fact).__name__,
            "subject": fact.subject,
            "subject_id": fact.subject_id,
            "user_id": actor.user_id,
            "data": dict(fact.data),
            "personal": dict(fact.personal) or None,
        }
        for fact in facts
    ]
    write_many(db.session(), Event, rows)
    for kind in dict.fromkeys(type(fact) for fact in facts):
        same = [fact for fact in facts if type(fact) is kind]
        for listener in _listeners.get(kind, []):
            listener(same)


def listen(kind: type[F], listener: Callable[[Sequence[F]], None]) -> None:
    """Call `listener` with the facts of `kind` whenever some are recorded."""
    _listeners.setdefault(kind, []).append(listener)

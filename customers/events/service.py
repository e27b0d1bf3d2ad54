"""Recording facts, and telling those who listen, in the transaction of the cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from customers.events import versions
from customers.events.facts import Fact
from customers.events.models import Event
from customers.ground import clock
from customers.ground.db import db
from customers.ground.tenancy import write_many


class Action(Protocol):
    """What is done with facts: the facts of some kinds, in order, and who acted."""

    def __call__(self, facts: Any, /, *, actor: Any) -> None: ...


class _Listener(NamedTuple):
    kinds: tuple[type[Fact], ...]
    action: Action


_listeners: list[_Listener] = []


class Doer(Protocol):
    """Whoever does something: a person, or a command (then `user_id` is None)."""

    @property
    def user_id(self) -> int | None:
        """The person's id."""


def record(happened: Fact | Sequence[Fact], *, actor: Doer) -> None:
    """Write the facts down in the entered business and tell those who listen.

    A listener gets all facts of its kinds at once, in the order in which they happened;
    its failure fails the action. The versions of what they are about move with the
    commit (`versions.py`).
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
    versions.touch(facts)
    for listener in tuple(_listeners):
        heard = [fact for fact in facts if isinstance(fact, listener.kinds)]
        if heard:
            listener.action(heard, actor=actor)


def listen(*kinds: type[Fact], action: Action) -> None:
    """Call `action(facts, actor=...)` with the facts of these kinds that are recorded.

    Those who listen are told in the order in which they began to. Twice is once.
    """
    listener = _Listener(kinds, action)
    if listener not in _listeners:
        _listeners.append(listener)

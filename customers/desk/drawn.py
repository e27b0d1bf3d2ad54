"""What was drawn once for a version of a business is not drawn again.

Many look at the same figures, and draw them anew when one of them sells. Each process
keeps the last few drawings; none is ever shown that is not of now, since with each
request it is asked again what a drawing depends on:

* the version of the business, read before anything that is drawn, so that what was
  committed meanwhile is at worst drawn twice. Every recorded change moves it;
* whoever asks, without what is theirs alone (`_anybody`): their role, the business and
  all its settings. Whoever draws is given no more than that, so that no name, address
  or token of one person can get into what another one sees;
* the language with its country, and what else is `given`: the local day, the tab, the
  shops by name.

What no version tells of (`facts.py`: who works here, and by what name) must be part of
`given`, or be drawn anew each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import Lock
from typing import Any, TypeVar

from flask import Flask, current_app
from flask_babel import get_locale

from customers.accounts.actors import Actor

MOST_KEPT = 256
_EXTENSION = "regulars_drawn"

T = TypeVar("T")


class Kept:
    """The drawings of a process, the last asked for; for any number of threads.

    Of each there is one: that of the version asked for last. While one thread draws,
    others that want the same wait for it.
    """

    def __init__(self, *, most: int = MOST_KEPT) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._drawing: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, *, version: int, draw: Callable[[], T]) -> T:
        """What is kept of the key and the version; else what `draw` gives, kept.

        None is given, and not kept.
        """
        found = self._of(key, version)
        if found is not None:
            return found
        wanted = (key, version)
        with self._lock:
            turn = self._drawing.setdefault(wanted, Lock())
        with turn:
            found = self._of(key, version)
            if found is None:
                try:
                    found = draw()
                    self._keep(key, version, found)
                finally:
                    with self._lock:
                        self._drawing.pop(wanted, None)
        return found

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._found.clear()

    def values(self) -> list[Any]:
        """All that is kept, that asked for last at the end."""
        with self._lock:
            return [found for _version, found in self._found.values()]

    def _of(self, key: Hashable, version: int) -> Any:
        with self._lock:
            kept = self._found.get(key)
            if kept is None or kept[0] != version:
                return None
            self._found.move_to_end(key)
            return kept[1]

    def _keep(self, key: Hashable, version: int, found: Any) -> None:
        if found is None:
            return
        with self._lock:
            self._found[key] = (version, found)
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)


def init_app(app: Flask) -> None:
    """Begin with nothing kept."""
    app.extensions[_EXTENSION] = Kept()


def kept() -> Kept:
    """What this process keeps."""
    found: Kept = current_app.extensions[_EXTENSION]
    return found


def once(
    what: str,
    *,
    given: Hashable,
    version: int,
    actor: Actor,
    draw: Callable[[Actor], T],
) -> T:
    """What `draw` gives, perhaps as it was drawn before for the same; None is not kept.

    `what` names the drawing, `given` is all that it uses beside the business's rows of
    this `version`, the actor that it gets and the language.
    """
    anybody = _anybody(actor)
    key = (what, given, anybody, str(get_locale()))
    return kept().get(key, version=version, draw=lambda: draw(anybody))


def _anybody(actor: Actor) -> Actor:
    """Whoever has the same role in the same business, with the same settings."""
    return replace(
        actor,
        user_id=None,
        staff_member_id=None,
        session_id=None,
        name="",
        email="",
        businesses=(),
    )

"""Who works where: what `accounts/` gives the workers, as it gives the doors a gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask import Flask, current_app

_EXTENSION = "regulars_roster"


class Roster(Protocol):
    """Knows the businesses and the people in them."""

    def businesses(self) -> Sequence[tuple[int, str]]:
        """Every business: its id, and the IANA name of its time zone."""

    def actor_of(self, user_id: int | None) -> Any:
        """The person in the entered business with the role they have now.

        None is a command. Raises: Forbidden for whoever works here no more.
        """


def init_app(app: Flask, *, roster: Roster) -> None:
    """Tell the workers of this app who works where."""
    app.extensions[_EXTENSION] = roster


def current_roster() -> Roster:
    """The roster of the app that is served."""
    roster: Roster = current_app.extensions[_EXTENSION]
    return roster

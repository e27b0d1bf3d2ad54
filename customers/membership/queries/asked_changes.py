"""What an address of the list of changes asks for, and the addresses beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from customers.ground.forms import checked
from customers.membership.change_schemas import ChangesInput

CHANGES = "/membership/changes"
DAYS = ("day_from", "day_to")
_NAMES = ("kind", *DAYS, "after", "before")


@dataclass(frozen=True)
class AskedChanges:
    """One address of the list, understood."""

    given: ChangesInput

    @property
    def days(self) -> dict[str, date]:
        """The days that are set, by their names in the address; both are within."""
        found = {name: getattr(self.given, name) for name in DAYS}
        return {name: day for name, day in found.items() if day is not None}

    @property
    def is_backwards(self) -> bool:
        """Whether the first day is after the last, so that no change can fit."""
        first, last = self.given.day_from, self.given.day_to
        return first is not None and last is not None and first > last

    @property
    def is_further(self) -> bool:
        """Whether this is not the first page."""
        return bool(self.given.after or self.given.before)

    @property
    def form(self) -> dict[str, str]:
        """What the form around the list begins with, by name."""
        said = {name: day.isoformat() for name, day in self.days.items()}
        return {"kind": self.given.kind, **dict.fromkeys(DAYS, ""), **said}

    def url(self, **changes: str | None) -> str:
        """The address of this with changes, from the first page; None takes away."""
        return self.url_of(CHANGES, **changes)

    def url_of(self, path: str, **changes: str | None) -> str:
        """The same below another path."""
        said = {**self.form, **changes}
        given = urlencode({name: text for name, text in said.items() if text})
        return f"{path}?{given}" if given else path


def asked_changes(arguments: Mapping[str, str]) -> AskedChanges:
    """What an address asks for; names the list does not know are passed over.

    Raises: Invalid with a sentence for each value that the list cannot understand.
    """
    given = {name: arguments[name] for name in _NAMES if arguments.get(name)}
    return AskedChanges(checked(given, schema=ChangesInput))

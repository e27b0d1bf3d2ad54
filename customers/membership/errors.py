"""What membership refuses, in words for the person at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from customers.ground.errors import Conflict, NotFound


class NoSuchEntry(NotFound):
    """No entry of this business has the id."""

    def __init__(self) -> None:
        super().__init__(_("There is no such change of a membership here."))


class NoSuchRun(NotFound):
    """No run of this business has the id."""

    def __init__(self) -> None:
        super().__init__(_("There is no such run here."))


class RuleChangedMeanwhile(Conflict):
    """Another rule was saved since the page was opened.

    `theirs` are the values now of what differs, by the names of the rule's columns;
    `version` is the number of the rule that counts, which a second try names.
    """

    def __init__(self, *, by: str, version: int, theirs: Mapping[str, Any]) -> None:
        super().__init__(
            _(
                "%(name)s saved another rule meanwhile. Nothing was saved: save "
                "again to keep what you typed, or open the page again to see theirs.",
                name=by,
            )
        )
        self.theirs = dict(theirs)
        self.version = version

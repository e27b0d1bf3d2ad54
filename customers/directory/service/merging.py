"""Two people edit one customer: what each meant, found from the events between.

Fields that only one of them changed are merged; one that both changed differently is
told to the second, with both values and who was first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.directory import wording
from customers.directory.service.profile import plain
from customers.events.models import Event
from customers.ground.db import db
from customers.ground.errors import Conflict


@dataclass(frozen=True)
class Clash:
    """A field that two people changed, each to another value; texts are ready."""

    field: str
    yours: str
    theirs: str
    by: str

    @property
    def sentence(self) -> str:
        """Both values and who was first."""
        return _(
            "You wrote “%(yours)s”; %(who)s changed it to “%(theirs)s” meanwhile.",
            yours=self.yours,
            theirs=self.theirs,
            who=self.by,
        )


class EditedMeanwhile(Conflict):
    """Somebody changed the same fields since the form was drawn.

    `clashes` are those fields; `theirs` holds the values of the fields that only
    others changed; `version` is the profile version of now.
    """

    def __init__(
        self, clashes: list[Clash], *, theirs: Mapping[str, Any], version: int
    ) -> None:
        super().__init__(
            _("Somebody changed this customer while you were typing."),
            details={clash.field: clash.sentence for clash in clashes},
        )
        self.clashes = clashes
        self.theirs = dict(theirs)
        self.version = version


@dataclass(frozen=True)
class _History:
    """What became of one field since: its value then, and who changed it last."""

    before: Any
    user_id: int | None


def merged(
    wanted: Mapping[str, Any],
    *,
    now: Mapping[str, Any],
    customer_id: int,
    behind: int,
    version: int,
) -> dict[str, Any]:
    """What of `wanted` the person means to change, given the profile of `now`.

    `behind` is by how many versions the form is older than `version`, the present one.

    Raises: EditedMeanwhile (a Conflict) where others changed the same field.
    """
    if behind == 0:
        return dict(wanted)
    if behind < 0:
        raise Conflict(_("This form is not of this customer. Open it again."))
    since = _changed_since(customer_id, behind)
    meant, theirs, clashing = {}, {}, []
    for field, value in wanted.items():
        history = since.get(field)
        present = plain(now[field])
        if history is None or present == history.before or plain(value) == present:
            meant[field] = value
        elif plain(value) == history.before:
            theirs[field] = now[field]
        else:
            clashing.append(field)
    if clashing:
        users = {field: since[field].user_id for field in clashing}
        clashes = _clashes(users, wanted=wanted, now=now)
        raise EditedMeanwhile(clashes, theirs=theirs, version=version)
    return meant


def _changed_since(customer_id: int, behind: int) -> dict[str, _History]:
    found = db.session.execute(
        select(Event.data, Event.personal, Event.user_id)
        .where(
            Event.subject == "customer",
            Event.subject_id == customer_id,
            Event.name == "CustomerUpdated",
        )
        .order_by(Event.id.desc())
        .limit(behind)
    ).all()
    since: dict[str, _History] = {}
    for data, personal, user_id in reversed(found):
        for field, (before, _after) in {**data["changes"], **(personal or {})}.items():
            first = since[field].before if field in since else before
            since[field] = _History(first, user_id)
    return since


def _clashes(
    users: Mapping[str, int | None],
    *,
    wanted: Mapping[str, Any],
    now: Mapping[str, Any],
) -> list[Clash]:
    names = accounts.people_names(set(users.values()))
    return [
        Clash(
            field,
            yours=wording.value_text(field, value=wanted[field]),
            theirs=wording.value_text(field, value=now[field]),
            by=names.get(user_id or 0) or _("an import"),
        )
        for field, user_id in users.items()
    ]

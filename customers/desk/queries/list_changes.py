"""What can be changed on many customers at once, as a list offers it.

A change is one word, `field:value`, so that one choice says both; an empty value is
none (no preferred shop).
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import MANAGE_MEMBERSHIP
from customers.directory.queries.choices import status_choices, type_choices
from customers.directory.queries.counting import Counted
from customers.ground import texts
from customers.ground.errors import Invalid

Choices = list[tuple[int, str]]
Offered = list[tuple[str, str]]

LABELS = {
    "customer_type": _l("Type"),
    "status": _l("Status"),
    "preferred_shop_id": _l("Preferred shop"),
    "membership": _l("Membership"),
}
MEMBERSHIP, ON = "membership", "on"


class Change(NamedTuple):
    """A field and the value wanted (None: none), and the value as a person reads it."""

    field: str
    value: str | int | None
    text: str


def changes(shops: Choices, *, actor: Actor) -> list[tuple[str, Offered]]:
    """What the actor can choose: (label of the field, [(word, text)])."""
    offered = (
        (field, _values(field, shops))
        for field in LABELS
        if field != MEMBERSHIP or actor.may(MANAGE_MEMBERSHIP)
    )
    return [
        (str(LABELS[field]), [(f"{field}:{value}", text) for value, text in values])
        for field, values in offered
    ]


def change_named(word: str) -> Change:
    """The change that a word names. Raises: Invalid for one that is not offered."""
    field, _colon, value = word.partition(":")
    shops = accounts.shop_choices()
    text = dict(_values(field, shops)).get(value) if field in LABELS else None
    if text is None:
        raise Invalid(_("Choose what to change first."))
    if field == "preferred_shop_id":
        return Change(field, int(value) if value else None, text)
    return Change(field, value, text)


def question(change: Change, *, found: Counted) -> str:
    """What is asked before so many customers are changed."""
    count, text = found.total, texts.count_text(found.total)
    if not found.is_exact:
        text = _("more than %(count)s", count=text)
    words = {"count": text, "value": change.text}
    if change.field == "customer_type":
        return ngettext(
            "Set the type of %(count)s customer to %(value)s?",
            "Set the type of %(count)s customers to %(value)s?",
            count,
            **words,
        )
    if change.field == "status":
        return ngettext(
            "Set the status of %(count)s customer to %(value)s?",
            "Set the status of %(count)s customers to %(value)s?",
            count,
            **words,
        )
    if change.value is None:
        return ngettext(
            "Take the preferred shop from %(count)s customer?",
            "Take the preferred shop from %(count)s customers?",
            count,
            **words,
        )
    return ngettext(
        "Set the preferred shop of %(count)s customer to %(value)s?",
        "Set the preferred shop of %(count)s customers to %(value)s?",
        count,
        **words,
    )


def done(change: Change, *, count: int) -> str:
    """What is said when so many customers were changed."""
    words = {"count": texts.count_text(count), "value": change.text}
    if not count:
        return _("Nothing to change: it was so already.")
    if change.field != "preferred_shop_id":
        return ngettext(
            "%(count)s customer is %(value)s now.",
            "%(count)s customers are %(value)s now.",
            count,
            **words,
        )
    if change.value is None:
        return ngettext(
            "%(count)s customer prefers no shop now.",
            "%(count)s customers prefer no shop now.",
            count,
            **words,
        )
    return ngettext(
        "%(count)s customer prefers %(value)s now.",
        "%(count)s customers prefer %(value)s now.",
        count,
        **words,
    )


def title(change: Change) -> str:
    """What a change of more customers than are done at once is called meanwhile."""
    if change.field == "customer_type":
        return _("Setting types to %(value)s", value=change.text)
    if change.field == "status":
        return _("Setting statuses to %(value)s", value=change.text)
    return _("Setting preferred shops to %(value)s", value=change.text)


def _values(field: str, shops: Choices) -> Offered:
    if field == "customer_type":
        return type_choices()
    if field == "status":
        return status_choices()
    if field == MEMBERSHIP:
        return [(ON, _("Switch on")), ("off", _("Switch off"))]
    return [*((str(shop_id), name) for shop_id, name in shops), ("", _("None"))]

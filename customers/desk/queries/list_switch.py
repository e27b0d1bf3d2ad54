"""What a switch of many by hand would change, in words, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.accounts.permissions import MANAGE_MEMBERSHIP
from customers.desk.queries.list_chosen import Chosen
from customers.directory.models import Customer
from customers.directory.service.bulk import AT_ONCE
from customers.ground import clock, texts
from customers.ground.among import among
from customers.ground.db import db

# So many are named.
NAMED = 5


class Preview(NamedTuple):
    """The question, and whom it is about; texts are ready, "" where there is nothing.

    `names` are the first who would change, by name, and `others` how many more there
    are; `so_already` says how many are so. `is_long`: more than are looked at here, so
    that the run's own page names them. `is_nothing`: nobody would change.
    """

    question: str
    names: Sequence[str]
    others: str
    so_already: str
    is_long: bool
    is_nothing: bool


def preview(who: Chosen, *, is_member: bool, actor: Actor) -> Preview:
    """What switching those who are chosen would change. Raises: Forbidden."""
    actor.need(MANAGE_MEMBERSHIP)
    ids = who.some(AT_ONCE + 1, actor=actor)
    # A search is as many as its list shows: the closest.
    if len(ids) > AT_ONCE and not who.of.selection.q:
        return _of_many(who, is_member=is_member, actor=actor)
    return _of_some(ids[:AT_ONCE], is_member=is_member, actor=actor)


def _of_many(who: Chosen, *, is_member: bool, actor: Actor) -> Preview:
    found = who.count(actor=actor)
    text = texts.count_text(found.total)
    if not found.is_exact:
        text = _("more than %(count)s", count=text)
    question = _question(found.total, text, is_member=is_member)
    return Preview(question, (), "", "", is_long=True, is_nothing=False)


def _of_some(ids: Sequence[int], *, is_member: bool, actor: Actor) -> Preview:
    wanted = (
        select(Customer.name, Customer.code, Customer.member_until)
        .where(among(db.session(), Customer.id, ids))
        .order_by(Customer.sort_name, Customer.id)
    )
    today = clock.today(actor.timezone)
    found = db.session.execute(wanted).all()
    names = [
        row.name or row.code
        for row in found
        if (row.member_until > today) is not is_member
    ]
    more = len(names) - NAMED
    question = _question(len(names), texts.count_text(len(names)), is_member=is_member)
    return Preview(
        question if names else _nothing(is_member=is_member),
        names[:NAMED],
        _("and %(count)s more", count=texts.count_text(more)) if more > 0 else "",
        _so_already(len(found) - len(names), is_member=is_member) if names else "",
        is_long=False,
        is_nothing=not names,
    )


def done(changed: int, *, is_member: bool) -> str:
    """What is said when so many were switched."""
    count = texts.count_text(changed)
    if not changed:
        return _("Nothing to change: it was so already.")
    if is_member:
        return ngettext(
            "%(count)s customer is a member now.",
            "%(count)s customers are members now.",
            changed,
            count=count,
        )
    return ngettext(
        "%(count)s customer is not a member now.",
        "%(count)s customers are not members now.",
        changed,
        count=count,
    )


def _question(number: int, count: str, *, is_member: bool) -> str:
    if is_member:
        return ngettext(
            "Switch membership on for %(count)s customer?",
            "Switch membership on for %(count)s customers?",
            number,
            count=count,
        )
    return ngettext(
        "Switch membership off for %(count)s customer?",
        "Switch membership off for %(count)s customers?",
        number,
        count=count,
    )


def _nothing(*, is_member: bool) -> str:
    if is_member:
        return _("All who are chosen are members already")
    return _("Nobody who is chosen is a member")


def _so_already(number: int, *, is_member: bool) -> str:
    if not number:
        return ""
    count = texts.count_text(number)
    if is_member:
        return ngettext(
            "%(count)s is a member already and stays as they are.",
            "%(count)s are members already and stay as they are.",
            number,
            count=count,
        )
    return ngettext(
        "%(count)s is not a member and stays as they are.",
        "%(count)s are not members and stay as they are.",
        number,
        count=count,
    )

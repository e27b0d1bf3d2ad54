"""Customers as rows of a list: every text ready, what matched a search marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy import Row, select
from sqlalchemy.orm import InstrumentedAttribute

from customers.accounts.actors import Actor
from customers.directory import rules, wording
from customers.directory.models import NEVER, Customer, ExternalId
from customers.directory.queries.candidates import Candidate
from customers.directory.queries.search import Ranking
from customers.directory.rules import CODE, EMAIL, PHONE
from customers.ground import texts
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.marking import with_marks

Text = str | Markup


class ListedCustomer(NamedTuple):
    """A customer as the list shows it; texts are ready, "" where there is nothing.

    What a search matched is marked in `name`, `code`, `phone` and `email`; `found_by`
    is what it matched that the list does not show, such as a town, or a birthday that
    was asked for. What membership
    keeps is as the customer's columns say it: `Customer` tells what it means.
    """

    id: int
    name: Text
    code: Text
    initials: str
    type: str
    type_label: str
    status: str
    phone: Text
    email: Text
    since: str
    visits: str
    spend: str
    last_visit: str
    found_by: Text
    is_member: bool
    member_until: date
    held_until: date
    window_spend_minor: int


_NAMES = (
    *("id", "name", "code", "customer_type", "status", "phone", "email", "since"),
    *("visits", "spend_minor", "last_visit_on"),
    *("is_member", "member_until", "held_until", "window_spend_minor"),
)


def columns(*more: str) -> list[InstrumentedAttribute[Any]]:
    """The columns that rows are made of, and `more` that an order or filter needs."""
    names = dict.fromkeys((*_NAMES, *more))
    return [getattr(Customer, name) for name in names]


def listed(found: Sequence[Row[Any]], *, actor: Actor) -> list[ListedCustomer]:
    """Rows with the columns of `columns()` as the list shows them.

    Where they have the birthday too, it is said.
    """
    types = {name: str(label) for name, label in wording.TYPES.items()}
    shown = [_listed(row, types, actor.currency) for row in found]
    if not found or "birthday" not in found[0]._fields:
        return shown
    return [
        one._replace(found_by=_birthday_text(row.birthday)) if row.birthday else one
        for one, row in zip(shown, found, strict=True)
    ]


def _listed(row: Row[Any], types: dict[str, str], currency: str) -> ListedCustomer:
    has_bought = row.visits or row.spend_minor
    return ListedCustomer(
        row.id,
        row.name,
        row.code,
        wording.initials(row.name),
        row.customer_type,
        types[row.customer_type],
        row.status,
        row.phone or "",
        row.email or "",
        texts.day_text(row.since),
        str(row.visits) if has_bought else "",
        texts.money_text(row.spend_minor, currency=currency) if has_bought else "",
        texts.day_text(None if row.last_visit_on == NEVER else row.last_visit_on),
        "",
        row.is_member,
        row.member_until,
        row.held_until,
        row.window_spend_minor,
    )


def _birthday_text(birthday: date) -> str:
    return _("Birthday: %(day)s", day=texts.month_day_text(birthday))


def found(
    hits: Sequence[Candidate], *, ranking: Ranking, actor: Actor
) -> list[ListedCustomer]:
    """Those of the ranking's hits, in order, with what matched marked."""
    ids = [hit.customer_id for hit in hits]
    wanted = select(*columns("street", "town")).where(Customer.id.in_(ids))
    rows = {row.id: row for row in db.session.execute(wanted)} if ids else {}
    others = _external_ids([h.customer_id for h in hits if h.kind == CODE])
    marking = _Marking(ranking)
    types = {name: str(label) for name, label in wording.TYPES.items()}
    return [
        marking.marked(
            _listed(row, types, actor.currency), row, hit, others.get(row.id, ())
        )
        for hit in hits
        if (row := rows.get(hit.customer_id))
    ]


def _external_ids(customer_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    if not customer_ids:
        return {}
    wanted = select(ExternalId.customer_id, ExternalId.source, ExternalId.value).where(
        among(db.session(), ExternalId.customer_id, customer_ids),
        ExternalId.kind == "external",
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for customer_id, source, value in db.session.execute(wanted):
        found.setdefault(customer_id, []).append((source, value))
    return found


class _Marking:
    """Marks what a search matched in the rows that it found."""

    def __init__(self, ranking: Ranking) -> None:
        self.query = ranking.query
        self.is_by_place = ranking.is_by_place
        self.words = list(dict.fromkeys(w for way in self.query.ways for w in way))

    def marked(
        self,
        shown: ListedCustomer,
        row: Row[Any],
        hit: Candidate,
        external_ids: Sequence[tuple[str, str]],
    ) -> ListedCustomer:
        """The row with its marks."""
        marked: dict[str, Any] = {}
        if hit.kind == PHONE:
            marked["phone"] = rules.marked_digits(shown.phone, self.query.digits)
        elif hit.kind == EMAIL:
            marked["email"] = rules.marked_prefix(shown.email, hit.word)
        else:
            local, at, domain = shown.email.partition("@")
            marked["name"] = rules.marked(shown.name, self.words)
            marked["email"] = rules.marked(local, self.words) + at + domain
        if hit.kind == CODE:
            marked["code"] = self._code(str(shown.code), hit.word)
            marked["found_by"] = self._external_id(hit, external_ids)
        if self.is_by_place:
            marked["found_by"] = self._place(row)
        return shown._replace(**marked)

    def _code(self, code: str, word: str) -> Text:
        """The code with its beginning marked, or the number in it that matched."""
        marked = rules.marked_prefix(code, self.query.text)
        if marked != escape(code) or not word.isdecimal():
            return marked
        begin = code.rfind(word)
        typed = min(len(self.query.identifier) or len(word), len(word))
        spans = [(begin, begin + typed)] if begin >= 0 else []
        return with_marks(code, spans)

    def _place(self, row: Row[Any]) -> Text:
        """The first line of the address that matched."""
        for field in ("street", "town"):
            text = getattr(row, field) or ""
            marked = rules.marked(text, self.words)
            if marked != escape(text):
                return escape(f"{wording.LABELS[field]}: ") + marked
        return ""

    def _external_id(
        self, hit: Candidate, external_ids: Sequence[tuple[str, str]]
    ) -> Text:
        """The id of another program that matched, where the code did not."""
        for source, value in external_ids:
            if hit.word in rules.identifier_words(value):
                marked = rules.marked_prefix(value, self.query.text)
                return escape(f"{source}: ") + marked
        return ""

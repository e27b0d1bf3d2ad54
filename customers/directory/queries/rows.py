"""Customers as rows of a list: every text ready, what matched a search marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from sqlalchemy import Row, select
from sqlalchemy.orm import InstrumentedAttribute

from customers.accounts.actors import Actor
from customers.directory import rules, wording
from customers.directory.models import NEVER, Customer, ExternalId
from customers.directory.queries.candidates import Candidate
from customers.directory.rules import CODE, PHONE, PLACE, Query
from customers.ground import texts
from customers.ground.among import among
from customers.ground.db import db

Text = str | Markup


class ListedCustomer(NamedTuple):
    """A customer as the list shows it; texts are ready, "" where there is nothing.

    What a search matched is marked in `name`, `code`, `phone` and `email`; `found_by`
    is what it matched that the list does not show, such as a town.
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


_NAMES = (
    *("id", "name", "code", "customer_type", "status", "phone", "email", "since"),
    *("visits", "spend_minor", "last_visit_on"),
)


def columns(*more: str) -> list[InstrumentedAttribute[Any]]:
    """The columns that rows are made of, and `more` that an order or filter needs."""
    names = dict.fromkeys((*_NAMES, *more))
    return [getattr(Customer, name) for name in names]


def listed(found: Sequence[Row[Any]], *, actor: Actor) -> list[ListedCustomer]:
    """Rows with the columns of `columns()` as the list shows them."""
    types = {name: str(label) for name, label in wording.TYPES.items()}
    return [_listed(row, types, actor.currency) for row in found]


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
    )


def found(
    hits: Sequence[Candidate], *, query: Query, actor: Actor
) -> list[ListedCustomer]:
    """The customers that a search found, in its order, with what matched marked."""
    ids = [hit.customer_id for hit in hits]
    wanted = select(*columns("street", "town", "phone_e164")).where(
        Customer.id.in_(ids)
    )
    rows = {row.id: row for row in db.session.execute(wanted)} if ids else {}
    others = _external_ids([h.customer_id for h in hits if h.kind == CODE])
    words = list(dict.fromkeys(word for way in query.ways for word in way))
    types = {name: str(label) for name, label in wording.TYPES.items()}
    return [
        _marked(
            _listed(row, types, actor.currency),
            row,
            hit,
            query,
            words,
            others.get(row.id, ()),
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


def _marked(
    shown: ListedCustomer,
    row: Row[Any],
    hit: Candidate,
    query: Query,
    words: Sequence[str],
    external_ids: Sequence[tuple[str, str]],
) -> ListedCustomer:
    phone: Text = shown.phone
    if query.digits and hit.kind == PHONE:
        phone = rules.marked_digits(shown.phone, query.digits)
    email: Text = shown.email
    if query.email_prefix:
        email = rules.marked_prefix(shown.email, query.email_prefix)
    elif words:
        local, at, domain = shown.email.partition("@")
        email = rules.marked(local, words) + at + domain
    return shown._replace(
        name=rules.marked(shown.name, words) if words else shown.name,
        code=rules.marked_prefix(shown.code, query.text),
        phone=phone,
        email=email,
        found_by=_found_by(row, hit, query, words, external_ids),
    )


def _found_by(
    row: Row[Any],
    hit: Candidate,
    query: Query,
    words: Sequence[str],
    external_ids: Sequence[tuple[str, str]],
) -> Text:
    """What matched and stands in no column: an address, another program's id."""
    if hit.kind == PLACE or not _is_named(row, words):
        for field in ("street", "town"):
            text = getattr(row, field) or ""
            marked = rules.marked(text, words)
            if marked != rules.marked(text, ()):
                return escape(f"{wording.LABELS[field]}: ") + marked
    if hit.kind == CODE:
        for source, value in external_ids:
            if hit.word in rules.identifier_words(value):
                marked = rules.marked_prefix(value, query.text)
                return escape(f"{source}: ") + marked
    return ""


def _is_named(row: Row[Any], words: Sequence[str]) -> bool:
    """Whether name and email alone explain why the row was found."""
    named = rules.name_words(f"{row.name} {(row.email or '').partition('@')[0]}")
    return any(own.startswith(word) for own in named for word in words) or not words

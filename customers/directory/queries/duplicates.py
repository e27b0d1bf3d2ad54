"""Likely duplicates: who may be the same person as the one being written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Row, select

from customers.accounts.actors import Actor
from customers.directory import rules, wording
from customers.directory.models import Customer
from customers.directory.queries import candidates
from customers.directory.queries.candidates import Range, Source
from customers.directory.queries.profile import Head, head_of
from customers.directory.rules import NAME, PHONE
from customers.ground.db import db

MOST = 5
_FEWEST_DIGITS, _FEWEST_LETTERS = 6, 3
_MOST_SAME, _MOST_SIMILAR = 20, 40


class Duplicate(NamedTuple):
    """A customer who may be the same, and why; `text` is the value that is alike."""

    id: int
    name: str
    code: str
    initials: str
    reason: str
    text: str


def likely_duplicates(
    *,
    name: str = "",
    phone: str = "",
    email: str = "",
    code: str = "",
    except_id: int | None = None,
    actor: Actor,
) -> list[Duplicate]:
    """At most five who have the phone, email, code or name, the surest first.

    What is typed so far may be anything; what is too short to mean somebody is no
    reason. Deleted customers are none.
    """
    e164 = rules.parse_phone(phone, actor.country).e164 if phone else None
    wanted = {
        "code": rules.normal_code(code) or "",
        "email": rules.folded_email(email) or "",
        "phone": e164 or "",
        "name": rules.sort_name(name) if len(name.strip()) >= _FEWEST_LETTERS else "",
    }
    ids = dict(_by_index(name, phone, e164))
    rows = _rows(wanted, ids, except_id)
    found = [(reason, row) for row in rows for reason in _reasons(row, wanted, ids)]
    order = list(_sentences())
    found.sort(key=lambda pair: (order.index(pair[0]), pair[1].id))
    best: dict[int, Duplicate] = {}
    for reason, row in found:
        best.setdefault(row.id, _duplicate(row, reason))
    return list(best.values())[:MOST]


def code_owner(code: str, *, except_id: int | None = None) -> Head | None:
    """Whoever has the code, deleted or not; None where it is free or no code."""
    normal = rules.normal_code(code.strip())
    if normal is None:
        return None
    wanted = select(Customer).where(Customer.code == normal, Customer.id != except_id)
    options = {"include_deleted": True}
    owner = db.session.scalars(wanted, execution_options=options).first()
    return None if owner is None else head_of(owner)


def _by_index(name: str, phone: str, e164: str | None) -> Iterator[tuple[int, str]]:
    """Who has all words of the name, or a phone that ends so, and which of them."""
    sources = []
    if len(name.strip()) >= _FEWEST_LETTERS:
        ways = rules.read_query(name).ways
        sources = [
            Source(Range(NAME, longest), tuple(w for w in way if w != longest))
            for way in ways
            if len(longest := max(way, key=len)) >= _FEWEST_LETTERS
        ]
    digits = rules.read_query(phone).digits
    if len(digits) >= _FEWEST_DIGITS:
        sources.append(Source(Range(PHONE, digits.lstrip("0") or digits)))
    if e164:
        sources.append(Source(Range(PHONE, e164[1:], is_whole=True)))
    given: Counter[str] = Counter()
    for candidate in candidates.found(sources, filters={}):
        given[candidate.kind] += 1
        if given[candidate.kind] <= _MOST_SIMILAR or candidate.phone_e164 == e164:
            yield candidate.customer_id, candidate.kind


def _rows(
    wanted: dict[str, str], ids: Collection[int], except_id: int | None
) -> list[Row[Any]]:
    # One question for each index: of an OR of several SQLite would read everybody.
    alike = set(ids)
    for field, column in (
        ("code", Customer.code),
        ("email", Customer.sort_email),
        ("name", Customer.sort_name),
    ):
        if wanted[field]:
            same = select(Customer.id).where(column == wanted[field]).limit(_MOST_SAME)
            alike.update(db.session.scalars(same))
    if not alike:
        return []
    found = select(
        Customer.id,
        Customer.name,
        Customer.code,
        Customer.email,
        Customer.sort_email,
        Customer.phone,
        Customer.phone_e164,
        Customer.sort_name,
    ).where(Customer.id.in_(sorted(alike)), Customer.id != except_id)
    return list(db.session.execute(found))


def _reasons(
    row: Row[Any],
    wanted: dict[str, str],
    ids: Mapping[int, str],
) -> Iterator[str]:
    if wanted["code"] and row.code == wanted["code"]:
        yield "code"
    if wanted["phone"] and row.phone_e164 == wanted["phone"]:
        yield "phone"
    if wanted["email"] and row.sort_email == wanted["email"]:
        yield "email"
    if wanted["name"] and row.sort_name == wanted["name"]:
        yield "name"
    if row.id in ids:
        yield "similar " + ids[row.id]


def _sentences() -> dict[str, str]:
    """What each reason is called; the surest first."""
    return {
        "code": _("Same code"),
        "phone": _("Same phone"),
        "email": _("Same email"),
        "name": _("Same name"),
        "similar phone": _("Similar phone"),
        "similar name": _("Similar name"),
    }


def _duplicate(
    row: Row[Any],
    reason: str,
) -> Duplicate:
    texts = {"code": row.code, "phone": row.phone, "email": row.email}
    return Duplicate(
        row.id,
        row.name or row.code,
        row.code,
        wording.initials(row.name),
        _sentences()[reason],
        texts.get(reason) or row.phone or row.email or "",
    )

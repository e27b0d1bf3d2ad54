"""What the list's page and its part need beside the rows: words, addresses, choices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.desk.queries.list_changes import changes
from customers.desk.queries.list_filters import FAULTS, chips, filters
from customers.desk.queries.list_rows import shown
from customers.desk.queries.list_words import SORT_LABELS, found_text
from customers.desk.queries.stats import stats_at
from customers.directory import queries
from customers.directory.queries import ListedPage
from customers.directory.queries.asked import DEFAULT_SIZE, LIST, Asked, sort_named
from customers.directory.rules.listing import NEAR, RISING, SIZES
from customers.ground import texts
from customers.ground.errors import Invalid

NEW = "/customers/new"
# Column, the sort that its head offers, its words.
_COLUMNS = {
    "customer": ("name", _l("Customer")),
    "contact": ("", _l("Contact")),
    "visits": ("visits", _l("Visits")),
    "spend": ("spend", _l("Spend")),
    "last-visit": ("last_visit", _l("Last visit")),
    "since": ("since", _l("Since")),
    "membership": ("until", _l("Member")),
}
_PHONE = re.compile(r"[\d\s()+./-]{3,}")
# The beginning of a phone, which is found from three digits on.
_TOO_SHORT = re.compile(r"[\s()+./-]*(?:\d[\s()+./-]*){0,2}").fullmatch


class Column(NamedTuple):
    """The head of a column: the address that sorts by it, and how it is sorted now."""

    name: str
    label: str
    url: str
    sorted: str


def rows(asked: Asked, *, actor: Actor) -> ListedPage:
    """The page of customers that is asked for. Raises: Invalid for a wrong cursor."""
    return queries.listed(
        asked.selection,
        size=asked.size,
        after=asked.given.after,
        before=asked.given.before,
        actor=actor,
    )


def part(page: ListedPage, *, asked: Asked, actor: Actor) -> dict[str, Any]:
    """What the results need: the rows, and everything that changes with them."""
    return {
        "rows": shown(page.rows, actor=actor),
        "said": found_text(page, asked=asked),
        "all_text": _all_text(page),
        "total": page.total,
        "is_cut": page.is_cut,
        "is_further": asked.is_further,
        "is_too_short": bool(asked.q and _TOO_SHORT(asked.q)),
        "q": asked.q,
        "params": asked.params,
        "columns": _columns(asked),
        "chips": chips(asked, currency=actor.currency),
        "lacks_threshold": (
            asked.selection.membership == NEAR
            and actor.membership_threshold_minor is None
        ),
        "plain_url": LIST,
        "first_url": asked.url(),
        "without_filters_url": asked.without(*asked.filters),
        "offers": _offers(asked.q),
        "sizes": _sizes(asked),
        "pages": {
            "previous_url": page.before and asked.url(before=page.before),
            "next_url": page.after and asked.url(after=page.after),
        },
    }


def around(
    asked: Asked, *, counts: Mapping[str, int], version: int, actor: Actor
) -> dict[str, Any]:
    """What the page around the results needs: the cards, the form.

    The business's `version` was read before its `counts`.
    """
    current = asked.sort_word
    shops = accounts.shop_choices()
    return {
        "stats": stats_at(version, counts=counts, actor=actor),
        "form": asked.form,
        "export_url": asked.url(f"{LIST}/export"),
        "filters": filters(asked, counts=counts, shops=shops),
        "changes": changes(shops, actor=actor),
        "sorts": [
            (word, str(label), word == current) for word, label in SORT_LABELS.items()
        ],
    }


def faults(refused: Invalid) -> list[tuple[str, str]]:
    """What an address says that the list cannot understand: (label, sentence)."""
    named = refused.details.items()
    return [(str(FAULTS.get(name, name)), sentence) for name, sentence in named]


def _all_text(page: ListedPage) -> str:
    """The words for choosing more than the page shows, "" where it shows all."""
    if not page.rows or not (page.after or page.before or page.is_cut):
        return ""
    if page.total is None:
        return _("All of this list")
    return _("All %(count)s of this list", count=texts.count_text(page.total))


def _columns(asked: Asked) -> list[Column]:
    return [
        _column(name, sort, str(label), asked)
        for name, (sort, label) in _COLUMNS.items()
    ]


def _column(name: str, sort: str, label: str, asked: Asked) -> Column:
    # What was searched for is in the order of the search.
    if not sort or asked.q:
        return Column(name, label, "", "")
    is_current = sort == asked.selection.sort
    falls = not asked.selection.is_descending if is_current else sort not in RISING
    url = asked.url(sort=sort_named(sort, is_descending=falls))
    way = "descending" if asked.selection.is_descending else "ascending"
    return Column(name, label, url, way if is_current else "")


def _sizes(asked: Asked) -> list[tuple[str, str, bool]]:
    return [
        (
            str(size),
            asked.url(size="" if size == DEFAULT_SIZE else str(size)),
            size == asked.size,
        )
        for size in SIZES
    ]


def _offers(q: str) -> dict[str, str]:
    """The form for a new customer filled with what was looked for, and its words."""
    if not q:
        return {"url": NEW, "text": _("Add customer")}
    if "@" in q:
        name, text = "email", _("Add a customer with this email")
    elif _PHONE.fullmatch(q) and sum(map(str.isdigit, q)) > 2:
        name, text = "phone", _("Add a customer with this phone")
    else:
        name, text = "name", _("Add a customer of this name")
    return {"url": f"{NEW}?{urlencode({name: q})}", "text": text}

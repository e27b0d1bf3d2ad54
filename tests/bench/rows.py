"""The rows of the table: what is asked for, and how much of a bare answer it may cost.

Whatever is measured stands in ROWS; SEARCHES are the texts typed into the search, which
are also measured without the web around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from customers.directory.rules import SORTS
from tests.bench.figures import BARE_TITLE
from tests.bench.known import Known, list_path, sales_path

Texts = Callable[[Known], Sequence[str]]


@dataclass(frozen=True)
class Row:
    """A row: its name, the paths that are asked for, its bar on SQLite.

    The bar is (p50, p95) as multiples of the bare answer's; PostgreSQL may take twice
    as much. A part is asked for as htmx does. `warm_all` asks for every path once
    before it is measured.
    """

    title: str
    paths: Texts
    bar: tuple[float, float] | None = None
    is_part: bool = True
    warm_all: bool = False


LIST, PAGE = (5.0, 12.0), (7.0, 16.0)
BARE = Row(BARE_TITLE, lambda _known: ["/"], is_part=False)
REMEMBERED = "search: three letters, rows from memory"
# As many times the rows from memory a search may cost.
OVER_REMEMBERED = 1.5

SEARCHES: dict[str, Texts] = {
    "first letter": lambda k: [name[0].lower() for name in k.texts("name")],
    "three letters": lambda k: [w[:3] for w in k.words(-1) if len(w) > 2],
    "two words": lambda k: [
        f"{first} {last[:3]}"
        for first, last in zip(k.words(0), k.words(-1), strict=True)
    ],
    "two common words": lambda k: k.common_pairs(),
    "last four digits": lambda k: [p[-4:] for p in k.texts("phone_e164")],
    "five digits in the middle": lambda k: [p[4:9] for p in k.texts("phone_e164")],
    "whole phone": lambda k: k.texts("phone"),
    "exact code": lambda k: k.texts("code"),
    "email prefix": lambda k: [e[: e.index("@") + 2] for e in k.texts("email")],
    "town": lambda k: [town[:6].lower() for town in k.texts("town")],
    "street and number": lambda k: [street.lower() for street in k.texts("street")],
    "no match": lambda k: [f"{w[:3]}qxz {v}" for w, v in _pairs(k)],
}


def _pairs(known: Known) -> list[tuple[str, str]]:
    return list(zip(known.words(0), known.words(-1), strict=True))


def _searched(texts: Texts, known: Known) -> list[str]:
    return [list_path(q=text) for text in dict.fromkeys(texts(known))]


def _remembered(known: Known) -> list[str]:
    paths = _searched(SEARCHES["three letters"], known)[:60]
    return [path.replace("/customers", "/bench/remembered", 1) for path in paths]


def _deep(sort: str, order: str, known: Known) -> list[str]:
    cursors = known.deep(sort, is_descending=order == "desc")
    return [list_path(sort=sort, order=order, after=cursor) for cursor in cursors]


def _filtered(known: Known, **filters: str) -> list[str]:
    sorts = [{}, {"sort": "name"}, {"sort": "spend"}, {"sort": "since", "order": "asc"}]
    return [list_path(**filters, **sort) for sort in sorts]


def _of_shops(known: Known) -> list[str]:
    return [
        list_path(shop=shop, frequency=frequency)
        for shop in known.shop_ids
        for frequency in ("occasional", "regular", "frequent")
    ]


def _of_staff(known: Known) -> list[str]:
    return [list_path(staff=staff) for staff in known.staff_ids]


def _searched_vips(known: Known) -> list[str]:
    return [list_path(q=w[:3], type="vip") for w in known.words(-1) if len(w) > 2]


def _thresholds(known: Known, **asked: str) -> list[str]:
    """Amounts beside the saved one, as somebody slides over them."""
    amounts = (str(20 + 7 * number) for number in range(60))
    return [f"/membership?{urlencode({'threshold': a, **asked})}" for a in amounts]


def _typed_anew(known: Known) -> list[str]:
    people = [p for p in known.people if p.phone and p.name]
    start = "/customers/duplicates"
    return [
        list_path(name=p.name, phone=p.phone).replace("/customers", start, 1)
        for p in people
    ]


def _of_people(end: str, known: Known) -> list[str]:
    return [f"/customers/{person.id}{end}" for person in known.people]


def _of_heaviest(end: str, known: Known) -> list[str]:
    return [f"/customers/{known.heaviest_id}{end}"]


def _of_a_day(known: Known) -> list[str]:
    return [sales_path(day_from=day, day_to=day) for day in known.days]


def _of_a_shop(known: Known) -> list[str]:
    return [sales_path(shop=shop) for shop in known.shop_ids]


def _sales(known: Known) -> list[str]:
    return [f"/sales/{sale_id}" for sale_id in known.sale_ids]


def _only(*paths: str) -> Texts:
    return lambda _known: list(paths)


_FILTERS: dict[str, Texts] = {
    "rare (wholesale, 1%)": partial(_filtered, type="wholesale"),
    "common (walk-in, 70%)": partial(_filtered, type="walk_in"),
    "inactive (8%)": partial(_filtered, status="inactive"),
    "two (vip and inactive, 0.3%)": partial(_filtered, type="vip", status="inactive"),
    "two (a shop's visitors by frequency)": _of_shops,
    "one staff member's (0.6%)": _of_staff,
    "search among vips": _searched_vips,
    "members (8%)": partial(_filtered, membership="member"),
    "no members": partial(_filtered, membership="not_member"),
    "held (2%)": partial(_filtered, membership="held"),
    "about to join": partial(_filtered, membership="near"),
    "ending soon (nobody)": partial(_filtered, membership="ending"),
    "two (vip members)": partial(_filtered, type="vip", membership="member"),
}

_TABS = {
    "customers": "/",
    "membership": "/dashboard/membership",
    "insights": "/dashboard/insights",
}


def _of_a_year(path: str, known: Known) -> list[str]:
    """The tab over a year: of all shops, then of each of them."""
    shops: list[dict[str, Any]] = [{}, *({"shop": shop} for shop in known.shop_ids)]
    return [f"{path}?{urlencode({'days': 365, **shop})}" for shop in shops]


ROWS: tuple[Row, ...] = (
    BARE,
    Row("health", _only("/healthz"), is_part=False),
    Row("signed-in empty answer", _only("/bench/empty")),
    Row(REMEMBERED, _remembered, warm_all=True),
    *(
        Row(f"search: {title}", partial(_searched, texts), LIST)
        for title, texts in SEARCHES.items()
    ),
    Row("list: first page, whole", _only(list_path()), LIST, is_part=False),
    Row("list: first page", _only(list_path()), LIST),
    *(
        Row(f"list: deep by {sort}, {order}", partial(_deep, sort, order), LIST)
        for sort in SORTS
        for order in ("asc", "desc")
    ),
    *(Row(f"filter: {title}", paths, LIST) for title, paths in _FILTERS.items()),
    Row("profile", partial(_of_people, ""), PAGE, is_part=False),
    Row("profile: purchases", partial(_of_people, "/purchases"), PAGE),
    Row(
        "profile of 10,000 purchases",
        partial(_of_heaviest, ""),
        PAGE,
        is_part=False,
    ),
    Row(
        "profile of 10,000 purchases: them",
        partial(_of_heaviest, "/purchases"),
        PAGE,
    ),
    *(
        Row(f"dashboard: {tab}", _only(path), PAGE, is_part=False)
        for tab, path in _TABS.items()
    ),
    *(
        Row(f"dashboard: {tab}, a year", partial(_of_a_year, path), PAGE, is_part=False)
        for tab, path in _TABS.items()
    ),
    Row("sales: first page, whole", _only(sales_path()), LIST, is_part=False),
    Row("sales: of a day", _of_a_day, LIST),
    Row("sales: of a shop", _of_a_shop, LIST),
    Row("sales: refunds", _only(sales_path(kind="refund")), LIST),
    Row("sales: without a customer", _only(sales_path(customer="none")), LIST),
    Row("one sale", _sales, PAGE, is_part=False),
    Row("drawer", partial(_of_people, "/drawer"), PAGE),
    Row("duplicates while typing", _typed_anew, LIST),
    Row("profile: membership", partial(_of_people, "/membership"), PAGE),
    Row("membership page", _only("/membership"), PAGE, is_part=False),
    Row("membership: preview while typing", _thresholds, PAGE),
    Row("membership: who would leave", partial(_thresholds, list="leave"), PAGE),
    Row("membership: who is held", partial(_thresholds, list="held"), PAGE),
    Row("membership: history", _only("/membership/history"), PAGE, is_part=False),
)

"""The list of sales: newest first, filtered by its address, summed by the rollup."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from customers.ground import texts, work
from customers.ground.db import db
from customers.purchases import service
from customers.purchases.models import Purchase
from customers.purchases.queries import selling
from tests.directory.seen import link, soup, text_of
from tests.purchases.listed import SALES, at, row_of, shown, some, sums
from tests.purchases.sold import line, recorded, sale
from tests.world import Browser, World

FILTERED = [
    ("", "fedcba"),
    ("kind=refund", "dc"),
    ("kind=purchase", "feba"),
    ("state=waiting", "d"),
    ("state=void", "f"),
    ("state=counted", "ecba"),
    ("shop=SHOP", "ea"),
    ("staff=STAFF", "fb"),
    ("shop=SHOP&customer=none", "e"),
    ("customer=none", "edb"),
    ("customer=ANNA", "fca"),
    ("customer=ANNA&kind=refund", "c"),
    ("customer=ANNA&staff=STAFF&state=void", "f"),
    ("kind=purchase&state=waiting", ""),
    ("day_from=2026-03-03", "fe"),
    ("day_to=2026-03-02", "dcba"),
    ("day_from=2026-03-02&day_to=2026-03-02&kind=refund", "dc"),
    ("day_from=2026-04-01", ""),
    ("shop=&kind=&utm_source=mail", "fedcba"),
]


def test_the_address_filters(world: World) -> None:
    ids = some(world)
    names = {number: name for name, number in ids.items()}
    anna = db.session.get_one(Purchase, ids["a"]).customer_id
    browser = world.client(world.vera)
    found = {}
    for query, _wanted in FILTERED:
        query_now = (
            query.replace("SHOP", str(world.book_shop.id))
            .replace("STAFF", str(world.membership(world.bob).id))
            .replace("ANNA", str(anna))
        )
        answer = browser.get(f"{SALES}?{query_now}")
        found[query] = "".join(names[each] for each in shown(answer))

    assert found == dict(FILTERED)


def test_a_row_says_what_was_sold_to_whom(world: World) -> None:
    ids = some(world)
    lines = (
        line(600, description="Tea"),
        line(300, 2000),
        line(100, description="Jam"),
    )
    [more] = recorded(
        world, sale("g", 1000, lines=lines, items=4000, payment_method="Card", **at(40))
    )

    answer = world.client(world.vera).get(SALES)

    said = {
        "a": ("Anna", "High Street", "£10.00"),
        "b": ("No customer", "Bob"),
        "c": ("-£2.00", "Refund"),
        "d": ("Waiting",),
        "e": ("Zoe",),
        "f": ("Undone",),
        "g": ("Tea", "+2", "Card"),
    }
    for name, words in said.items():
        row = row_of(answer, {**ids, "g": more}[name]).get_text(" ")
        assert [word for word in words if word not in row] == [], name
    assert row_of(answer, ids["f"]).select("s")
    assert row_of(answer, ids["a"]).select_one("a[href^='/customers/']")
    assert not row_of(answer, ids["e"]).select_one("a[href^='/customers/']")


def test_the_figures_are_those_of_the_rows(world: World) -> None:
    """The rollup says what adding up every counted row comes to."""
    some(world)
    counted = list(
        db.session.scalars(select(Purchase).where(Purchase.state == "counted"))
    )
    db.session.expunge_all()
    browser = world.client(world.vera)
    shop = world.book_shop.id
    asked: list[tuple[str, Any]] = [
        ("", lambda row: True),
        ("day_to=2026-03-02", lambda row: row.purchased_on <= date(2026, 3, 2)),
        ("day_from=2026-03-03", lambda row: row.purchased_on >= date(2026, 3, 3)),
        (f"shop={shop}", lambda row: row.shop_id == shop),
        ("customer=none", lambda row: row.customer_id is None),
        (
            f"shop={shop}&customer=none&day_from=2026-03-03",
            lambda row: row.shop_id == shop and row.customer_id is None,
        ),
    ]
    for query, is_meant in asked:
        rows = [row for row in counted if is_meant(row)]
        with world.app.test_request_context():
            spend = texts.money_text(
                sum(row.total_minor for row in rows), currency=world.books.currency
            )
        wanted = {
            "Purchases": str(sum(row.kind == "purchase" for row in rows)),
            "Refunds": str(sum(row.kind == "refund" for row in rows)),
            "Spend": spend,
        }
        assert sums(browser.get(f"{SALES}?{query}")) == wanted, query


def test_what_no_rollup_knows_is_not_counted(world: World) -> None:
    recorded(world, *(sale(str(number), **at(number)) for number in range(30)))
    browser = world.client(world.vera)

    first = browser.get(f"{SALES}?kind=purchase")
    last = browser.get(str(link(first, "next")))

    assert sums(first) == {"Found": "25+ sales"}
    assert sums(last) == {"Found": "5 sales on this page"}


def walk(browser: Browser, rel: str, url: str | None) -> list[list[int]]:
    """The rows of all pages from `url` on, following the pager's `rel`."""
    pages = []
    while url is not None:
        answer = browser.get(url)
        pages.append(shown(answer))
        url = link(answer, rel)
        assert len(pages) < 20
    return pages


@pytest.mark.parametrize("query", ["", "kind=purchase", "customer=none&shop=SHOP"])
def test_pages_lead_on_and_back(world: World, query: str) -> None:
    """Many at one moment: ties are parted by the id."""
    shop = world.book_shop.id
    told = [sale(str(n), shop_id=shop, **at(n // 20)) for n in range(60)]
    ids = recorded(world, *told)
    browser = world.client(world.vera)
    url = f"{SALES}?{query.replace('SHOP', str(shop))}"

    onward = walk(browser, "next", url)
    last = browser.get(url)
    while (further := link(last, "next")) is not None:
        last = browser.get(further)
        back_from = further
    back = walk(browser, "prev", back_from)

    assert list(chain(*onward)) == sorted(ids, reverse=True)
    assert [len(page) for page in onward] == [25, 25, 10]
    assert back == onward[::-1]
    assert len(shown(browser.get(f"{SALES}?size=50"))) == 50


def link_on(answer: TestResponse) -> str:
    """Where an empty page leads on to."""
    found = soup(answer).select_one(".empty a.button")
    assert found is not None
    return str(found["href"])


def test_a_filter_that_few_pass_reads_on_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selling, "READING", (5, 10))
    ids = recorded(world, *(sale(str(n), **at(n)) for n in range(30)))
    actor = world.actor(world.alice)
    work.run(lambda: service.void(ids[0], actor=actor))
    browser = world.client(world.vera)

    first = browser.get(f"{SALES}?state=void")
    on = link_on(first)
    further = link_on(browser.get(on))

    assert "Not all sales were looked through" in text_of(first)
    assert shown(browser.get(further)) == [ids[0]]


@pytest.mark.parametrize(
    "customer", ["0" * 19 + "1" + "9" * 60, "9" * 5000, "-1", "²", "0"]
)
def test_no_number_of_a_customer_breaks_the_list(world: World, customer: str) -> None:
    answer = world.client(world.vera).get(f"/sales?customer={customer}")

    assert answer.status_code == 422
    assert "no such customer" in answer.get_data(as_text=True)

"""Sales by weekday, hour and who bought: the list against every sale by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from itertools import product
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update

from customers.accounts.models import Business
from customers.directory.models import Customer
from customers.ground import texts, work
from customers.ground.db import db
from customers.purchases import service
from customers.purchases.models import Purchase
from customers.purchases.queries import selling
from tests.desk.listing import links
from tests.directory.seen import HTMX, delete, soup, text_of
from tests.purchases.listed import SALES, sums
from tests.purchases.sold import people, recorded, refund, sale
from tests.world import Browser, World

Rows = list[tuple[Purchase, Customer | None]]


@pytest.fixture
def rows(world: World) -> Rows:
    """Some dozens of sales with their customers, the latest first, even deleted ones.

    From Saturday to Wednesday, over the hour that summer takes away.
    """
    chance = Random(3)
    ids = people(world, "Anna", "Ben", "Cyd")
    begins = datetime(2026, 3, 28, 8, tzinfo=UTC)
    told = []
    for number in range(44):
        more: dict[str, Any] = {
            "purchased_at": begins + timedelta(minutes=chance.randrange(6_000)),
            "customer_id": chance.choice((*ids, None)),
            "shop_id": chance.choice((world.book_shop.id, None)),
        }
        make: Callable[..., Any] = refund if number % 7 == 6 else sale
        told.append(make(f"s{number}", 100 + number, **more))
    purchase_ids = recorded(world, *told)
    actor = world.actor(world.alice)
    work.run(lambda: service.void(purchase_ids[0], actor=actor))
    delete(world, ids[2])
    world.enter()
    shown_too = {"include_deleted": True}
    customers = {
        one.id: one
        for one in db.session.scalars(select(Customer), execution_options=shown_too)
    }
    sales = list(db.session.scalars(select(Purchase)))
    db.session.expunge_all()
    sales.sort(key=lambda one: (one.purchased_at, one.id), reverse=True)
    return [(one, customers.get(one.customer_id or 0)) for one in sales]


def is_new(one: Purchase, of: Customer | None) -> bool:
    """Whether it was bought on the day of its customer's first visit."""
    return of is not None and of.first_visit_on == one.purchased_on


def clock_of(one: Purchase) -> datetime:
    """What the shop's clock showed: summer begins on the 29th at 1:00 in London."""
    summer = datetime(2026, 3, 29, 1, tzinfo=UTC)
    return one.purchased_at + timedelta(hours=one.purchased_at >= summer)


IS_MEANT: dict[str, Callable[[Purchase, Customer | None], bool]] = {
    "customer=any": lambda one, of: one.customer_id is not None,
    "buyer=new": is_new,
    "buyer=returning": lambda one, of: of is not None and not is_new(one, of),
    "weekday=0": lambda one, of: clock_of(one).weekday() == 0,
    "weekday=6": lambda one, of: clock_of(one).weekday() == 6,
    "hour=9": lambda one, of: clock_of(one).hour == 9,
    "hour=0": lambda one, of: clock_of(one).hour == 0,
}
BESIDE: dict[str, Callable[[Purchase, Customer | None], bool]] = {
    "": lambda one, of: True,
    "kind=purchase&state=counted": lambda one, of: (
        (one.kind, one.state) == ("purchase", "counted")
    ),
    "shop=SHOP": lambda one, of: one.shop_id is not None,
    "day_from=2026-03-29&day_to=2026-03-30": lambda one, of: (
        clock_of(one).date().isoformat() in ("2026-03-29", "2026-03-30")
    ),
    "hour=12": lambda one, of: clock_of(one).hour == 12,
    "customer=none": lambda one, of: one.customer_id is None,
}


# Some hundred lists are but parts, and looked at as text: half of what they cost.
ROW = re.compile(r'class="row-link[^>]*" href="/sales/(\d+)"')
NEXT = re.compile(r'rel="next"[^>]* href="(.*?)"')
# The way on of a page on which there is nothing.
FURTHER = re.compile(r'class="button[^"]*"[^>]* href="([^"]*after=[^"]*)"')


def walk(browser: Browser, url: str) -> list[int]:
    """The rows of all pages, following the pager and the way on of empty ones."""
    found: list[int] = []
    on: str | None = url
    while on is not None:
        answer = browser.get(on, headers=HTMX)
        assert answer.status_code == 200, on
        text = answer.get_data(as_text=True)
        rows = [int(key) for key in ROW.findall(text)]
        way = NEXT.search(text) or (None if rows else FURTHER.search(text))
        found += rows
        on = unescape(way[1]) if way else None
    return found


@pytest.mark.parametrize("reading", [(2_000, 20_000), (4, 9)])
def test_the_list_has_what_it_says_and_nothing_else(
    world: World, rows: Rows, monkeypatch: pytest.MonkeyPatch, reading: tuple[int, int]
) -> None:
    monkeypatch.setattr(selling, "READING", reading)
    browser = world.client(world.vera)
    wrong = []
    for (query, is_one), (more, is_other) in product(IS_MEANT.items(), BESIDE.items()):
        if query.partition("=")[0] == more.partition("=")[0]:
            continue
        asked = f"{query}&{more}".replace("SHOP", str(world.book_shop.id))
        expected = [one.id for one, of in rows if is_one(one, of) and is_other(one, of)]
        if walk(browser, f"{SALES}?{asked}") != expected:
            wrong.append(asked)

    assert wrong == []
    for query, is_one in IS_MEANT.items():
        assert 0 < sum(is_one(*row) for row in rows) < len(rows), query


def test_buyers_are_summed_by_the_rollups(world: World, rows: Rows) -> None:
    browser = world.client(world.vera)
    asked = ("", "day_to=2026-03-29", "state=counted")
    for query, more in product(list(IS_MEANT)[:3], asked):
        meant = [
            one
            for one, of in rows
            if IS_MEANT[query](one, of)
            and one.state == "counted"
            and ("day_to" not in more or one.purchased_on.isoformat() <= "2026-03-29")
        ]
        with world.app.test_request_context():
            spend = texts.money_text(
                sum(one.total_minor for one in meant), currency="GBP"
            )

        assert sums(browser.get(f"{SALES}?{query}&{more}")) == {
            "Purchases": str(sum(one.kind == "purchase" for one in meant)),
            "Refunds": str(sum(one.kind == "refund" for one in meant)),
            "Spend": spend,
        }, (query, more)


def test_the_days_stay_those_of_the_sales_when_the_zone_changes(
    world: World, rows: Rows
) -> None:
    browser = world.client(world.vera)
    change = update(Business).where(Business.id == world.books.id)
    of_day: dict[str, list[Purchase]] = {}
    for one, _of in rows:
        of_day.setdefault(one.purchased_on.isoformat(), []).append(one)
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        world.enter()
        work.run(partial(db.session.execute, change.values(timezone=zone)))
        for day, meant in of_day.items():
            url = f"{SALES}?day_from={day}&day_to={day}&size=25"

            found = walk(browser, url)

            counted = [o for o in meant if (o.kind, o.state) == ("purchase", "counted")]
            assert found == [one.id for one in meant], (zone, day)
            assert sums(browser.get(url))["Purchases"] == str(len(counted))


def test_they_are_said_kept_taken_away_and_exported(world: World, rows: Rows) -> None:
    browser = world.client(world.alice)
    query = "customer=any&buyer=returning&weekday=0&hour=0"

    page = browser.get(f"{SALES}?{query}")

    said = {
        "Customer: With a customer": "customer",
        "Bought by: Returning customers": "buyer",
        "Weekday: Monday": "weekday",
        "Hour: 00:00–01:00": "hour",
    }
    ways = links(page, ".chips a")
    asked = dict(pair.split("=") for pair in query.split("&"))
    for words, name in said.items():
        rest = {other: value for other, value in asked.items() if other != name}
        assert ways.get(f"Remove the filter {words}") == rest
    chosen = {
        str(control["name"]): str(option["value"])
        for control in soup(page).select("#filters select")
        if (option := control.select_one("option[selected]")) and option["value"]
    }
    assert chosen == asked
    exported = browser.get(f"{SALES}/export?weekday=0")
    assert "Weekday Monday" in text_of(exported)


def test_what_cannot_be_understood_is_refused_in_words(world: World) -> None:
    browser = world.client(world.vera)
    for query, label in {
        "weekday=7": "Weekday",
        "weekday=monday": "Weekday",
        "hour=24": "Hour",
        "hour=-1": "Hour",
        "buyer=both": "Bought by",
        "customer=all": "Customer",
    }.items():
        answer = browser.get(f"{SALES}?{query}")

        assert answer.status_code == 422, query
        assert label in text_of(answer), query

"""What the demo sells could stand in a shop's books: drawn alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from customers.accounts.models import PAYMENT_METHODS
from customers.purchases.schemas import NewPurchase
from customers.transfer import demo
from customers.transfer.demo_purchases import Buyer, Till
from customers.transfer.demo_refunds import Return, returns

TODAY = date(2026, 5, 20)
LONDON = "Europe/London"


class Books(NamedTuple):
    """Who may buy, what they bought, what came back."""

    buyers: list[Buyer]
    sales: list[NewPurchase]
    back: list[Return]


def books(*, count: int = demo.COUNT) -> Books:
    """The books of the demo, with made-up ids of customers and shops."""
    buyers = [
        Buyer(number, person.customer_type or "", person.since or TODAY, None)
        for number, person in enumerate(demo.people(today=TODAY, count=count), start=1)
    ]
    till = Till(
        shop_ids=(1, 2, 3),
        payment_methods=PAYMENT_METHODS,
        today=TODAY,
        timezone=LONDON,
    )
    sales = till.sales(buyers)
    return Books(buyers, sales, returns(sales, calendar=till.calendar))


@pytest.fixture(scope="module")
def drawn() -> Books:
    return books()


def test_they_are_about_twelve_thousand(drawn: Books) -> None:
    assert 11_000 < len(drawn.sales) + len(drawn.back) < 13_000
    assert len({sale.reference for sale in drawn.sales}) == len(drawn.sales)


def test_they_are_the_same_every_time() -> None:
    assert books(count=150) == books(count=150)


def test_they_come_in_two_years_of_opening_hours(drawn: Books) -> None:
    told = [*drawn.sales, *(one.refund for one in drawn.back)]
    moments = [one.purchased_at.astimezone(ZoneInfo(LONDON)) for one in told]

    assert min(moments).date() >= TODAY - timedelta(days=730)
    assert max(moments).date() == TODAY - timedelta(days=1)
    assert all(8 <= moment.hour < 18 for moment in moments)
    assert all(10 <= moment.hour < 16 for moment in moments if moment.weekday() == 6)
    assert not any((moment.month, moment.day) == (12, 25) for moment in moments)


def test_nobody_buys_before_they_are_a_customer(drawn: Books) -> None:
    since = {buyer.customer_id: buyer.since for buyer in drawn.buyers}

    for sale in drawn.sales:
        if sale.customer_id:
            assert sale.purchased_at.date() >= since[sale.customer_id]


def test_saturdays_and_decembers_are_busy(drawn: Books) -> None:
    weekdays = Counter(sale.purchased_at.weekday() for sale in drawn.sales)
    months = Counter(sale.purchased_at.month for sale in drawn.sales)

    assert max(weekdays, key=weekdays.__getitem__) == 5
    assert max(months, key=months.__getitem__) == 12


def test_some_never_come_some_once_and_some_every_week(drawn: Books) -> None:
    visits = Counter(sale.customer_id for sale in drawn.sales if sale.customer_id)
    times = Counter(visits.values())

    assert len(drawn.buyers) - len(visits) > 150
    assert times[1] > 300
    for fewest, most in ((2, 4), (5, 9), (10, 1_000)):
        found = sum(count for n, count in times.items() if fewest <= n <= most)
        assert found > 200
    assert max(times) > 70


def test_months_are_alike_and_firms_spend_most(drawn: Books) -> None:
    spend = Counter[str]()
    for sale in drawn.sales:
        if sale.customer_id:
            kind = drawn.buyers[sale.customer_id - 1].customer_type
            spend[kind] += sale.total_minor

    last, before = (_spend(drawn.sales, days, days - 30) for days in (30, 60))

    assert 0.6 < last / before < 1.6
    assert max(spend, key=spend.__getitem__) == "wholesale"


def _spend(sales: Sequence[NewPurchase], start: int, end: int) -> int:
    days = (TODAY - timedelta(days=start), TODAY - timedelta(days=end))
    return sum(
        sale.total_minor
        for sale in sales
        if days[0] <= sale.purchased_at.date() < days[1]
    )

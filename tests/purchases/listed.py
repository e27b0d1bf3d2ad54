"""What the tests of the list of sales put in, and what they read off its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bs4 import Tag
from werkzeug.test import TestResponse

from customers.ground import work
from customers.purchases import service
from tests.directory.seen import soup
from tests.purchases.sold import people, recorded, refund, sale
from tests.world import World

SALES = "/sales"
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def shown(answer: TestResponse) -> list[int]:
    """The ids of the rows, in order."""
    links = soup(answer).select("#results .row-link")
    return [int(str(each["href"]).rpartition("/")[2]) for each in links]


def row_of(answer: TestResponse, purchase_id: int) -> Tag:
    """The row of a sale."""
    found = soup(answer).select_one(f"tr:has(#sale-{purchase_id})")
    assert found is not None
    return found


def sums(answer: TestResponse) -> dict[str, str]:
    """What is counted, by its word."""
    pairs = soup(answer).select(".sums > div")
    return {
        each.select_one("dt").get_text(): each.select_one("dd").get_text()  # type: ignore[union-attr]
        for each in pairs
    }


def at(hours: int) -> dict[str, Any]:
    """A moment so many hours after the beginning."""
    return {"purchased_at": START + timedelta(hours=hours)}


def some(world: World) -> dict[str, int]:
    """Sales of each kind, an hour apart, the ids by their references."""
    [anna] = people(world, "Anna")
    bob = world.membership(world.bob).id
    told = [
        sale("a", 1000, customer_id=anna, shop_id=world.book_shop.id, **at(0)),
        sale("b", 500, staff_member_id=bob, **at(1)),
        refund("c", 200, refund_of_reference="a", **at(2)),
        refund("d", 100, refund_of_reference="x", **at(3)),
        sale("e", 700, customer_name="Zoe", shop_id=world.book_shop.id, **at(30)),
        sale("f", 300, customer_id=anna, staff_member_id=bob, **at(31)),
    ]
    ids = recorded(world, *told)
    actor = world.actor(world.alice)
    work.run(lambda: service.void(ids[5], actor=actor))
    return dict(zip("abcdef", ids, strict=True))

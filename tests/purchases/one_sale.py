"""What the tests of one sale put in, and what they read off its page."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import TestResponse

from tests.directory.seen import soup
from tests.purchases.sold import line, recorded, sale
from tests.world import World

LINES = (
    line(
        1900,
        2000,
        description="Tea",
        sku="T1",
        unit_price_e4=100_000,
        discount_minor=100,
    ),
    line(1000, 3000, description="Rolls", unit_price_e4=33_333),
)


def url_of(purchase_id: int, more: str = "") -> str:
    """The address of a sale, or of what is done with it."""
    return f"/sales/{purchase_id}{more}"


def basket(world: World, **more: Any) -> int:
    """A sale of 27.00 with two lines and a discount of the whole; its id."""
    told: dict[str, Any] = {
        "items": 5000,
        "lines": LINES,
        "discount_minor": 200,
        "tax_minor": 431,
        "shop_id": world.book_shop.id,
        "payment_method": "Card",
        "staff_member_id": world.membership(world.bob).id,
    }
    [one] = recorded(world, sale("1", 2700, **(told | more)))
    return one


def same(answer: TestResponse) -> str:
    """The markup without what is new in every answer, each blank one space."""
    text = answer.get_data(as_text=True)
    fresh = r'(name="(?:csrf_token|request_key)"(?: type="hidden")? value=)"[^"]*"'
    return " ".join(re.sub(fresh, r"\1", text).split())


def toast_undo(answer: TestResponse) -> tuple[str, dict[str, str]]:
    """Where the Undo of a toast posts, and its fields."""
    form = soup(answer).select_one(".toast form")
    assert form is not None
    fields = {str(f["name"]): str(f["value"]) for f in form.select("input[name]")}
    names = ("seen", "customer_id", "seen_id", "refreshes")
    kept = {n: v for n, v in fields.items() if n in names}
    return str(form["action"]), kept

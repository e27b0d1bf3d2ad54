"""What tests of the tab of purchases put in, and what they read off it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from tests.directory.seen import soup
from tests.purchases.sold import NOON, sale

ROLES_THAT_RECORD = ("alice", "adam", "bob")


def url_of(customer_id: int, more: str = "") -> str:
    """The address of a customer's purchases."""
    return f"/customers/{customer_id}/purchases{more}"


def references(answer: TestResponse) -> list[str]:
    """The references of the list, in its order: the last fact of each."""
    return [
        facts.select("bdi")[-1].get_text()
        for facts in soup(answer).select(".sales .sale-facts")
    ]


def days(count: int, *, of: int) -> list[Any]:
    """A purchase on each of so many days, the newest called 0."""
    return [
        sale(str(back), purchased_at=NOON - timedelta(days=back), customer_id=of)
        for back in range(count)
    ]

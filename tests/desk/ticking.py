"""What the tests of one change to many customers put in and send."""

from __future__ import annotations

from typing import Any

from tests.directory.seen import add, row, soup
from tests.world import Browser, World

BULK = "/customers/bulk"


def three(world: World) -> list[int]:
    """Three walk-in customers of Alice's."""
    return [add(world, name=name) for name in ("Ada", "Ben", "Cyd")]


def types(world: World, ids: list[int]) -> list[str]:
    """The types of these customers as they are now."""
    return [row(world, each).customer_type for each in ids]


def answered(world: World, person: Any, asked: dict[str, Any]) -> Any:
    """Ask, and send the form of the question as it was drawn."""
    browser = world.client(person)
    return browser.post(BULK, drawn(browser, asked), raw=True)


def drawn(browser: Browser, asked: dict[str, Any]) -> dict[str, list[str]]:
    """What the form of the question sends."""
    question = browser.get(BULK, query_string=asked)
    fields: dict[str, list[str]] = {}
    for control in soup(question).select("#confirm input"):
        fields.setdefault(str(control["name"]), []).append(str(control["value"]))
    return fields

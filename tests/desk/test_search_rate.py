"""Searches are limited for each person: more than one types, less than a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from customers.ground import rates
from tests.world import World

SEARCHES = [
    "/customers?q=anna",
    "/customers/duplicates?name=Anna",
    "/customers/bulk?all=1&change=status:active&q=anna",
    "/customers/export?q=anna",
]


@pytest.fixture(autouse=True)
def two_a_minute(world: World) -> Iterator[None]:
    """Two searches a minute, and none counted before."""
    settings = world.app.extensions["regulars"]
    world.app.extensions["regulars"] = replace(settings, searches_per_minute=2)
    rates.forget()
    yield
    world.app.extensions["regulars"] = settings
    rates.forget()


@pytest.mark.parametrize("url", SEARCHES)
def test_past_the_bound_a_search_has_to_wait(world: World, url: str) -> None:
    alice = world.client(world.alice)
    for _ in range(2):
        assert alice.get(url).status_code == 200

    answer = alice.get(url)

    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert "Wait" in answer.text


def test_others_and_lists_without_a_search_go_on(world: World) -> None:
    bob, alice = world.client(world.bob), world.client(world.alice)
    for _ in range(3):
        bob.get(SEARCHES[0])

    assert bob.get("/customers").status_code == 200
    assert bob.get("/customers?type=vip").status_code == 200
    assert alice.get(SEARCHES[0]).status_code == 200

"""Addresses of the list that make no sense are answered in words."""

from __future__ import annotations

import pytest

from tests.desk.listing import LIST
from tests.directory.seen import HTMX, soup
from tests.world import World

WRONG = [
    ("type", "king", "Type"),
    ("status", "deleted", "Status"),
    ("frequency", "7", "Visits"),
    ("shop", "x", "Preferred shop"),
    ("shop", str(2**63), "Preferred shop"),
    ("staff", "-1", "Looked after by"),
    ("since_from", "yesterday", "Customer since, from"),
    ("since_to", "0001-01-01", "Customer since, to"),
    ("sort", "password", "Sort"),
    ("sort", "name-sideways", "Sort"),
    ("sort", "-", "Sort"),
    ("order", "up", "Sort"),
    ("size", "26", "Rows a page"),
    ("size", "1000000", "Rows a page"),
    ("q", "x" * 201, "Search"),
    ("q", "a\x00b", "Search"),
    ("open", "me", "Customer"),
]


@pytest.mark.parametrize(("name", "value", "label"), WRONG)
def test_an_address_that_makes_no_sense_is_answered_in_words(
    world: World, name: str, value: str, label: str
) -> None:
    answer = world.client(world.vera).get(LIST, query_string={name: value})

    said = [item.get_text() for item in soup(answer).select("main .empty li")]
    assert answer.status_code == 422
    assert {text.partition(":")[0] for text in said} == {label}
    assert [a["href"] for a in soup(answer).select("main .empty a")] == [LIST]


def test_what_makes_no_sense_is_a_toast_for_htmx(world: World) -> None:
    answer = world.client(world.vera).get(f"{LIST}?type=king", headers=HTMX)

    assert answer.status_code == 422
    assert answer.headers["HX-Reswap"] == "none"
    assert "<hx-partial" in answer.get_data(as_text=True)

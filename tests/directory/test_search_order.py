"""The order of a search: exactly it, then what is closer, then who was here last."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from customers.directory import queries
from customers.directory.models import Customer
from customers.directory.queries import candidates, search
from customers.directory.rules import Selection
from customers.ground import tenancy, work
from customers.ground.db import db
from tests.directory.people import added
from tests.world import World

DAY = date(2026, 1, 1)


def order(world: World, people: list[dict[str, Any]], typed: str) -> list[int]:
    """The places in `people` of those found, the closest first.

    They are written down from the last to the first; `seen` is the day of the last
    visit.
    """
    ids = {}
    for place, one in reversed(list(enumerate(people))):
        fields = {name: value for name, value in one.items() if name != "seen"}
        ids[added(world, **fields)] = place
        if "seen" in one:
            visit(world, max(ids), DAY + timedelta(days=one["seen"]))
    world.enter()
    actor = world.actor(world.bob)
    page = queries.listed(Selection(q=typed), size=100, actor=actor)
    return [ids[row.id] for row in page.rows]


def visit(world: World, customer_id: int, day: date) -> None:
    """Let the customer have been here on the day."""
    world.enter()
    session = db.session()
    row = {"id": customer_id, "last_visit_on": day}
    work.run(lambda: tenancy.write_many(session, Customer, [row], by=["id"]))


@pytest.mark.parametrize(
    ("people", "typed"),
    [
        # An exact code before names, and before codes that only begin so.
        ([{"name": "Zoë", "code": "ANNA"}, {"name": "Anna"}], "anna"),
        ([{"name": "B", "code": "K-12"}, {"name": "A", "code": "K-123"}], "k-12"),
        # The end of a phone before its middle, a whole phone before a longer one.
        (
            [
                {"name": "C", "phone": "07700 900123"},
                {"name": "A", "phone": "+44 7700 012399"},
            ],
            "0123",
        ),
        (
            [
                {"name": "B", "phone": "07700 900123"},
                {"name": "A", "phone": "0044 7700 9001234"},
            ],
            "+44 7700 900123",
        ),
        # An exact email before one that begins so.
        (
            [
                {"name": "B", "email": "a@example.co"},
                {"name": "A", "email": "a@example.com"},
            ],
            "a@example.co",
        ),
        # The whole name, its words whole, its beginning, any word, the email.
        (
            [
                {"name": "Anna"},
                {"name": "Anna Zorn"},
                {"name": "Annabel A"},
                {"name": "Zoë Annas"},
                {"name": "Zoë B", "email": "annas@example.org"},
            ],
            "anna",
        ),
        ([{"name": "Tina O'Brien"}, {"name": "Brien Ó Dubhgáin"}], "o'brien"),
        # Who was here last, where nothing else tells.
        (
            [
                {"name": "Anna C", "seen": 9},
                {"name": "Anna B", "seen": 3},
                {"name": "Anna A"},
            ],
            "anna",
        ),
        # And then by name.
        ([{"name": "Anna A"}, {"name": "Anna B"}], "ann"),
    ],
    ids=str,
)
def test_the_closest_stand_first(
    world: World, people: list[dict[str, Any]], typed: str
) -> None:
    assert order(world, people, typed) == list(range(len(people)))


def test_two_spellings_of_one_word_are_no_cut(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_FOUND", 6)
    for number in range(4):
        added(world, name=f"Müller {number}")
    world.enter()

    ranking = search.ranked("müller", filters={}, region="GB")

    assert len(ranking.hits) == 4
    assert not ranking.is_cut


def test_a_search_that_reads_as_much_as_it_may_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MOST_READ", 3)
    monkeypatch.setattr(search, "MOST_READ", 3)
    candidates._candidates.cache_clear()
    for number in range(5):
        added(world, name=f"Anna Berg {number}")
    world.enter()

    ranking = search.ranked("anna berg", filters={}, region="GB")

    candidates._candidates.cache_clear()
    assert ranking.is_cut


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("C-0000", "<mark>C-0000</mark>01"),
        ("c-000001", "<mark>C-000001</mark>"),
        ("000001", "C-<mark>000001</mark>"),
        ("1", "C-00000<mark>1</mark>"),
        ("c1", "C-000001"),
    ],
)
def test_what_matched_in_a_code_is_marked(world: World, typed: str, code: str) -> None:
    added(world, name="Zoë")
    world.enter()

    page = queries.listed(Selection(q=typed), size=25, actor=world.actor(world.bob))

    assert [str(row.code) for row in page.rows] == [code]


def test_the_same_phone_is_told_among_many_of_a_similar_name(world: World) -> None:
    for number in range(45):
        added(world, name=f"Anna {number}")
    same = added(world, name="Zoë", phone="07700 900123")
    world.enter()

    found = queries.likely_duplicates(
        name="Anna", phone="07700 900123", actor=world.actor(world.bob)
    )

    assert (found[0].id, found[0].reason) == (same, "Same phone")
    assert len(found) == 5

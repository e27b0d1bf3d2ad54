"""The question before many are changed: how many they are, and its form sent twice."""

from __future__ import annotations

import pytest

from customers.desk.queries import list_chosen
from customers.desk.views import bulk
from customers.ground.db import db
from customers.ground.jobs import Job
from tests.desk.listing import LIST
from tests.desk.ticking import BULK, answered, drawn, three, types
from tests.directory.people import facts
from tests.directory.seen import add_named, rows, text_of
from tests.transfer.exporting import fill
from tests.world import World


def test_one_form_sent_twice_makes_one_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(world)
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    browser = world.client(world.bob)
    asked = {"all": "1", "status": "active", "change": "customer_type:vip"}
    form = drawn(browser, asked)

    first, second = (browser.post(BULK, form, raw=True) for _time in range(2))

    world.enter()
    job = db.session.scalars(db.select(Job)).one()
    assert first.location == second.location == f"/jobs/{job.id}"


def test_one_form_sent_twice_changes_once(world: World) -> None:
    (anna, *_rest) = three(world)
    browser = world.client(world.bob)
    form = drawn(browser, {"ids": [anna], "change": "customer_type:vip"})

    first, second = (browser.post(BULK, form, raw=True) for _time in range(2))

    assert first.location == second.location == LIST
    assert len(facts(world, "CustomerUpdated")) == 1


def test_a_form_without_its_key_changes_nothing(world: World) -> None:
    (anna, *_rest) = three(world)
    browser = world.client(world.bob)
    form = drawn(browser, {"ids": [anna], "change": "customer_type:vip"})
    del form["request_key"]

    answer = browser.post(BULK, form, raw=True)

    assert answer.status_code == 422
    assert types(world, [anna]) == ["walk_in"]


def test_a_search_too_long_to_be_kept_is_left_out_of_the_way_back(
    world: World,
) -> None:
    (anna, *_rest) = three(world)
    asked = {
        "ids": [anna],
        "q": "щ" * 200,
        "type": "walk_in",
        "change": "customer_type:vip",
    }

    answer = answered(world, world.bob, asked)

    assert (answer.status_code, answer.location) == (303, f"{LIST}?type=walk_in")
    assert types(world, [anna]) == ["vip"]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"status": "active"}, "3"),
        ({"type": "walk_in"}, "3"),
        ({}, "3"),
        ({"since_from": "2000-01-01"}, "more than 2"),
        ({"since_from": "2000-01-01", "q": "b"}, "1"),
    ],
)
def test_the_question_says_how_many_as_far_as_is_known(
    world: World, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], count: str
) -> None:
    three(world)
    monkeypatch.setattr(list_chosen, "MOST_COUNTED", 2)
    asked = {**asked, "all": "1", "change": "customer_type:vip"}

    answer = world.client(world.bob).get(BULK, query_string=asked)

    noun = "customer" if count == "1" else "customers"
    assert f"Set the type of {count} {noun} to VIP?" in text_of(answer)


def test_more_than_are_counted_are_changed_in_the_background(world: World) -> None:
    fill(world, 1_001)
    browser = world.client(world.bob)
    asked = {"all": "1", "since_from": "2000-01-01", "change": "customer_type:vip"}

    words = text_of(browser.get(BULK, query_string=asked))

    assert "Set the type of more than 1,000 customers to VIP?" in words
    assert "done in the background" in words


def test_of_a_search_of_too_many_the_closest_are_meant(world: World) -> None:
    add_named(world, "Anna {}", 201)
    asked = {"all": "1", "q": "anna", "change": "customer_type:vip"}

    words = text_of(world.client(world.bob).get(BULK, query_string=asked))
    answered(world, world.bob, asked)

    changed = [each.customer_type for each in rows(world)].count("vip")
    assert 100 < changed <= 201
    assert f"Set the type of {changed} customers to VIP?" in words
    assert "done in the background" not in words

"""Lists longer than anybody reads: what is said where not everybody was looked at."""

from __future__ import annotations

import pytest

from customers.directory.queries import leads, listing
from tests.desk.listing import LIST, add_each, one
from tests.directory.seen import add, add_named, link, names, soup, text_of
from tests.transfer.exporting import fill
from tests.world import World

CLOSEST = "These are the closest. Type more to see others."
NOT_ALL = "Not all customers were looked through."


def test_a_search_of_too_many_says_that_these_are_the_closest(world: World) -> None:
    add_named(world, "Anna {}", 201)
    browser = world.client(world.vera)

    cut, whole = browser.get(f"{LIST}?q=anna"), browser.get(f"{LIST}?q=anna+200")

    assert CLOSEST in text_of(cut)
    assert NOT_ALL not in text_of(cut)
    assert one(cut, "#results")["data-said"] == "25+ customers"
    assert not soup(whole).select(".list-note")


def test_a_filtered_list_says_where_not_all_were_looked_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "READING", (5,))
    fill(world, 30)
    fill(world, 4, code_from=30, visits=3)
    browser = world.client(world.vera)

    whole = browser.get(f"{LIST}?type=regular&size=50")
    monkeypatch.setattr(leads, "FEW", 0)
    first = browser.get(f"{LIST}?frequency=occasional")

    assert len(names(first)) == 4
    assert NOT_ALL in text_of(first)
    assert CLOSEST not in text_of(first)
    assert link(first, "next")
    assert not soup(whole).select(".list-note")


def test_the_last_page_still_offers_all_of_the_list(world: World) -> None:
    fill(world, 26)
    browser = world.client(world.bob)

    first = browser.get(LIST)
    last = browser.get(link(first, "next") or "")

    said = [one(page, "#results")["data-all"] for page in (first, last)]
    assert said == ["All 26 of this list"] * 2
    assert len(names(last)) == 1


def test_a_list_of_one_page_offers_no_more_than_it_shows(world: World) -> None:
    add_each(world, {"name": "Ada"}, {"name": "Ben"})

    answer = world.client(world.bob).get(LIST)

    assert one(answer, "#results")["data-all"] == ""


def test_a_list_in_which_nobody_was_met_yet_leads_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leads, "FEW", 0)
    monkeypatch.setattr(listing, "READING", (2, 4))
    for number in range(9):
        add(world, name=f"Anna {number}", customer_type="regular")
    add(world, name="Berta", customer_type="vip")
    bob = world.client(world.bob)

    page = bob.get(f"{LIST}?type=vip&sort=name")

    assert "Nobody so far" in text_of(page)
    on = one(page, "#results a[href*='after=']")["href"]
    further = bob.get(on)
    assert "Nobody so far" in text_of(further)
    last = bob.get(one(further, "#results a[href*='after=']")["href"])
    assert "Berta" in text_of(last)


@pytest.mark.parametrize("typed", ["07", "0", "+4", "07 ", "(0"])
def test_the_beginning_of_a_phone_is_no_match_yet(world: World, typed: str) -> None:
    add(world, name="Anna", phone="07700 900123", code="ANNA")

    page = world.client(world.bob).get(LIST, query_string={"q": typed})

    assert "Type another digit" in text_of(page)
    assert "No match" not in text_of(page)
    assert not soup(page).select("#results a[href^='/customers/new']")

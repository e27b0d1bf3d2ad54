"""Switching between the businesses one works for."""

from __future__ import annotations

import pytest

from tests.accounts.seen import toast_of
from tests.accounts.told import facts, sessions_of
from tests.world import World


@pytest.fixture
def both(world: World) -> World:
    """Bob works for Charlie as well, as an admin."""
    world.hire(world.bob, world.bikes, "admin")
    return world


def test_a_person_goes_on_in_the_other_business(both: World) -> None:
    browser = both.client(both.bob)

    answer = browser.post("/switch", {"business_id": both.bikes.id})

    (fact,) = facts(both, "BusinessSwitched", both.bikes)
    (row,) = sessions_of(both.bob)
    assert (answer.status_code, answer.location) == (303, "/")
    assert row.business_id == both.bikes.id
    assert (fact.user_id, fact.data) == (both.bob.id, {"session_id": row.id})
    assert facts(both, "BusinessSwitched") == []
    assert "You now work in Charlie's Bikes." in toast_of(browser, "/account")
    assert "Dockside" in browser.get("/settings/shops").get_data(as_text=True)


def test_only_this_session_switches(both: World) -> None:
    here, there = both.client(both.bob), both.client(both.bob)

    here.post("/switch", {"business_id": both.bikes.id})

    assert [row.business_id for row in sessions_of(both.bob)] == [
        both.bikes.id,
        both.books.id,
    ]
    assert there.get("/settings/shops").status_code == 403


def test_switching_twice_is_done_once(both: World) -> None:
    browser = both.client(both.bob)

    for _time in range(2):
        answer = browser.post("/switch", {"business_id": both.bikes.id})

    assert answer.status_code == 303
    assert len(facts(both, "BusinessSwitched", both.bikes)) == 1


def test_a_form_of_the_business_before_is_refused(both: World) -> None:
    browser = both.client(both.bob)
    drawn_before = browser.secrets()
    browser.post("/switch", {"business_id": both.bikes.id})

    answer = browser.client.post(
        "/settings/shops",
        data={**drawn_before, "name": "Misdirected", "request_key": "k" * 24},
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Alice&#39;s Books" in page
    assert "Charlie&#39;s Bikes" in page


@pytest.mark.parametrize("business", ["", "x", "-1", "0", "999999", "9" * 30, "²"])
def test_what_is_no_business_of_theirs_is_not_found(both: World, business: str) -> None:
    answer = both.client(both.bob).post("/switch", {"business_id": business})

    assert answer.status_code == 404
    assert sessions_of(both.bob)[0].business_id == both.books.id


def test_nobody_switches_to_where_they_do_not_work(world: World) -> None:
    browser = world.client(world.alice)

    answer = browser.post("/switch", {"business_id": world.bikes.id})

    assert answer.status_code == 404
    assert "Charlie" not in answer.get_data(as_text=True)
    assert facts(world, "BusinessSwitched", world.bikes) == []


def test_a_removed_person_switches_no_more(both: World) -> None:
    member = both.membership(both.bob, both.bikes)
    both.client(both.charlie).post(f"/settings/staff/{member.id}/remove")

    answer = both.client(both.bob).post("/switch", {"business_id": both.bikes.id})

    assert answer.status_code == 404


def test_signed_out_switches_nothing(world: World) -> None:
    answer = world.client().post("/switch", {"business_id": world.books.id})

    assert answer.status_code == 401


def test_switching_takes_no_get(both: World) -> None:
    assert both.client(both.bob).get("/switch").status_code == 405


def test_the_page_offers_the_businesses_one_works_for(both: World) -> None:
    bobs = both.client(both.bob).get("/account").get_data(as_text=True)
    alices = both.client(both.alice).get("/account").get_data(as_text=True)

    assert 'action="/switch"' in bobs
    assert f'name="business_id" value="{both.bikes.id}"' in bobs
    assert 'action="/switch"' not in alices

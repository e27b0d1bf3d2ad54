"""Doors: who may pass is always said, and every unsafe one is a unit of work."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from customers.accounts.models import Shop
from customers.ground.columns import MAX_ID
from customers.ground.db import db
from customers.ground.doors import OPEN, Room
from tests.world import World


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_route_that_names_no_access_cannot_be_registered(method: str) -> None:
    room = Room("careless", __name__)

    with pytest.raises(TypeError, match="access="):
        getattr(room, method)("/secrets")


@pytest.mark.parametrize("nobody", [None, ""])
def test_an_empty_access_is_none(nobody: str | None) -> None:
    with pytest.raises(TypeError, match="access="):
        Room("careless", __name__).route("/secrets", access=nobody)


def test_the_registered_door_says_who_may_pass(world: World) -> None:
    door = world.app.view_functions["tiny.add_shop"]

    assert door.access == "edit_customers"  # type: ignore[attr-defined]
    assert door.keyed is True  # type: ignore[attr-defined]
    assert world.app.view_functions["tiny.word"].access == OPEN  # type: ignore[attr-defined]


def test_an_unsafe_view_runs_in_a_unit_of_work(world: World) -> None:
    answer = world.client().post("/tiny/in-a-unit")

    assert answer.status_code == 500


def test_a_refusal_of_an_unsafe_view_keeps_nothing(world: World) -> None:
    answer = world.client(world.bob).post("/tiny/fails", {"how": "taken"})

    assert answer.status_code == 409
    world.enter()
    assert "never kept" not in db.session.scalars(select(Shop.name)).all()


def test_an_answer_is_drawn_after_the_unit_of_work(world: World) -> None:
    answer = world.client(world.bob).post("/tiny/drawn")

    assert answer.status_code == 200
    assert "<p id='word'>1</p>" in answer.text


def test_slow_work_is_done_before_the_unit_of_work(world: World) -> None:
    answer = world.client().post("/tiny/prepared", {"word": "slow"})

    assert "SLOW" in answer.text


def test_a_permission_is_asked_before_the_view_runs(world: World) -> None:
    assert world.client(world.adam).get("/tiny/settings").status_code == 200
    assert world.client(world.bob).get("/tiny/settings").status_code == 403
    assert world.client(world.vera).post("/tiny/sure").status_code == 403
    assert world.client().get("/tiny/settings").status_code == 303


def test_a_signed_in_door_leads_strangers_to_the_sign_in(world: World) -> None:
    stranger = world.client().get("/tiny/mine")

    assert world.client(world.vera).get("/tiny/mine").status_code == 200
    assert stranger.status_code == 303
    assert stranger.location.startswith("/login?next=")


@pytest.mark.parametrize("known", [0, 1, 7, MAX_ID])
def test_an_id_of_64_bits_reaches_the_view(world: World, known: int) -> None:
    answer = world.client().get(f"/tiny/things/{known}")

    assert answer.get_json()["data"] == {"id": known}


@pytest.mark.parametrize(
    "unknown",
    [
        *(str(MAX_ID + 1), "99999999999999999999", "9" * 5000, "-1", "+1", "1.0"),
        *("1e3", "0x10", "one", "%20", "1 ", "", "1/2", "%00", "1%0a"),
    ],
)
def test_what_is_no_id_is_a_404(world: World, unknown: str) -> None:
    answer = world.client().get(f"/tiny/things/{unknown}")

    assert answer.status_code == 404


def test_digits_of_other_scripts_mean_the_same_number(world: World) -> None:
    answer = world.client().get("/tiny/things/\u0663")

    assert answer.status_code in (200, 404)
    assert answer.status_code == 404 or answer.get_json()["data"] == {"id": 3}


def test_a_form_drawn_for_another_business_is_refused(world: World) -> None:
    browser = world.client(world.bob)

    answer = browser.post("/tiny/sure", {"business": str(world.bikes.id)})

    assert answer.status_code == 409
    assert "Charlie" not in answer.text


def test_both_businesses_are_named_to_whoever_works_in_both(world: World) -> None:
    world.hire(world.bob, world.bikes, "staff")
    browser = world.client(world.bob)
    current = browser.secrets()["business"]
    others = {str(world.books.id), str(world.bikes.id)} - {current}

    answer = browser.post("/tiny/sure", {"business": others.pop()})

    assert answer.status_code == 409
    assert "Charlie" in answer.text
    assert "Alice" in answer.text


def test_get_changes_nothing_at_an_unsafe_door(world: World) -> None:
    answer = world.client(world.bob).get("/tiny/shops")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]

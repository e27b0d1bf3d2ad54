"""Who may open a profile and its tabs, and what they cost."""

from __future__ import annotations

import pytest

from tests.directory.seen import (
    HTMX,
    add,
    delete,
    soup,
    statements,
    text_of,
    url_of,
)
from tests.notes.jotted import jot
from tests.world import World

TABS = ("", "/notes", "/details", "/history")
PATHS = pytest.mark.parametrize("path", TABS)


@PATHS
def test_a_deleted_customer_is_shown_to_who_may_restore(
    world: World, path: str
) -> None:
    anna = add(world)
    delete(world, anna)

    seen = world.client(world.adam).get(url_of(anna, path))
    unseen = [
        world.client(who).get(url_of(anna, path)) for who in (world.bob, world.vera)
    ]

    page = soup(seen)
    buttons = [each.get_text().strip() for each in page.select("#profile-head .button")]
    assert buttons == ["Restore"]
    assert "Deleted" in [each.get_text() for each in page.select(".badge")]
    assert [answer.status_code for answer in unseen] == [404, 404]


@PATHS
def test_an_outsider_finds_nobody(world: World, path: str) -> None:
    anna = add(world)

    answer = world.client(world.charlie).get(url_of(anna, path))

    assert answer.status_code == 404
    assert "Anna" not in text_of(answer)


@PATHS
@pytest.mark.parametrize("unknown", ["0", "999999", "-1", "1.0", "x"])
def test_a_customer_there_is_not_is_not_found(
    world: World, unknown: str, path: str
) -> None:
    answer = world.client(world.alice).get(f"/customers/{unknown}{path}")

    assert answer.status_code == 404


@PATHS
def test_an_id_past_every_database_is_refused_in_words(world: World, path: str) -> None:
    answer = world.client(world.alice).get(f"/customers/{2**63}{path}")

    # Where the same address also takes a form, the router calls it that.
    assert answer.status_code in (404, 405)


@PATHS
def test_signed_out_leads_to_the_sign_in(world: World, path: str) -> None:
    anna = add(world)

    answer = world.client().get(url_of(anna, path))

    assert answer.location == f"/login?next=/customers/{anna}{path}"


@pytest.mark.parametrize("path", ["", "/details", "/history", "/drawer"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_addresses_take_no_other_method(
    world: World, method: str, path: str
) -> None:
    anna = add(world)
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(url_of(anna, path), data=browser.secrets())

    assert answer.status_code == 405


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
@pytest.mark.parametrize("path", [*TABS, "/drawer"])
def test_the_number_of_questions_does_not_grow(
    world: World, path: str, headers: dict[str, str]
) -> None:
    browser = world.client(world.alice)
    ids = tuple({"source": "till", "value": str(number)} for number in range(30))
    lean, rich = add(world, by=world.bob), add(world, by=world.bob, external_ids=ids)
    for customer, count in ((lean, 1), (rich, 12)):
        for number in range(count):
            jot(world, customer, text=f"note {number}", is_pinned=number % 2 == 0)
    browser.get(url_of(lean, path))

    with statements() as few:
        browser.get(url_of(lean, path), headers=headers)
    with statements() as many:
        browser.get(url_of(rich, path), headers=headers)

    assert 0 < len(few) == len(many) <= 14


def test_a_page_of_a_person_is_kept_by_no_cache_of_others(world: World) -> None:
    answer = world.client(world.bob).get(url_of(add(world)))

    assert answer.cache_control.private
    assert answer.cache_control.no_cache

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


# Where an address also takes a form, the router answers that this is none.
@pytest.mark.parametrize(
    ("path", "status"),
    [("", 404), ("/notes", 405), ("/details", 404), ("/history", 404)],
)
def test_an_id_past_every_database_is_refused_in_words(
    world: World, path: str, status: int
) -> None:
    answer = world.client(world.alice).get(f"/customers/{2**63}{path}")

    assert answer.status_code == status


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


# Who asks, and where they work, is one question of each.
QUESTIONS = [
    ("", {}, 10),
    ("/notes", {}, 7),
    ("/notes", HTMX, 4),
    ("/details", {}, 8),
    ("/history", {}, 7),
    ("/history", HTMX, 5),
    ("/drawer", HTMX, 5),
]


@pytest.mark.parametrize(("path", "headers", "count"), QUESTIONS)
def test_the_number_of_questions_is_fixed(
    world: World, path: str, headers: dict[str, str], count: int
) -> None:
    browser = world.client(world.alice)
    ids = tuple({"source": "till", "value": str(number)} for number in range(30))
    known = {
        "preferred_shop_id": world.book_shop.id,
        "assigned_staff_member_id": world.membership(world.bob).id,
    }
    lean = add(world, by=world.bob, **known)
    rich = add(world, by=world.bob, external_ids=ids, **known)
    for customer, many in ((lean, 1), (rich, 12)):
        for number in range(many):
            jot(world, customer, text=f"note {number}", is_pinned=number % 2 == 0)
    browser.get(url_of(lean, path))

    with statements() as few:
        browser.get(url_of(lean, path), headers=headers)
    with statements() as many_asked:
        browser.get(url_of(rich, path), headers=headers)

    assert [len(few), len(many_asked)] == [count, count]


def test_a_page_of_a_person_is_kept_by_no_cache_of_others(world: World) -> None:
    answer = world.client(world.bob).get(url_of(add(world)))

    assert answer.cache_control.private
    assert answer.cache_control.no_cache

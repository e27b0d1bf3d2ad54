"""The inside of the drawer: one customer beside the list."""

from __future__ import annotations

import pytest

from tests.directory.seen import HTMX, add, delete, soup, text_of, url_of
from tests.notes.jotted import jot
from tests.world import World

ROLES = {"alice": True, "adam": True, "bob": True, "vera": False}


def test_it_shows_who_they_are_and_what_is_noted(world: World) -> None:
    anna = add(world, phone="020 7946 0018", customer_type="vip", since="2020-02-29")
    jot(world, anna, text="Came by bike")
    jot(world, anna, text="Allergic to walnuts", is_pinned=True)

    answer = world.client(world.bob).get(url_of(anna, "/drawer"), headers=HTMX)

    part = soup(answer)
    roots = [each for each in part.children if getattr(each, "name", None)]
    title = part.select_one("h2#drawer-title")
    words = text_of(answer)
    assert [root["id"] for root in roots] == ["drawer-body"]
    assert title is not None
    assert title.get_text() == "Anna Müller"
    assert "C-000001 · since 29 Feb 2020" in words
    assert "Visits – Spend – Last visit –" in words
    assert words.index("Allergic to walnuts") < words.index("Came by bike")
    assert [a["href"] for a in part.select(".contacts a")] == ["tel:+442079460018"]


def test_it_can_be_closed_by_a_button_that_says_so(world: World) -> None:
    part = soup(
        world.client(world.vera).get(url_of(add(world), "/drawer"), headers=HTMX)
    )

    close = part.select_one("button[data-close]")
    assert close is not None
    assert (close["type"], close["aria-label"]) == ("button", "Close")


@pytest.mark.parametrize(("who", "may_edit"), ROLES.items())
def test_it_offers_what_the_role_may_do(world: World, who: str, may_edit: bool) -> None:
    anna = add(world)

    part = soup(
        world.client(getattr(world, who)).get(url_of(anna, "/drawer"), headers=HTMX)
    )

    links = {str(a["href"]): a.get_text().strip() for a in part.select("a.button")}
    expected = {url_of(anna): "Open full profile"}
    expected |= {url_of(anna, "/edit"): "Edit"} if may_edit else {}
    record = {url_of(anna, "/purchases/new"): "Record a purchase"}
    expected |= record if may_edit else {}
    assert links == expected
    assert bool(part.select("#note-form")) is may_edit


def test_its_notes_are_the_part_of_the_notes_page(world: World) -> None:
    anna = add(world)
    jot(world, anna)
    browser = world.client(world.vera)

    drawer = soup(browser.get(url_of(anna, "/drawer"), headers=HTMX))
    page = soup(browser.get(url_of(anna, "/notes")))

    assert str(drawer.select_one(".notes")) == str(page.select_one(".notes"))


@pytest.mark.parametrize("more", [{}, {"HX-History-Restore-Request": "true"}])
def test_whoever_asks_for_a_page_gets_the_profile(
    world: World, more: dict[str, str]
) -> None:
    anna = add(world)
    headers = HTMX | more if more else {}
    browser = world.client(world.vera)

    answer = browser.get(url_of(anna, "/drawer"), headers=headers)

    page = soup(answer)
    assert page.select_one("#profile-head") is not None
    assert page.select_one("#drawer-body") is None
    assert "HX-Request" in answer.headers["Vary"]
    current = page.select_one("nav.tabs a[aria-current]")
    assert current is not None
    assert current["href"] == url_of(anna)


def test_a_deleted_customer_is_shown_to_who_may_restore(world: World) -> None:
    anna = add(world)
    delete(world, anna)
    url = url_of(anna, "/drawer")

    seen = world.client(world.adam).get(url, headers=HTMX)
    unseen = [
        world.client(who).get(url, headers=HTMX) for who in (world.bob, world.vera)
    ]

    assert "Deleted" in text_of(seen)
    assert url_of(anna, "/edit") not in seen.text
    assert [answer.status_code for answer in unseen] == [404, 404]


def test_an_outsider_finds_nobody(world: World) -> None:
    anna = add(world)

    answer = world.client(world.charlie).get(url_of(anna, "/drawer"), headers=HTMX)

    assert answer.status_code == 404
    assert "Anna" not in answer.text

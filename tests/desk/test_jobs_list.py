"""The list of long work: ones own, or everybody's, a page at a time."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup

from tests.ground.counting import ask
from tests.world import Browser, World

HTMX = {"HX-Request": "true"}


def soup(browser: Browser, url: str, **options: Any) -> BeautifulSoup:
    answer = browser.get(url, **options)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in page.select("#jobs .row-link")]


def test_the_list_shows_ones_own_the_newest_first(world: World) -> None:
    first, second = (ask(world.actor(world.bob)) for _ in range(2))
    ask(world.actor(world.adam))

    page = soup(world.client(world.bob), "/jobs")

    links = [link["href"] for link in page.select("#jobs .row-link")]
    assert links == [f"/jobs/{second}", f"/jobs/{first}"]


def test_those_above_see_everybodys(world: World) -> None:
    for person in (world.bob, world.adam, world.charlie):
        ask(world.actor(person))

    page = soup(world.client(world.alice), "/jobs")

    text = page.select_one("#jobs").get_text()  # type: ignore[union-attr]
    assert len(titles(page)) == 2
    assert "Bob" in text
    assert "Adam" in text


def test_an_empty_list_says_what_would_stand_there(world: World) -> None:
    page = soup(world.client(world.vera), "/jobs")

    assert titles(page) == []
    assert "in the background" in page.select_one("#jobs").get_text()  # type: ignore[union-attr]


def test_the_list_has_pages_and_a_part(world: World) -> None:
    ids = [ask(world.actor(world.bob)) for _ in range(27)]
    browser = world.client(world.bob)

    first = soup(browser, "/jobs")
    further = str(first.select_one("a[rel=next]")["href"])  # type: ignore[index]
    part = browser.get(further, headers=HTMX)
    back = soup(browser, further).select_one("a[rel=prev]")

    shown = [
        link["href"]
        for link in BeautifulSoup(part.text, "html.parser").select(".row-link")
    ]
    assert len(titles(first)) == 25
    assert shown == [f"/jobs/{ids[1]}", f"/jobs/{ids[0]}"]
    assert "<!doctype" not in part.text.lower()
    assert back


def test_a_cursor_that_is_none_is_refused_in_words(world: World) -> None:
    answer = world.client(world.bob).get("/jobs?after=nonsense")

    assert answer.status_code == 422
    assert "Start from its beginning" in answer.text

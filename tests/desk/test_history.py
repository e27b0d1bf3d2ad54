"""The history of a customer: what was changed, by whom, the newest first."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.desk.changes import change
from tests.directory.seen import HTMX, add, delete, soup, text_of, url_of
from tests.world import World


def titles(page: BeautifulSoup) -> list[str]:
    """What was done, in the page's order."""
    return [each.get_text() for each in page.select(".edit-head strong")]


def test_each_change_shows_before_and_after_and_who(world: World) -> None:
    anna = add(world, town="Leeds", street="1 High Street")
    change(world, anna, 1, town="York", street="", email="anna@example.com")

    page = soup(world.client(world.vera).get(url_of(anna, "/history")))

    newest = page.select(".edit")[0]
    rows = newest.select(".changes > div")
    said = {
        " ".join(row.dt.get_text().split()): " ".join(row.dd.get_text(" ").split())
        for row in rows
        if row.dt and row.dd
    }
    assert titles(page) == ["Changed", "Added"]
    assert "Bob" in newest.get_text()
    assert said == {
        "Email": "after: anna@example.com",
        "Street": "before: 1 High Street emptied",
        "Town": "before: Leeds after: York",
    }


def test_deleting_and_restoring_are_told(world: World) -> None:
    anna = add(world)
    delete(world, anna)
    browser = world.client(world.adam)

    browser.post(url_of(anna, "/restore"))

    page = soup(browser.get(url_of(anna, "/history")))
    assert titles(page) == ["Restored", "Deleted", "Added"]
    assert [
        each.select_one("bdi").get_text() for each in page.select(".edit-head")
    ] == [  # type: ignore[union-attr]
        "Adam",
        "Alice",
        "Alice",
    ]


def test_older_changes_come_page_by_page_and_end(world: World) -> None:
    anna = add(world)
    for number in range(24):
        change(world, anna, number + 1, town=f"Town {number}")
    browser = world.client(world.vera)

    first = soup(browser.get(url_of(anna, "/history")))
    more = first.select_one(".history-foot a")
    assert more is not None
    second = soup(browser.get(str(more["href"])))

    assert len(titles(first)) == 20
    assert titles(second) == ["Changed"] * 4 + ["Added"]
    assert second.select_one(".history-foot") is None
    assert "Newest changes" in second.get_text()


def test_the_part_is_the_list_of_the_page(world: World) -> None:
    anna = add(world)
    browser = world.client(world.vera)
    url = url_of(anna, "/history")

    page, part = soup(browser.get(url)), soup(browser.get(url, headers=HTMX))

    assert part.select_one("html") is None
    assert str(part.select_one(".history")) == str(page.select_one(".history"))


def test_an_outsider_finds_no_part_either(world: World) -> None:
    anna = add(world)

    answer = world.client(world.charlie).get(url_of(anna, "/history"), headers=HTMX)

    assert answer.status_code == 404
    assert "Anna" not in answer.text


def test_a_cursor_that_is_none_is_refused(world: World) -> None:
    anna = add(world)

    answer = world.client(world.vera).get(url_of(anna, "/history?after=junk"))

    assert answer.status_code == 422


def test_what_a_person_wrote_is_shown_and_never_run(world: World) -> None:
    anna = add(world, name="<b>Anna</b>", town="<script>x</script>")

    answer = world.client(world.vera).get(url_of(anna, "/history"))

    assert "<script>x" not in answer.text
    assert "<script>x</script>" in text_of(answer)

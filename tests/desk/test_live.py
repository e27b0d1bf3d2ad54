"""Pages that follow others: nothing for nothing, the parts that changed, as drawn."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from customers.directory import service
from customers.ground import clock, work
from customers.membership.schemas import SwitchInput
from customers.membership.service import runs, switching
from tests.directory.seen import HTMX, add, soup, statements, url_of
from tests.notes.jotted import jot
from tests.world import Browser, World

LIVE = "/customers/live"
TABS = {
    "overview": ("", "overview"),
    "purchases": ("/purchases", "purchases-tab"),
    "membership": ("/membership", "membership-tab"),
    "notes": ("/notes", "note-list-{}"),
    "details": ("/details", "details"),
    "history": ("/history", "edits"),
}
# What each drawing makes anew: tokens, keys, and the page that is asked.
_NEW = re.compile(r'<input [^>]*name="(?:csrf_token|request_key|back)"[^>]*>')


@pytest.fixture
def anna(world: World) -> int:
    """A customer of Alice's."""
    return add(world, name="Anna Rowe")


def seen_by(browser: Browser, url: str) -> str:
    """What a page says that it has seen."""
    return str(soup(browser.get(url)).select_one("#live-seen")["value"])


def asks(browser: Browser, url: str, **query: Any) -> TestResponse:
    """What the page gets that asks whether anything is new."""
    return browser.get(url, query_string=query, headers=HTMX)


def parts(answer: TestResponse) -> dict[str, Tag]:
    """The parts of an answer, by the id of what each is morphed into."""
    assert answer.status_code == 200
    return {
        str(part["hx-target"]).removeprefix("#"): part
        for part in soup(answer).select("hx-partial")
    }


def switch(world: World, customer_id: int, *, is_member: bool = True) -> None:
    """Bob switches a membership."""
    values = SwitchInput(is_member=is_member, reason=None, hold_until=None)
    actor = world.actor(world.bob)
    work.run(lambda: switching.switch(customer_id, values=values, actor=actor))


def same(part: Tag | BeautifulSoup) -> str:
    """A part without what each drawing makes anew."""
    return " ".join(_NEW.sub("", str(part)).split())


def test_where_nothing_changed_the_answer_is_empty_and_two_questions(
    world: World, anna: int
) -> None:
    browser = world.client(world.vera)
    of_list, of_profile = seen_by(browser, "/customers"), seen_by(browser, url_of(anna))

    for url, seen in ((LIVE, of_list), (url_of(anna, "/live"), of_profile)):
        with statements() as asked:
            answer = asks(browser, url, seen=seen, rows=f"{anna}")

        assert (answer.status_code, answer.data) == (204, b"")
        assert "Set-Cookie" not in answer.headers
        assert len(asked) == 2
        assert len(asked[1]) < 300


def test_the_list_gets_its_cards_and_the_rows_that_changed(
    world: World, anna: int
) -> None:
    ben = add(world, name="Ben Stone")
    browser = world.client(world.bob)
    seen = seen_by(browser, "/customers")
    switch(world, anna)

    found = parts(asks(browser, LIVE, seen=seen, rows=f"{ben},{anna}"))

    assert set(found) == {"stats", f"row-{anna}", "live-seen"}
    assert "50% of all" in found["stats"].get_text()
    assert found[f"row-{anna}"]["hx-swap"] == "outerMorph"
    page = soup(browser.get("/customers"))
    for name in ("stats", f"row-{anna}"):
        assert same(found[name].select_one(f"#{name}")) == same(
            page.select_one(f"#{name}")
        )
    again = str(found["live-seen"].select_one("input")["value"])
    assert asks(browser, LIVE, seen=again, rows=f"{anna}").status_code == 204


def test_a_row_that_changed_keeps_what_the_list_says_of_it(world: World) -> None:
    today = clock.today("Europe/London")
    anna = add(world, name="Anna Rowe", birthday=today.isoformat())
    browser = world.client(world.bob)

    for query in ("birthday=soon", "q=ann", "q=zzz&birthday=today", "q=ann&sort=wrong"):
        url = f"/customers?{query}"
        page = soup(browser.get(url))
        said = {
            str(field["name"]): str(field["value"])
            for field in page.select('#results input[form="live"]')
        }
        switch(world, anna)

        found = parts(asks(browser, LIVE, **{"rows": f"{anna}", **said}))

        row = found[f"row-{anna}"].select_one("tr")
        shown = page.select_one(f"#row-{anna} .who")
        if shown is not None:
            assert said["rows"] == f"{anna}"
            assert str(row.select_one(".who")) == str(shown)
            assert ("Birthday" in str(shown)) or "<mark>Ann</mark>" in str(shown)
        else:
            assert "Anna Rowe" in row.get_text()


def test_who_was_deleted_keeps_the_row_that_says_so(world: World, anna: int) -> None:
    browser = {"adam": world.client(world.adam), "bob": world.client(world.bob)}
    seen = seen_by(browser["bob"], "/customers")
    actor = world.actor(world.alice)
    work.run(lambda: service.delete_customer(anna, actor=actor))
    said = {
        "adam": "AR Anna Rowe C-000001 Deleted",
        "bob": "– A deleted customer Deleted",
    }

    for who, text in said.items():
        asked = asks(browser[who], LIVE, seen=seen, rows=f"{anna}", open=f"{anna}")
        found = parts(asked)
        row = found[f"row-{anna}"].select_one("tr")
        assert row.get_text(" ", strip=True) == text
        assert not row.select("input, button")
        # Whoever may not see the deleted is told no name, whatever they ask for.
        assert ("Anna" in asked.get_data(as_text=True)) is (who == "adam")
        assert ("drawer-body" in found) is (who == "adam")


def test_a_page_of_one_business_gets_nothing_of_another(
    world: World, anna: int
) -> None:
    world.hire(world.bob, world.bikes, "admin")
    browser = world.client(world.bob)
    seen = seen_by(browser, "/customers")
    browser.post("/switch", {"business_id": world.bikes.id})

    answer = asks(browser, LIVE, seen=seen, rows=f"{anna}")

    assert answer.status_code == 409
    assert "belongs to Alice" in answer.get_data(as_text=True)
    assert "live-seen" not in answer.get_data(as_text=True)


def test_the_open_drawer_follows_its_customer_alone(world: World, anna: int) -> None:
    ben = add(world, name="Ben Stone")
    browser = world.client(world.bob)
    seen = seen_by(browser, "/customers")
    jot(world, anna, text="Likes red")

    found = parts(asks(browser, LIVE, seen=seen, open=f"{anna}"))
    other = parts(asks(browser, LIVE, seen=seen, open=f"{ben}"))

    assert "Likes red" in found["drawer-body"].get_text()
    assert found["drawer-body"].select_one('[name="open"]')["value"] == str(anna)
    assert "drawer-body" not in other


def test_every_tab_of_a_profile_gets_its_head_and_what_its_page_shows(
    world: World, anna: int
) -> None:
    browser = world.client(world.adam)
    seen = seen_by(browser, url_of(anna))
    switch(world, anna)
    jot(world, anna, text="Likes red")

    for tab, (path, place) in TABS.items():
        found = parts(asks(browser, url_of(anna, "/live"), seen=seen, tab=tab))

        page = soup(browser.get(url_of(anna, path)))
        names = {"profile-head", place.format(anna)}
        assert set(found) == {*names, "live-seen"}
        for name in names:
            assert same(found[name].select_one(f"#{name}")) == same(
                page.select_one(f"#{name}")
            )


def test_another_customer_is_no_news_to_a_profile(world: World, anna: int) -> None:
    ben = add(world, name="Ben Stone")
    browser = world.client(world.bob)
    seen = seen_by(browser, url_of(anna))
    switch(world, ben)

    assert asks(browser, url_of(anna, "/live"), seen=seen).status_code == 204


def test_a_run_is_news_of_everybody(world: World, anna: int) -> None:
    browser = world.client(world.bob)
    of_list, of_profile = seen_by(browser, "/customers"), seen_by(browser, url_of(anna))
    alice = world.actor(world.alice)
    told: dict[str, Any] = {"to_member": True, "reason": None, "hold_until": None}
    run = work.run(lambda: runs.preview_switch([anna], **told, actor=alice))
    work.run(lambda: runs.apply_run(run.id, actor=alice))

    rows = parts(asks(browser, LIVE, seen=of_list, rows=f"{anna}"))
    profile = asks(browser, url_of(anna, "/live"), seen=of_profile)

    assert f"row-{anna}" in rows
    assert "profile-head" in parts(profile)


def test_a_new_day_is_news(world: World, anna: int) -> None:
    browser = world.client(world.bob)
    seen = seen_by(browser, "/customers")

    with clock.set_to(clock.now() + timedelta(days=1)):
        found = parts(asks(browser, LIVE, seen=seen, rows=f"{anna}"))

    assert f"row-{anna}" in found


@pytest.mark.parametrize("seen", ["", "x", "1", "9" * 40, "0.2026-13-99", "-1.x"])
def test_whoever_says_nonsense_is_shown_all(world: World, anna: int, seen: str) -> None:
    browser = world.client(world.bob)
    # Python refuses to read a number of so many digits.
    long = "9" * 5_000
    rows = f"{anna},,x,-1,{long},²," + ",".join(["7"] * 900)

    found = parts(asks(browser, LIVE, seen=seen, rows=rows, open="x", kind="x"))

    assert set(found) == {"stats", f"row-{anna}", "live-seen"}


def test_another_business_sees_nothing_of_it(world: World, anna: int) -> None:
    charlie = world.client(world.charlie)

    found = parts(asks(charlie, LIVE, rows=f"{anna}", open=f"{anna}"))

    assert set(found) == {"stats", "live-seen"}
    assert asks(charlie, url_of(anna, "/live")).status_code == 404


def test_signed_out_is_told_and_not_led_away(world: World, anna: int) -> None:
    browser = world.client()

    for url in (LIVE, url_of(anna, "/live")):
        answer = asks(browser, url)

        assert answer.status_code == 401
        assert "HX-Redirect" not in answer.headers
        assert "You are signed out" in soup(answer).select_one(".toast").get_text()


def test_whoever_asks_for_a_page_is_led_to_it(world: World, anna: int) -> None:
    browser = world.client(world.vera)

    assert browser.get(LIVE).location == "/customers"
    assert browser.get(url_of(anna, "/live")).location == url_of(anna)
    assert browser.post(LIVE).status_code == 405
    assert browser.post(url_of(anna, "/live")).status_code == 405


def test_a_viewer_gets_no_switch_and_no_box(world: World, anna: int) -> None:
    browser = world.client(world.vera)

    found = parts(asks(browser, LIVE, rows=f"{anna}", open=f"{anna}"))

    assert not found[f"row-{anna}"].select("form, button, input")
    assert not found["drawer-body"].select("form")

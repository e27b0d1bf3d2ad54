"""Live search as it is typed: over a slow line, with filters, and where nobody is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import expect, hold_the_clock
from tests.browser.crowd import OF_CROWD

WATCH_SHIFTS = """window.shifted = 0; new PerformanceObserver((list) => list
    .getEntries().forEach((entry) => { window.shifted += entry.value; }))
    .observe({type: "layout-shift", buffered: true});"""


def searches(page: Any) -> list[str]:
    """What the page asks for by htmx from now on, in order."""
    asked: list[str] = []

    def note(request: Any) -> None:
        if request.headers.get("hx-request") and "/customers?" in request.url:
            asked.append(parse_qs(urlsplit(request.url).query).get("q", [""])[0])

    page.on("request", note)
    return asked


def shown(page: Any) -> Any:
    """The names in the list."""
    return page.locator("#results .row-link")


def test_typing_fast_over_a_slow_line_shows_the_last_answer_and_asks_once_each(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", is_new=True)
    hold_the_clock(page)
    asked = searches(page)
    field = page.get_by_role("searchbox", name="Search customers")
    client = page.context.new_cdp_session(page)
    client.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": -1}
        | {"uploadThroughput": -1},
    )

    field.press_sequentially("quokka")
    with page.expect_request(re.compile(r"q=quokka(&|$)")):
        page.clock.run_for(250)
    field.press_sequentially("07")
    page.clock.run_for(250)
    page.clock.resume()
    expect(shown(page)).to_have_text(["Quokka07 Warden"])

    page.wait_for_timeout(900)
    expect(shown(page)).to_have_text(["Quokka07 Warden"])
    expect(field).to_be_focused()
    expect(field).to_have_value("quokka07")
    assert asked == ["quokka", "quokka07"]
    assert parse_qs(urlsplit(page.url).query) == {"q": ["quokka07"]}


def test_an_older_answer_that_comes_late_changes_nothing(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    held: list[Any] = []
    page.route(re.compile(r"q=quokka1(&|$)"), lambda route: held.append(route))
    field = page.get_by_role("searchbox", name="Search customers")

    with page.expect_request(re.compile(r"q=quokka1(&|$)")):
        field.fill("quokka1")
    field.fill("quokka23")
    expect(shown(page)).to_have_text(["Quokka23 Warden"])
    for route in held:
        # The browser has given it up; whatever comes now is nobody's.
        route.abort()

    page.wait_for_timeout(300)
    expect(shown(page)).to_have_text(["Quokka23 Warden"])
    assert len(held) == 1


def test_the_caret_stays_where_it_was(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    field = page.get_by_role("searchbox", name="Search customers")
    field.fill("quokk07")
    field.evaluate("(input) => input.setSelectionRange(5, 5)")

    field.press("a")
    expect(shown(page)).to_have_text(["Quokka07 Warden"])

    assert field.evaluate("(input) => input.selectionStart") == 6
    expect(field).to_be_focused()


def test_enter_after_typing_asks_once(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", is_new=True)
    hold_the_clock(page)
    asked = searches(page)
    field = page.get_by_role("searchbox", name="Search customers")

    field.press_sequentially("quokka11")
    field.press("Enter")
    field.press("Enter")
    page.clock.resume()
    expect(shown(page)).to_have_text(["Quokka11 Warden"])

    page.wait_for_timeout(400)
    assert asked == ["quokka11"]


def test_how_many_were_found_is_said(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    told = page.locator("#results-said")

    page.get_by_role("searchbox").fill("quokka0")
    expect(told).to_have_text("10 customers")
    page.get_by_role("searchbox").fill("quokka0zzz")

    expect(told).to_have_attribute("role", "status")
    expect(told).to_have_text("0 customers")
    expect(page.get_by_role("link", name="Add a customer of this name")).to_be_visible()


def test_filters_join_the_search_and_are_counted(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")

    page.get_by_role("searchbox").fill("warden")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Status").select_option("inactive")
    expect(page.get_by_text("No match for “warden”")).to_be_visible()
    expect(page.locator("#filters-count")).to_have_text("1")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("link", name="Remove the filter Status: Inactive").click()

    expect(shown(page).first).to_contain_text("Warden")
    expect(page.locator("#filters-count")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_have_value("warden")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["warden"]}
    expect(page.locator("#filter-status")).to_have_value("")


def test_back_takes_away_what_a_link_asked_for(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.get_by_role("link", name="Customer", exact=True).click()
    page.wait_for_url("**/customers?sort=name")
    expect(page.locator("#sort")).to_have_value("name")

    page.go_back()
    page.wait_for_url("**/customers")

    expect(page.locator("th[aria-sort]")).to_have_text("Since")
    expect(page.locator("#sort")).to_have_value("")


def test_a_search_keeps_the_sort_for_afterwards(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.get_by_label("Sort by").select_option("name")
    expect(page.locator("th[aria-sort]")).to_have_text("Customer")

    page.get_by_role("searchbox").fill("warden")
    expect(page.locator("th[aria-sort]")).to_have_count(0)
    expect(page.locator("#sort")).to_be_disabled()
    page.get_by_role("searchbox").fill("")

    expect(page.locator("th[aria-sort]")).to_have_text("Customer")
    assert parse_qs(urlsplit(page.url).query) == {"sort": ["name"]}


def test_a_page_further_begins_at_its_top(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", viewport={"width": 1280, "height": 600})
    page.goto(OF_CROWD)
    expect(shown(page)).to_have_count(25)

    page.get_by_role("link", name="Next").click()
    expect(shown(page)).to_have_count(5)

    expect(page.locator("#results")).to_be_focused()
    assert page.evaluate("scrollY") == 0
    page.go_back()
    expect(shown(page)).to_have_count(25)


def test_a_search_does_not_shift_what_stays(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", is_new=True)
    page.add_init_script(WATCH_SHIFTS)
    page.goto("/customers")

    page.get_by_role("searchbox").press_sequentially("quokka1", delay=120)
    expect(shown(page)).to_have_count(10)
    page.wait_for_timeout(700)

    assert page.evaluate("window.shifted") == 0


def test_a_line_that_is_dead_is_said_and_loses_nothing(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.route(re.compile(r"/customers\?"), lambda route: route.abort())

    page.get_by_role("searchbox").fill("quokka")

    expect(page.locator("#toasts")).to_contain_text("cannot be reached")
    expect(page.get_by_role("searchbox")).to_have_value("quokka")
    page.heard.clear()


@pytest.mark.parametrize("typed", ["warden", ""])
def test_without_scripts_a_button_searches(
    signed_in: Callable[..., Any], crowd: list[int], typed: str
) -> None:
    page = signed_in("bob", java_script_enabled=False)

    page.get_by_role("searchbox").fill(typed)
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("searchbox")).to_have_value(typed)
    expect(shown(page)).to_have_count(25)

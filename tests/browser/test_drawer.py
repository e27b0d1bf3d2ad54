"""The drawer: opened beside the list, with an address of its own, and left again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import check_accessibility, expect, stands_still
from tests.browser.crowd import NAMES, OF_CROWD
from tests.browser.test_search import WATCH_SHIFTS

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def opened(page: Any) -> str | None:
    """Which customer the address says is open."""
    return parse_qs(urlsplit(page.url).query).get("open", [None])[0]


def drawer_of(page: Any, name: str) -> Any:
    """The drawer, once it shows this customer."""
    drawer = page.locator("dialog#drawer")
    expect(drawer.get_by_role("heading", name=name)).to_be_visible()
    return drawer


def row(page: Any, customer_id: int) -> Any:
    """The link that is a customer's row."""
    return page.locator(f"#customer-{customer_id}")


def test_a_row_opens_beside_the_list_and_escape_returns_to_it(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)

    row(page, crowd[3]).click()
    drawer = drawer_of(page, NAMES[3])
    expect(drawer.get_by_role("button", name="Close")).to_be_focused()
    assert opened(page) == str(crowd[3])
    page.keyboard.press("Escape")

    expect(drawer).to_be_hidden()
    page.wait_for_url(f"**{OF_CROWD}")
    expect(row(page, crowd[3])).to_be_focused()


def test_back_closes_and_forward_opens_again_without_a_new_page(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    page.evaluate("window.stillHere = true")
    row(page, crowd[5]).click()
    drawer = drawer_of(page, NAMES[5])

    page.go_back()
    expect(drawer).to_be_hidden()
    expect(row(page, crowd[5])).to_be_focused()
    page.go_forward()
    drawer_of(page, NAMES[5])
    page.go_back()
    expect(drawer).to_be_hidden()

    assert page.evaluate("window.stillHere")


def test_it_keeps_what_was_searched_for_live(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.evaluate("window.stillHere = true")
    page.get_by_role("searchbox").fill("quokka1")
    expect(page.locator("#results .row-link")).to_have_count(10)

    row(page, crowd[12]).click()
    drawer = drawer_of(page, NAMES[12])
    assert parse_qs(urlsplit(page.url).query)["q"] == ["quokka1"]
    page.go_back()

    expect(drawer).to_be_hidden()
    expect(page.locator("#results .row-link")).to_have_count(10)
    assert page.evaluate("window.stillHere")
    assert page.url.endswith("/customers?q=quokka1")


def test_its_address_opens_list_and_drawer(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")

    page.goto(f"{OF_CROWD}&open={crowd[2]}")
    drawer = drawer_of(page, NAMES[2])
    drawer.get_by_role("button", name="Close").click()

    expect(drawer).to_be_hidden()
    assert opened(page) is None
    expect(page.locator("#results .row-link")).to_have_count(25)


def test_a_press_beside_it_closes_it(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    row(page, crowd[4]).click()
    drawer = drawer_of(page, NAMES[4])

    page.mouse.click(200, 400)

    expect(drawer).to_be_hidden()
    page.wait_for_url(f"**{OF_CROWD}")
    expect(row(page, crowd[4])).to_be_focused()


def test_rows_open_one_after_the_other(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)

    for number in (3, 4, 3):
        row(page, crowd[number]).click()
        drawer = drawer_of(page, NAMES[number])
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        page.wait_for_url(f"**{OF_CROWD}")


@pytest.mark.parametrize("modifier", ["Control", "Shift"])
def test_other_presses_do_what_links_do(
    signed_in: Callable[..., Any], crowd: list[int], modifier: str
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)

    with page.context.expect_page() as other:
        row(page, crowd[3]).click(modifiers=[modifier])

    assert urlsplit(other.value.url).path == f"/customers/{crowd[3]}"
    expect(page.locator("dialog#drawer")).to_be_hidden()


def test_without_scripts_a_row_leads_to_the_profile(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", java_script_enabled=False)
    page.goto(OF_CROWD)

    row(page, crowd[3]).click()

    page.wait_for_url(f"**/customers/{crowd[3]}")
    expect(page.get_by_role("heading", name=NAMES[3])).to_be_visible()


def test_somebody_who_is_gone_is_said_and_the_list_stays(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")

    page.goto(f"{OF_CROWD}&open=999999999")

    expect(page.locator("#toasts .toast")).to_be_visible()
    expect(page.locator("dialog#drawer")).to_be_hidden()
    assert opened(page) is None
    page.expects("404")


def test_toasts_are_within_reach_above_it_and_back_on_the_page_afterwards(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    row(page, crowd[3]).click()
    drawer = drawer_of(page, NAMES[3])

    expect(drawer.locator("#toasts")).to_have_count(1)
    page.keyboard.press("Escape")

    expect(page.locator("body > #toasts")).to_have_count(1)


def test_the_full_profile_is_one_press_away_and_back_returns(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    row(page, crowd[3]).click()

    drawer_of(page, NAMES[3]).get_by_role("link", name="Open full profile").click()
    page.wait_for_url(f"**/customers/{crowd[3]}")
    page.go_back()

    drawer_of(page, NAMES[3])


def test_nothing_shifts_when_it_opens_and_closes(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", is_new=True)
    page.add_init_script(WATCH_SHIFTS)
    page.goto(OF_CROWD)

    row(page, crowd[3]).click()
    drawer = drawer_of(page, NAMES[3])
    page.wait_for_timeout(700)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.wait_for_timeout(300)

    assert page.evaluate("window.shifted") == 0


@THEMES
def test_it_is_accessible_and_fits_a_phone(
    signed_in: Callable[..., Any], crowd: list[int], theme: str
) -> None:
    size = {"width": 390, "height": 800}
    page = signed_in("bob", color_scheme=theme, viewport=size)
    page.goto(OF_CROWD)

    row(page, crowd[3]).click()
    drawer = drawer_of(page, NAMES[3])

    stands_still(page)
    assert drawer.bounding_box() == {"x": 0, "y": 0, **size}
    check_accessibility(page)


def test_the_part_is_asked_for_once(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    asked: list[str] = []
    pattern = re.compile(r"/customers/\d+/drawer")
    page.on("request", lambda r: asked.append(r.url) if pattern.search(r.url) else None)

    row(page, crowd[3]).dblclick()
    drawer_of(page, NAMES[3])

    page.wait_for_timeout(300)
    assert len(asked) == 1

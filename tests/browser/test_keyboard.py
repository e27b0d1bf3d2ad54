"""The list by keys alone, and how to do without them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import check_accessibility, expect
from tests.browser.crowd import NAMES, OF_CROWD

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def rows(page: Any) -> Any:
    """The links that are the rows."""
    return page.locator("#results .row-link")


def test_slash_goes_to_the_search_and_types_nothing(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")

    page.keyboard.press("/")

    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")


def test_j_k_and_the_arrows_walk_the_rows_and_enter_opens(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)

    page.keyboard.press("j")
    expect(rows(page).nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(rows(page).nth(2)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    expect(rows(page).nth(0)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("dialog#drawer").get_by_role("heading").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(rows(page).nth(0)).to_be_focused()


def test_from_the_search_down_to_the_rows_and_up_again(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")

    page.keyboard.press("/")
    page.keyboard.type("quokka07")
    expect(rows(page)).to_have_text([NAMES[7]])
    page.keyboard.press("ArrowDown")
    expect(rows(page).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_escape_empties_the_search_and_stays_there(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.get_by_role("searchbox").fill("quokka07")
    expect(rows(page)).to_have_text([NAMES[7]])

    page.keyboard.press("Escape")

    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(rows(page).nth(10)).to_be_visible()
    assert page.url.endswith("/customers")


def test_the_focus_stays_on_what_a_swap_leaves_and_else_on_the_list(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    sort = page.locator("#filters-count")
    expect(sort).to_be_hidden()
    page.goto("/customers?sort=name")
    head = page.locator("#sort-customer")

    head.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers?sort=name-desc")
    expect(head).to_be_focused()
    page.goto("/customers?type=vip&sort=name")
    page.locator("#chip-1").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers?sort=name")

    expect(page.locator("#results")).to_be_focused()


def test_n_adds_a_customer_unless_one_may_not(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    viewer = signed_in("vera")
    viewer.keyboard.press("n")
    page = signed_in("bob")
    page.keyboard.press("n")

    page.wait_for_url("**/customers/new")
    assert viewer.url.endswith("/customers")


def test_keys_are_letters_where_something_is_typed(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    name = page.get_by_role("textbox", name="Name", exact=True)

    name.focus()
    page.keyboard.type("/njk?")

    expect(name).to_have_value("/njk?")
    assert page.url.endswith("/customers/new")


@THEMES
def test_a_question_mark_lists_the_keys(
    signed_in: Callable[..., Any], theme: str
) -> None:
    page = signed_in("bob", color_scheme=theme)

    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    check_accessibility(page)
    page.keyboard.press("n")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    assert page.url.endswith("/customers")


def test_the_button_lists_them_too(signed_in: Callable[..., Any]) -> None:
    page = signed_in("bob", viewport={"width": 1280, "height": 800})

    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    dialog.get_by_role("button", name="Close").click()

    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()


def test_keys_can_be_turned_off_and_it_is_kept(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", viewport={"width": 1280, "height": 800})
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Shortcuts of one letter or sign are on").uncheck()
    page.reload()

    for key in ("j", "/", "n", "?"):
        page.keyboard.press(key)

    assert page.url.endswith("/customers")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")


def test_chords_are_left_to_the_browser(signed_in: Callable[..., Any]) -> None:
    page = signed_in("bob")

    for chord in ("Control+j", "Alt+n", "Control+/"):
        page.keyboard.press(chord)

    assert page.url.endswith("/customers")
    expect(page.get_by_role("searchbox")).not_to_be_focused()

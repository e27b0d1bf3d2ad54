"""The list as a whole: choosing rows, changing many, every width, both themes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import check_accessibility, expect, stands_still
from tests.browser.crowd import NAMES, OF_CROWD, SIZE, add

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
WIDTHS = (320, 360, 390, 480, 640, 768, 820, 1024, 1280, 1440)


def box(page: Any, name: str) -> Any:
    """The checkbox of a row."""
    return page.get_by_role("checkbox", name=name)


def change(page: Any, what: str) -> None:
    """Ask for a change of those chosen, and confirm it."""
    page.get_by_label("What to change").select_option(what)
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Change", exact=True).click()


@SCRIPTS
def test_rows_are_chosen_and_changed(
    signed_in: Callable[..., Any], crowd: list[int], scripts: bool
) -> None:
    page = signed_in("bob", java_script_enabled=scripts)
    page.goto(OF_CROWD)

    box(page, NAMES[1]).check()
    box(page, NAMES[2]).check()
    change(page, "customer_type:wholesale" if scripts else "customer_type:vip")

    kind = "Wholesale" if scripts else "VIP"
    expect(page.locator("#toasts")).to_contain_text(f"2 customers are {kind} now.")
    expect(page.locator("tr", has_text=NAMES[2])).to_contain_text(kind)
    expect(page.locator("tr", has_text=NAMES[3])).not_to_contain_text(kind)
    assert page.url.endswith(OF_CROWD)


def test_the_bar_comes_with_the_first_choice_and_counts(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    bar, count = page.locator("#bulk"), page.locator("#bulk-count")
    every = page.get_by_role("checkbox", name="Choose all on this page")
    expect(bar).to_be_hidden()

    box(page, NAMES[1]).check()
    expect(count).to_have_text("1 chosen")
    every.check()
    expect(count).to_have_text("25 chosen")
    expect(box(page, NAMES[9])).to_be_checked()
    box(page, NAMES[9]).uncheck()
    expect(count).to_have_text("24 chosen")
    expect(every).not_to_be_checked()
    page.get_by_role("button", name="Choose nobody").click()

    expect(bar).to_be_hidden()
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator("#results input:checked")).to_have_count(0)


def test_the_whole_list_can_be_chosen(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)

    box(page, NAMES[1]).check()
    page.get_by_label(f"All {SIZE} of this list").check()
    expect(page.locator("#bulk-count")).to_have_text("All chosen")
    page.get_by_label("What to change").select_option("status:active")
    page.get_by_role("button", name="Apply").click()

    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text(f"Set the status of {SIZE} customers to Active?")
    page.get_by_role("link", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Apply")).to_be_focused()


def test_a_search_begins_to_choose_anew(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    box(page, NAMES[1]).check()

    page.get_by_role("searchbox").fill("quokka05")
    expect(page.locator("#results .row-link")).to_have_text([NAMES[5]])
    expect(page.locator("#bulk")).to_be_hidden()
    box(page, NAMES[5]).check()

    expect(page.locator("#bulk-count")).to_have_text("1 chosen")
    expect(page.locator("#bulk-all")).to_be_hidden()


def test_choosing_a_row_opens_nothing(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    cell = page.locator("td.col-check").first.bounding_box()

    page.mouse.click(cell["x"] + cell["width"] / 2, cell["y"] + 4)

    expect(page.locator("#results input:checked")).to_have_count(1)
    expect(page.locator("dialog#drawer")).to_be_hidden()


def test_what_is_pressed_is_44_pixels_at_least(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", viewport={"width": 390, "height": 844})
    page.goto(f"{OF_CROWD}&status=active")
    box(page, NAMES[1]).check()

    small = page.locator(
        ".list-card :is(a:not(.row-link), button, .tick, select, tr:has(.row-link)),"
        " .list-card input:not([type=checkbox], [type=hidden])"
    ).evaluate_all(
        """(all) => all.map((each) => [each, each.getBoundingClientRect()])
        .filter(([each, {width, height}]) => width && (width < 44 || height < 44))
        .map(([each, {width, height}]) => `${each.outerHTML} ${width} ${height}`)"""
    )
    assert small == []


@THEMES
@pytest.mark.parametrize("width", [390, 1440])
def test_the_list_in_use_is_accessible(
    signed_in: Callable[..., Any], crowd: list[int], theme: str, width: int
) -> None:
    # So high that what stays in place covers nothing.
    size = {"width": width, "height": 2600}
    page = signed_in("bob", color_scheme=theme, viewport=size)

    page.goto(f"{OF_CROWD}&status=active")
    box(page, NAMES[1]).check()
    check_accessibility(page)
    page.get_by_role("button", name="Filters").click()
    check_accessibility(page)
    page.keyboard.press("Escape")
    page.goto("/customers?q=nobodylikethis")
    check_accessibility(page)
    page.goto("/customers?type=king")
    check_accessibility(page)
    page.expects("422")


def test_the_list_never_scrolls_sideways(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    add(page, name="W" * 150, email=f"{'w' * 60}@{'w' * 60}.example.com")
    wide = []

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for path in ("/customers?size=50", f"{OF_CROWD}&type=walk_in&status=active"):
            page.goto(path)
            page.locator("td.col-check .tick").first.click()
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((width, path))

    assert wide == []


def test_the_filters_fit_every_width(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    outside = []

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        page.goto("/customers")
        page.get_by_role("button", name="Filters").click()
        sheet = page.locator("#filters")
        expect(sheet).to_be_visible()
        stands_still(page)
        place = sheet.bounding_box()
        if place["x"] < 0 or place["x"] + place["width"] > width:
            outside.append((width, place))

    assert outside == []


def test_the_list_reads_from_right_to_left(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob", viewport={"width": 820, "height": 800})
    page.goto(OF_CROWD)
    page.evaluate("document.documentElement.dir = 'rtl'")

    page.locator(".row-link").first.click()
    drawer = page.locator("dialog#drawer")
    expect(drawer.get_by_role("heading").first).to_be_visible()
    stands_still(page)

    assert drawer.bounding_box()["x"] == 0
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_the_printed_list_has_no_tools(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)

    page.emulate_media(media="print")

    expect(page.locator("#list-form")).to_be_hidden()
    expect(page.locator(".list-foot")).to_be_hidden()
    expect(page.locator(".col-check").first).to_be_hidden()
    expect(page.locator(".row-link").first).to_be_visible()


def test_a_viewer_reads_the_list_and_chooses_nobody(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("vera")
    page.goto(OF_CROWD)

    expect(page.locator("#results .row-link")).to_have_count(25)
    expect(page.locator("#results input:visible")).to_have_count(0)
    expect(page.locator("#bulk")).to_have_count(0)

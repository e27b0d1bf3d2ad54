"""Every page: accessible in both themes, never wider than the window, within budget."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import (
    check_accessibility,
    expect,
    name_field,
    too_narrow,
)

SIGNED_IN = [
    "/",
    "/dashboard/membership",
    "/dashboard/insights",
    "/customers",
    "/customers?birthday=soon",
    "/customers/export",
    "/sales",
    "/sales/export",
    "/import",
    "/jobs",
    "/customers/new",
    "/customers/deleted",
    "/account",
    "/settings/business",
    "/settings/shops",
    "/settings/shops/new",
    "/settings/sales",
    "/settings/products",
    "/settings/products/new",
    "/settings/staff",
    "/settings/membership",
    "/membership",
    "/membership/history",
    "/membership/changes",
    "/membership/changes/export",
    "/nothing/here",
]
SIGNED_OUT = ["/login", "/invitation/none"]
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
KIB = 1024


@THEMES
def test_every_page_is_accessible(
    signed_in: Callable[..., Any], crowd: list[int], theme: str
) -> None:
    page = signed_in("alice", color_scheme=theme)

    for path in SIGNED_IN:
        page.goto(path)
        check_accessibility(page)

    page.expects("404")


@THEMES
def test_every_signed_out_page_is_accessible(
    open_page: Callable[..., Any], theme: str
) -> None:
    page = open_page(color_scheme=theme)

    for path in SIGNED_OUT:
        page.goto(path)
        check_accessibility(page)

    page.expects("404")


@THEMES
def test_a_profile_and_its_forms_are_accessible(
    signed_in: Callable[..., Any], theme: str
) -> None:
    page = signed_in("alice", color_scheme=theme)
    page.goto("/customers/new")
    name_field(page).fill(f"Profile in {theme}")
    page.get_by_role("button", name="Add customer").click()
    page.wait_for_selector("h1:has-text('Profile in')")

    check_accessibility(page)
    page.get_by_role("link", name="Delete").click()
    page.wait_for_selector("dialog[open]")
    check_accessibility(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Edit").click()
    check_accessibility(page)


@THEMES
def test_the_pages_of_one_shop_and_one_staff_member_are_accessible(
    signed_in: Callable[..., Any], theme: str
) -> None:
    page = signed_in("alice", color_scheme=theme)

    page.goto("/settings/shops")
    page.locator("main a[href$='/edit']").first.click()
    page.wait_for_url("**/edit")
    check_accessibility(page)
    page.goto("/settings/staff")
    remove = page.get_by_role("link", name="Remove Vera").get_attribute("href")
    page.goto(remove)
    check_accessibility(page)


@THEMES
def test_an_edit_that_meets_another_is_accessible(
    signed_in: Callable[..., Any], theme: str
) -> None:
    one = signed_in("alice", color_scheme=theme)
    one.goto("/customers/new")
    name_field(one).fill(f"Edited twice in {theme}")
    one.get_by_role("button", name="Add customer").click()
    one.get_by_role("link", name="Edit").click()
    one.wait_for_url("**/edit")
    other = signed_in("bob", color_scheme=theme)
    other.goto(one.url)
    other.get_by_label("Town").fill("Leeds")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Leeds").first).to_be_visible()

    one.get_by_label("Town").fill("York")
    one.get_by_role("button", name="Save").click()

    expect(one.get_by_text("Somebody changed this customer")).to_be_visible()
    expect(one.get_by_text("Now kept: Leeds, by Bob")).to_be_visible()
    check_accessibility(one)
    one.expects("409")


def test_no_page_scrolls_sideways(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("alice")

    wide = []
    for path in SIGNED_IN:
        page.goto(path)
        wide += [(path, width) for width in too_narrow(page)]

    page.expects("404")
    assert wide == []


def test_the_first_load_keeps_to_its_budget(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("alice", is_new=True)
    sizes: dict[str, int] = {}
    page.on(
        "response",
        lambda answer: sizes.update(
            {answer.url: len(gzip.compress(answer.body(), 6, mtime=0))}
        ),
    )

    page.goto("/customers")
    page.wait_for_load_state("networkidle")

    scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))
    styles = sum(size for url, size in sizes.items() if url.endswith(".css"))
    assert len(sizes) <= 8
    assert sum(sizes.values()) <= 45 * KIB
    assert scripts <= 20 * KIB
    assert styles <= 12 * KIB


def test_the_list_does_not_shift_while_it_loads(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("alice", is_new=True)
    page.add_init_script(
        """window.shifted = 0; new PerformanceObserver((list) => list.getEntries()
        .forEach((entry) => { window.shifted += entry.value; }))
        .observe({type: "layout-shift", buffered: true});"""
    )

    page.goto("/customers")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.shifted") == 0


def test_paper_is_white_with_black_words_and_nothing_to_press(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("alice", color_scheme="dark")

    page.emulate_media(media="print")
    for path in (f"/customers/{crowd[0]}", "/membership", "/customers"):
        page.goto(path)
        colours = page.evaluate(
            """(({color, backgroundColor}) => [color, backgroundColor])(
            getComputedStyle(document.documentElement))"""
        )

        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(
            page.locator(".nav, .topbar, .button").filter(visible=True)
        ).to_have_count(0)


def test_nothing_moves_for_whom_movement_is_too_much(
    signed_in: Callable[..., Any],
) -> None:
    opened = """() => { document.querySelector("#dialog").showModal();
        return document.getAnimations().length; }"""

    moving = signed_in("alice").evaluate(opened)
    still = signed_in("alice", reduced_motion="reduce").evaluate(opened)

    assert moving == 1
    assert still == 0

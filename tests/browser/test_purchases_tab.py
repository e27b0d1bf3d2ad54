"""Purchases of a customer in a browser: recorded by keyboard, undone, filtered."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import check_accessibility, expect, name_field

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def somebody(page: Any) -> str:
    """Add a customer and give the address of their purchases."""
    page.goto("/customers/new")
    name_field(page).fill(f"Anna {secrets.token_hex(3)}")
    page.get_by_role("button", name="Add customer").click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    return f"{page.url}/purchases"


def pay(page: Any, url: str, amount: str) -> None:
    """Record a purchase of an amount."""
    page.goto(f"{url}/new")
    page.get_by_label("Amount paid").fill(amount)
    page.locator(".form-foot").get_by_role("button", name="Record purchase").click()
    page.wait_for_url(url)


@SCRIPTS
def test_a_purchase_is_recorded_by_keyboard_and_undone(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("bob", java_script_enabled=scripts)
    url = somebody(page)
    page.goto(url)

    page.get_by_role("link", name="Record a purchase").press("Enter")
    page.wait_for_url(f"{url}/new")
    # A browser gives the focus with the first picture, which may be after the load.
    expect(page.get_by_label("Amount paid")).to_be_focused()
    page.keyboard.type("12.50")
    page.keyboard.press("Enter")
    page.wait_for_url(url)
    expect(page.locator(".sale-total")).to_have_text("£12.50")
    expect(page.locator(".tiles")).to_contain_text("£12.50")
    toasts = page.locator("#toasts")
    expect(toasts).to_contain_text("The purchase was recorded.")
    toasts.get_by_role("button", name="Undo").click()

    expect(page.locator("#toasts")).to_contain_text("Undone")
    expect(page).to_have_url(re.compile(f"{url}$"))
    expect(page.locator(".sales .badge")).to_have_text("Undone")


@SCRIPTS
def test_lines_are_added_one_by_one(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("bob", java_script_enabled=scripts)
    url = somebody(page)
    page.goto(f"{url}/new")
    # The other way of this test records one too.
    reference = f"R-{secrets.token_hex(3)}"
    page.get_by_label("Reference").fill(reference)

    for what, price in (("Tea", "2.50"), ("Bun", "1.25")):
        page.get_by_role("button", name="Add a line").click()
        expect(page.get_by_label("What", exact=True).last).to_be_focused()
        page.get_by_label("What", exact=True).last.fill(what)
        page.get_by_label("Price of one").last.fill(price)
    expect(page.get_by_label("Reference")).to_have_value(reference)
    page.get_by_label("Quantity").first.fill("2")
    page.get_by_label("Price of one").last.press("Enter")

    page.wait_for_url(url)
    expect(page.locator(".sale-total")).to_have_text("£6.25")
    expect(page.locator(".sale-lines > li")).to_have_count(2)
    expect(page.locator(".sale-facts")).to_contain_text(reference)


def test_a_refused_form_says_why_and_takes_the_focus(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    page.goto(f"{somebody(page)}/new")

    page.get_by_label("Amount paid").fill("ten")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Write a number, such as 12.50.")).to_be_visible()
    expect(page.get_by_label("Amount paid")).to_be_focused()
    expect(page.get_by_label("Amount paid")).to_have_value("ten")
    page.expects("422")


def test_a_filter_swaps_the_list_and_stands_in_the_address(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    url = somebody(page)
    pay(page, url, "5")

    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Kind").select_option("refund")

    expect(page.get_by_text("Nothing fits this filter.")).to_be_visible()
    assert "kind=refund" in page.url
    page.reload()
    expect(page.get_by_text("Nothing fits this filter.")).to_be_visible()
    expect(page.get_by_label("Kind")).to_have_value("refund")
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".sale-total")).to_have_text("£5.00")


@THEMES
def test_the_tab_and_its_form_are_accessible(
    signed_in: Callable[..., Any], theme: str
) -> None:
    page = signed_in("bob", color_scheme=theme)
    url = somebody(page)
    pay(page, url, "1,250")

    check_accessibility(page)
    page.get_by_text("Show table").click()
    expect(page.locator("table.plain")).to_be_visible()
    page.get_by_text("Filter", exact=True).click()
    check_accessibility(page)
    page.goto(f"{url}/new")
    page.get_by_role("button", name="Add a line").click()
    expect(page.get_by_label("What", exact=True)).to_be_visible()
    check_accessibility(page)


@pytest.mark.parametrize("width", [320, 820, 1440])
def test_neither_scrolls_sideways(signed_in: Callable[..., Any], width: int) -> None:
    page = signed_in("bob", viewport={"width": width, "height": 800})
    url = somebody(page)
    pay(page, url, "98765432")

    for path in (url, f"{url}/new", "/customers"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

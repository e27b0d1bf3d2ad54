"""The profile in a browser: tabs, the way back to the list, both themes, all widths."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import (
    check_accessibility,
    expect,
    name_field,
    too_narrow,
)

TABS = ("", "/notes", "/details", "/history")
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def add(page: Any, **fields: str) -> str:
    """Add a customer by the form and give the address of their profile."""
    page.goto("/customers/new")
    name_field(page).fill(fields.pop("name", f"Anna {secrets.token_hex(3)}"))
    for label, value in fields.items():
        page.get_by_label(label.title(), exact=True).fill(value)
    page.get_by_role("button", name="Add customer").click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    return str(page.url)


@THEMES
def test_every_tab_is_accessible(signed_in: Callable[..., Any], theme: str) -> None:
    page = signed_in("alice", color_scheme=theme)
    url = add(page, phone="020 7946 0018", email="anna@example.com", town="Leeds")
    page.goto(f"{url}/notes")
    page.get_by_label("New note").fill("Allergic to walnuts")
    page.get_by_label("Pin", exact=True).check()
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".note-list")).to_contain_text("Allergic to walnuts")

    for tab in TABS:
        page.goto(url + tab)
        check_accessibility(page)


@THEMES
def test_the_inside_of_the_drawer_is_accessible(
    signed_in: Callable[..., Any], theme: str
) -> None:
    page = signed_in("alice", color_scheme=theme)
    url = add(page, phone="020 7946 0018")

    page.goto(f"/customers?open={url.rpartition('/')[2]}")

    expect(page.locator("#drawer-title")).to_be_visible()
    check_accessibility(page)


def test_back_and_forward_walk_the_tabs(signed_in: Callable[..., Any]) -> None:
    page = signed_in("vera")
    bob = signed_in("bob")
    url = add(bob)
    page.goto(url)
    tabs = page.get_by_role("navigation", name="Profile")

    tabs.get_by_role("link", name="Notes").click()
    page.wait_for_url(f"{url}/notes")
    tabs.get_by_role("link", name="History").click()
    page.wait_for_url(f"{url}/history")
    page.go_back()
    expect(tabs.locator("[aria-current]")).to_contain_text("Notes")
    page.go_back()
    expect(tabs.locator("[aria-current]")).to_have_text("Overview")
    page.go_forward()

    expect(tabs.locator("[aria-current]")).to_contain_text("Notes")
    assert page.url == f"{url}/notes"


def test_the_way_back_leads_to_the_list_as_it_was(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    url = add(page)
    page.goto("/customers?status=active&size=50")

    page.goto(url)
    page.get_by_role("link", name="Details").first.click()
    page.wait_for_url("**/details")
    page.locator("a.back").click()

    page.wait_for_url(re.compile(r"/customers\?"))
    assert "status=active" in page.url
    assert "size=50" in page.url


def test_older_changes_are_added_below(signed_in: Callable[..., Any]) -> None:
    page = signed_in("alice")
    url = add(page)
    for number in range(21):
        page.goto(f"{url}/edit")
        page.get_by_label("Town").fill(f"Town {number}")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(url)
    page.goto(f"{url}/history")
    expect(page.locator(".edit")).to_have_count(20)

    page.get_by_role("link", name="Older changes").click()

    expect(page.locator(".edit")).to_have_count(22)
    expect(page.get_by_text("Added", exact=True)).to_be_visible()
    assert page.evaluate("document.activeElement !== document.body")


def test_no_tab_scrolls_sideways(signed_in: Callable[..., Any]) -> None:
    page = signed_in("alice")
    url = add(
        page,
        name="Maximiliane Donaudampfschifffahrtsgesellschaftskapitänswitwe " * 2,
        email="a.very.long.address.of.somebody.somewhere@subdomain.example.com",
        street="x" * 120,
    )

    wide = []
    for tab in (*TABS, "/edit"):
        page.goto(url + tab)
        wide += [(tab, width) for width in too_narrow(page)]

    assert wide == []


def test_what_is_pressed_is_large_enough(signed_in: Callable[..., Any]) -> None:
    page = signed_in("alice", viewport={"width": 390, "height": 800})
    url = add(page, phone="020 7946 0018", email="anna@example.com")

    small = []
    for tab in TABS:
        page.goto(url + tab)
        for target in page.locator("main a, main button").all():
            box = target.bounding_box()
            if box and box["height"] < 44:
                small.append((tab, target.inner_text(), box["height"]))

    assert small == []


def test_without_scripts_every_tab_and_its_buttons_work(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("adam", java_script_enabled=False)
    url = add(page)

    for tab in ("Notes", "Details", "History", "Overview"):
        page.get_by_role("navigation", name="Profile").get_by_role(
            "link", name=tab
        ).click()
        expect(page.locator(".tabs [aria-current]")).to_contain_text(tab)
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    page.goto(f"{url}/history")
    page.get_by_role("button", name="Restore").click()

    expect(page.get_by_role("link", name="Edit")).to_be_visible()
    page.locator("a.back").click()
    page.wait_for_url("**/customers")

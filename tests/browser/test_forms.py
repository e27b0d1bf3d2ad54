"""The form of a customer in a browser: duplicates while typing, two at one customer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import check_accessibility, expect, name_field

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def phone() -> str:
    """A phone that nobody of another test has."""
    return f"07700 9{secrets.randbelow(90_000) + 10_000}"


def add(page: Any, name: str, number: str = "") -> str:
    """Add a customer by the form and give the address of their profile."""
    page.goto("/customers/new")
    name_field(page).fill(name)
    page.get_by_label("Phone").fill(number)
    page.get_by_role("button", name="Add customer").click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    return str(page.url)


@THEMES
def test_likely_duplicates_appear_while_typing_and_lead_to_the_profile(
    signed_in: Callable[..., Any], theme: str
) -> None:
    page = signed_in("bob", color_scheme=theme)
    name, number = f"Ottilie {secrets.token_hex(3)}", phone()
    url = add(page, name, number)
    page.goto("/customers/new")

    page.get_by_label("Phone").press_sequentially(number.replace(" ", ""))

    found = page.locator("#duplicates").get_by_role("link")
    expect(found).to_contain_text(name)
    expect(found).to_contain_text("Same phone")
    expect(page.get_by_label("Phone")).to_be_focused()
    check_accessibility(page)
    found.click()
    page.wait_for_url(url)
    page.go_back()
    expect(page.get_by_label("Phone")).to_have_value(number.replace(" ", ""))


def test_what_is_asked_while_typing_carries_no_secret(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")

    with page.expect_request(re.compile("/customers/duplicates")) as asked:
        name_field(page).press_sequentially("Somebody")

    query = asked.value.url.partition("?")[2]
    assert query == "name=Somebody"


def test_a_taken_code_is_said_while_typing_and_forgotten_when_changed(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    url = add(page, "Coded")
    page.goto(url)
    code = page.locator("#profile-head .nowrap").first.inner_text()
    page.goto("/customers/new")
    field = page.get_by_label("Code", exact=True)

    field.press_sequentially(code.lower())
    expect(page.locator("#code-taken")).to_contain_text(f"{code} already belongs to")
    field.press_sequentially("X")

    expect(page.locator("#code-taken")).to_have_text("")


def test_two_browsers_edit_one_customer(signed_in: Callable[..., Any]) -> None:
    one, other = signed_in("alice"), signed_in("bob")
    url = add(one, "Edited By Two", phone())
    for page in (one, other):
        page.goto(f"{url}/edit")
    other.get_by_label("Town").fill("Leeds")
    other.get_by_label("Street").fill("1 High Street")
    other.get_by_role("button", name="Save").click()
    other.wait_for_url(url)

    one.get_by_label("Town").fill("York")
    one.get_by_label("Region").fill("Yorkshire")
    one.get_by_role("button", name="Save").click()

    alert = one.get_by_role("alert")
    expect(alert).to_contain_text("Yours: York")
    expect(alert).to_contain_text(re.compile(r"Now kept: Leeds, by Bob, .*\d:\d\d"))
    expect(one.get_by_label("Street")).to_have_value("1 High Street")
    one.expects("409")
    one.get_by_role("button", name="Save").click()
    one.wait_for_url(url)
    address = one.locator("#address")
    expect(address).to_contain_text("York")
    expect(address).to_contain_text("1 High Street")


@THEMES
def test_saving_whom_somebody_deleted_keeps_what_was_typed(
    signed_in: Callable[..., Any], theme: str
) -> None:
    one, other = signed_in("alice", color_scheme=theme), signed_in("adam")
    url = add(one, "Deleted Meanwhile")
    one.goto(f"{url}/edit")
    one.get_by_label("Town").fill("York")
    other.goto(f"{url}/delete")
    other.get_by_role("button", name="Delete").click()
    other.wait_for_url("**/customers")

    one.get_by_role("button", name="Save").click()

    expect(one.get_by_role("alert")).to_contain_text("Adam deleted this customer on")
    expect(one.get_by_label("Town")).to_have_value("York")
    check_accessibility(one)
    one.expects("409")
    other.goto(url)
    other.get_by_role("button", name="Restore").click()
    other.wait_for_url(url)
    one.get_by_role("button", name="Save").click()
    one.wait_for_url(url)
    expect(one.locator("#address")).to_contain_text("York")


def test_without_scripts_a_form_that_comes_back_names_duplicates(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob", java_script_enabled=False)
    name, number = f"Plain {secrets.token_hex(3)}", phone()
    add(page, name, number)
    page.goto(f"/customers/new?name=Ben&phone={number}")
    expect(page.locator("#duplicates")).to_contain_text(name)

    page.get_by_label("Code", exact=True).fill("no code!")
    page.get_by_role("button", name="Add customer").click()

    expect(page.locator("#duplicates")).to_contain_text("Same phone")
    page.expects("422")

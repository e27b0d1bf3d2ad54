"""Customers as people work with them, with scripts and without."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import check_accessibility, expect, name_field

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


@SCRIPTS
def test_a_customer_is_added_edited_deleted_and_brought_back(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("adam", java_script_enabled=scripts)
    name = f"Zoë O'Brien {secrets.token_hex(3)}"

    page.get_by_role("link", name="Add customer").first.click()
    name_field(page).fill(name)
    page.get_by_label("Phone").fill("020 7946 0018")
    page.get_by_role("button", name="Add customer").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text(re.compile("added", re.IGNORECASE))

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Town").fill("Leeds")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Leeds").first).to_be_visible()

    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url("**/customers")
    expect(page.locator("#results")).not_to_contain_text(name)

    page.locator("#toasts").get_by_role("button", name="Undo").click()
    page.goto("/customers")
    expect(page.locator("#results")).to_contain_text(name)


@SCRIPTS
def test_a_refused_form_says_why_beside_the_field_and_keeps_what_was_typed(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("bob", java_script_enabled=scripts)

    page.goto("/customers/new")
    name_field(page).fill("Kept As Typed")
    page.get_by_label("Code", exact=True).fill("not a code!")
    page.get_by_role("button", name="Add customer").click()

    error = page.locator("#code-error")
    expect(error).to_be_visible()
    expect(name_field(page)).to_have_value("Kept As Typed")
    expect(page.get_by_label("Code", exact=True)).to_have_attribute(
        "aria-invalid", "true"
    )
    page.expects("422")


def test_a_second_press_adds_one_customer(signed_in: Callable[..., Any]) -> None:
    page = signed_in("bob")
    name = f"Pressed Twice {secrets.token_hex(3)}"

    page.goto("/customers/new")
    name_field(page).fill(name)
    page.get_by_role("button", name="Add customer").dblclick()
    page.wait_for_url(re.compile(r"/customers/\d+$"))

    page.goto("/customers")
    expect(page.locator("#results .row-link", has_text=name)).to_have_count(1)


def test_a_viewer_is_offered_nothing_they_may_not_do(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("vera")

    expect(page.get_by_role("link", name="Add customer")).to_have_count(0)
    expect(page.get_by_role("link", name="Settings")).to_have_count(0)
    check_accessibility(page)

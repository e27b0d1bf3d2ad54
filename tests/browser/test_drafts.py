"""Drafts: what is typed survives a reload, and goes when it should."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import (
    Site,
    check_accessibility,
    expect,
    name_field,
    sign_in,
)

KEPT = "Object.keys(sessionStorage).filter((key) => key.startsWith('regulars:draft:'))"
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def restored(page: Any) -> Any:
    """The notice that a draft was restored."""
    return page.get_by_text("Your draft was restored.")


def add(page: Any) -> str:
    """Add a customer by the form and give the address of their profile."""
    page.goto("/customers/new")
    name_field(page).fill(f"Drafted {secrets.token_hex(3)}")
    page.get_by_role("button", name="Add customer").click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    return str(page.url)


@THEMES
def test_a_draft_survives_a_reload(signed_in: Callable[..., Any], theme: str) -> None:
    page = signed_in("bob", color_scheme=theme)
    page.goto("/customers/new")
    name_field(page).fill("Half Typed")
    page.get_by_label("Type").select_option("vip")
    page.get_by_label("Birthday").fill("1990-12-31")

    page.reload()

    expect(restored(page)).to_be_visible()
    expect(name_field(page)).to_have_value("Half Typed")
    expect(page.get_by_label("Type")).to_have_value("vip")
    expect(page.get_by_label("Birthday")).to_have_value("1990-12-31")
    check_accessibility(page)


def test_no_secret_is_kept(signed_in: Callable[..., Any]) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    token = page.locator("#customer-form [name=csrf_token]").get_attribute("value")
    key = page.locator("#customer-form [name=request_key]").get_attribute("value")
    name_field(page).fill("Half Typed")

    kept = page.evaluate("JSON.stringify(Object.entries(sessionStorage))")

    assert "Half Typed" in kept
    assert token not in kept
    assert key not in kept


def test_a_draft_survives_a_detour_and_a_refusal(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    name_field(page).fill("Refused First")
    page.get_by_label("Code", exact=True).fill("no code!")
    page.get_by_role("button", name="Add customer").click()
    expect(page.locator("#code-error")).to_be_visible()
    page.expects("422")

    page.goto("/customers")
    page.goto("/customers/new")

    expect(name_field(page)).to_have_value("Refused First")


def test_a_draft_is_gone_once_it_is_saved(signed_in: Callable[..., Any]) -> None:
    page = signed_in("bob")

    url = add(page)

    assert page.evaluate(KEPT) == []
    page.goto(f"{url}/edit")
    page.get_by_label("Town").fill("Leeds")
    assert len(page.evaluate(KEPT)) == 1
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(url)
    assert page.evaluate(KEPT) == []
    page.goto("/customers/new")
    expect(name_field(page)).to_have_value("")
    expect(restored(page)).to_have_count(0)


def test_a_draft_can_be_discarded(signed_in: Callable[..., Any]) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    name_field(page).fill("Not Meant")
    page.reload()

    page.get_by_role("button", name="Discard").click()

    expect(name_field(page)).to_have_value("")
    expect(name_field(page)).to_be_focused()
    expect(restored(page)).to_have_count(0)
    assert page.evaluate(KEPT) == []


def test_a_draft_can_be_discarded_after_a_refusal(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    name_field(page).fill("Not Meant")
    page.get_by_label("Code", exact=True).fill("no code!")
    page.reload()
    page.get_by_role("button", name="Add customer").click()
    expect(page.locator("#code-error")).to_be_visible()
    page.expects("422")

    page.get_by_role("button", name="Discard").click()

    expect(name_field(page)).to_have_value("")
    expect(name_field(page)).to_be_focused()
    expect(page.locator("#code-error")).to_have_count(0)
    assert page.evaluate(KEPT) == []
    name_field(page).fill(f"Meant {secrets.token_hex(3)}")
    page.get_by_role("button", name="Add customer").click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))


def test_a_draft_is_gone_once_it_is_cancelled(signed_in: Callable[..., Any]) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    name_field(page).fill("Not Meant")

    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**/customers")

    assert page.evaluate(KEPT) == []


def test_a_draft_is_gone_after_sign_out(
    open_page: Callable[..., Any], site: Site
) -> None:
    page = open_page()
    sign_in(page, site.world.bob)
    page.goto("/customers/new")
    name_field(page).fill("Private")

    page.get_by_role("button", name="Account of Bob").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")

    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_draft_is_gone_for_another_person(
    open_page: Callable[..., Any], site: Site
) -> None:
    page = open_page()
    sign_in(page, site.world.bob)
    page.goto("/customers/new")
    name_field(page).fill("Private")
    page.context.clear_cookies()

    sign_in(page, site.world.adam)

    assert page.evaluate(KEPT) == []
    page.goto("/customers/new")
    expect(name_field(page)).to_have_value("")


def test_a_draft_waits_for_the_same_person_to_sign_in_again(
    open_page: Callable[..., Any], site: Site
) -> None:
    page = open_page()
    sign_in(page, site.world.bob)
    page.goto("/customers/new")
    name_field(page).fill("Interrupted")
    page.context.clear_cookies()

    sign_in(page, site.world.bob)
    page.goto("/customers/new")

    expect(name_field(page)).to_have_value("Interrupted")


def test_a_draft_of_an_older_profile_meets_what_changed_meanwhile(
    signed_in: Callable[..., Any],
) -> None:
    one, other = signed_in("alice"), signed_in("bob")
    url = add(one)
    one.goto(f"{url}/edit")
    one.get_by_label("Town").fill("York")
    other.goto(f"{url}/edit")
    other.get_by_label("Town").fill("Leeds")
    other.get_by_role("button", name="Save").click()
    other.wait_for_url(url)

    one.reload()
    expect(one.get_by_label("Town")).to_have_value("York")
    one.get_by_role("button", name="Save").click()

    expect(one.get_by_role("alert")).to_contain_text("Now kept: Leeds, by Bob")
    one.expects("409")


def test_an_address_that_brings_a_name_begins_anew(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    name_field(page).fill("Somebody Else")
    page.goto("/customers/new?name=Zoe")
    expect(name_field(page)).to_have_value("Zoe")
    page.get_by_label("Town").fill("Leeds")

    page.reload()

    expect(name_field(page)).to_have_value("Zoe")
    expect(page.get_by_label("Town")).to_have_value("Leeds")

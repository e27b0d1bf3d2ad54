"""Signing in and out, and switching businesses, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Site, expect, sign_in
from tests.world import World

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


@SCRIPTS
def test_a_wrong_password_is_said_and_the_address_kept(
    open_page: Callable[..., Any], site: Site, scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts)

    page.goto("/login")
    page.get_by_label("Email").fill(site.world.vera.email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(site.world.vera.email)
    page.expects("422")


@SCRIPTS
def test_a_page_asked_for_is_seen_after_signing_in(
    open_page: Callable[..., Any], site: Site, scripts: bool
) -> None:
    page = open_page(java_script_enabled=scripts)

    page.goto("/customers/new")
    page.get_by_label("Email").fill(site.world.bob.email)
    page.get_by_label("Password").fill(World.PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/customers/new")


def test_after_signing_out_going_back_shows_nothing(
    open_page: Callable[..., Any], site: Site
) -> None:
    page = open_page()
    sign_in(page, site.world.bob)

    page.get_by_role("button", name="Account of Bob").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login**")
    page.goto("/customers")

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

"""What a refusal looks like where the form itself did not cause it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import expect, name_field


def test_a_form_of_another_business_stays_as_it_was_typed_and_a_toast_tells_why(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    name_field(page).fill("Typed Before")
    page.evaluate("document.querySelector('main [name=business]').value = '999999'")

    page.get_by_role("button", name="Add customer").click()

    expect(page.locator("#toasts")).to_contain_text("another business")
    expect(name_field(page)).to_have_value("Typed Before")
    page.expects("409")


def test_a_form_of_an_ended_session_stays_as_it_was_typed(
    open_page: Callable[..., Any], cookies: Callable[[str], Any]
) -> None:
    page = open_page(storage_state=cookies("vera"))
    page.goto("/account")
    page.get_by_label("New password").fill("typed before it ended")
    page.context.clear_cookies()

    page.get_by_role("button", name="Change password").click()

    expect(page.locator("#toasts")).to_contain_text("out of date")
    expect(page.get_by_label("New password")).to_have_value("typed before it ended")
    page.expects("400")

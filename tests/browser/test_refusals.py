"""What a refusal looks like where the form itself did not cause it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from customers.accounts import attempts
from customers.accounts.service.sign_in import PURPOSE
from customers.ground import errors
from tests.browser.conftest import check_accessibility, expect, name_field

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])

# What goes wrong, and the ways on that its page offers besides the start.
FAULTS: list[tuple[Exception, int, set[str]]] = [
    (errors.Forbidden("Ask an owner."), 403, set()),
    (errors.NotFound("It is gone."), 404, set()),
    (errors.Conflict("It was changed."), 409, set()),
    (errors.TooLarge("Send less."), 413, set()),
    (errors.Invalid("Look again."), 422, set()),
    (errors.TooMany("Wait 9 seconds.", retry_after=9), 429, {"Try again"}),
    (RuntimeError("a mistake of ours"), 500, {"Try again"}),
    (OperationalError("", {}, Exception("no database")), 503, {"Try again"}),
]


@THEMES
def test_every_error_page_is_accessible_and_leads_on(
    open_page: Callable[..., Any], server: tuple[str, Flask], theme: str
) -> None:
    page = open_page(color_scheme=theme)
    _url, app = server

    for fault, status, ways in FAULTS:
        with app.test_request_context("/refused"):
            answer = app.make_response(app.handle_user_exception(fault))
        page.route("**/refused", _sending(answer))
        page.goto("/refused")
        links = page.locator("main").get_by_role("link").all_inner_texts()

        assert answer.status_code == status
        assert set(links) == {"To the start"} | ways
        # The others differ in their words alone.
        if status in (404, 503):
            check_accessibility(page)
        page.expects(str(status))


def test_a_form_refused_on_a_page_of_its_own_leads_back_to_the_form(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    page.goto("/customers/new")
    page.evaluate("document.querySelector('main [name=business]').value = '999999'")

    page.evaluate("document.querySelector('main form').submit()")
    expect(page.get_by_role("heading", level=1)).to_have_text("This no longer fits")
    expect(page.get_by_role("link", name="Customers")).to_be_visible()
    page.get_by_role("link", name="Go back").click()

    page.wait_for_url("**/customers/new")
    page.expects("409")


@THEMES
def test_a_sign_in_that_fails_or_has_to_wait_is_accessible(
    open_page: Callable[..., Any], server: tuple[str, Flask], theme: str
) -> None:
    email = f"nobody-{theme}@example.com"
    page = open_page(color_scheme=theme)
    page.goto("/login")
    page.get_by_label("Email").fill(email)

    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Please look again")
    check_accessibility(page)
    with server[1].app_context():
        for _try in range(attempts.ACCOUNT_FREE):
            attempts.reserve(PURPOSE, account=email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("Wait")

    check_accessibility(page)
    page.expects("422")
    page.expects("429")


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
    open_page: Callable[..., Any],
) -> None:
    page = open_page(person="vera")
    page.goto("/account")
    page.get_by_label("New password").fill("typed before it ended")
    page.context.clear_cookies()

    page.get_by_role("button", name="Change password").click()

    expect(page.locator("#toasts")).to_contain_text("out of date")
    expect(page.get_by_label("New password")).to_have_value("typed before it ended")
    page.expects("400")


def _sending(answer: Any) -> Callable[[Any], None]:
    """What answers a browser's request with this answer."""
    body, status = answer.get_data(as_text=True), answer.status_code
    return lambda route: route.fulfill(
        status=status, body=body, content_type="text/html"
    )

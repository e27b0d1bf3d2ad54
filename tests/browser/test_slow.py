"""A slow line, and none: nothing is taken for somebody else's, nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.browser.conftest import expect
from tests.browser.crowd import NAMES, OF_CROWD
from tests.browser.test_drawer import drawer_of, opened, row

DRAWER = re.compile(r"/customers/\d+/drawer")


def held(page: Any) -> list[Any]:
    """The requests for drawers, which wait here until they are let go."""
    waiting: list[Any] = []
    page.route(DRAWER, lambda route: waiting.append(route))
    return waiting


def let_go(waiting: list[Any]) -> None:
    """Let them go, the last first: nothing says that answers come in order."""
    while waiting:
        waiting.pop().continue_()


def look_and_leave(page: Any, customer_id: int, waiting: list[Any]) -> None:
    """Open a customer, and close again before the answer is there."""
    count = len(waiting)
    row(page, customer_id).click()
    expect(page.locator("dialog#drawer")).to_be_visible()
    while len(waiting) == count:
        page.wait_for_timeout(20)
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{OF_CROWD}")


def test_the_drawer_shows_whom_its_address_names(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    waiting = held(page)

    for number in (4, 6):
        look_and_leave(page, crowd[number], waiting)
    row(page, crowd[7]).click()
    page.wait_for_timeout(100)
    let_go(waiting)

    drawer = drawer_of(page, NAMES[7])
    page.wait_for_timeout(300)
    assert opened(page) == str(crowd[7])
    expect(drawer.get_by_role("heading", level=2)).to_have_text(NAMES[7])
    expect(drawer.locator("#note-form")).to_have_attribute(
        "action", f"/customers/{crowd[7]}/notes"
    )
    page.heard.clear()


def test_leaving_before_the_answer_leads_back_to_the_row_and_it_stays_there(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    waiting = held(page)

    look_and_leave(page, crowd[5], waiting)
    expect(row(page, crowd[5])).to_be_focused()
    let_go(waiting)
    page.wait_for_timeout(300)

    expect(row(page, crowd[5])).to_be_focused()
    expect(page.locator("#drawer-inside")).to_be_empty()
    page.heard.clear()


def test_escape_out_of_a_note_leads_back_to_the_row(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    row(page, crowd[5]).click()
    drawer_of(page, NAMES[5]).get_by_label("New note").focus()

    page.keyboard.press("Escape")
    page.wait_for_url(f"**{OF_CROWD}")
    page.wait_for_timeout(300)

    expect(row(page, crowd[5])).to_be_focused()


def test_undo_of_one_customers_note_leaves_the_drawer_of_another_alone(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    row(page, crowd[8]).click()
    drawer = drawer_of(page, NAMES[8])
    drawer.get_by_label("New note").fill("Only of the eighth")
    drawer.get_by_role("button", name="Save note").click()
    note = drawer.locator(".note", has_text="Only of the eighth")
    note.get_by_role("button", name="Delete").click()
    expect(note).to_have_count(0)
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{OF_CROWD}")
    row(page, crowd[9]).click()
    drawer = drawer_of(page, NAMES[9])

    page.locator("#toasts").get_by_role("button", name="Undo").click()

    expect(page.locator("#toasts")).to_contain_text("The note is back.")
    expect(drawer.locator(".note")).to_have_count(0)
    page.keyboard.press("Escape")
    row(page, crowd[8]).click()
    expect(drawer_of(page, NAMES[8]).locator(".note")).to_have_count(1)


def test_no_drawer_stays_empty_while_the_server_is_away(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    page.route(DRAWER, lambda route: route.abort())

    row(page, crowd[5]).click()

    toast = page.locator("#toasts .toast")
    expect(toast).to_have_text("The server cannot be reached just now.")
    expect(page.locator("dialog#drawer")).to_be_hidden()
    expect(row(page, crowd[5])).to_be_focused()
    page.heard.clear()

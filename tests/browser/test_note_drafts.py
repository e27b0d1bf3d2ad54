"""Half a note: it survives Esc and a reload, of one customer, until it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.conftest import expect
from tests.browser.crowd import NAMES, OF_CROWD
from tests.browser.test_drafts import KEPT
from tests.browser.test_drawer import drawer_of, row


def note_field(page: Any) -> Any:
    """The field of a new note."""
    return page.get_by_label("New note")


def test_it_survives_escape_and_meets_no_other_customer(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    row(page, crowd[10]).click()
    note_field(drawer_of(page, NAMES[10])).fill("Half a sent")
    page.get_by_label("Issue", exact=True).check()
    page.get_by_label("Pin").check()

    page.keyboard.press("Escape")
    page.wait_for_url(f"**{OF_CROWD}")
    row(page, crowd[11]).click()
    expect(note_field(drawer_of(page, NAMES[11]))).to_have_value("")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{OF_CROWD}")
    row(page, crowd[10]).click()

    expect(note_field(drawer_of(page, NAMES[10]))).to_have_value("Half a sent")
    expect(page.get_by_label("Issue", exact=True)).to_be_checked()
    expect(page.get_by_label("Pin")).to_be_checked()


def test_it_survives_a_reload_and_is_gone_once_it_is_saved(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(f"/customers/{crowd[12]}/notes")
    note_field(page).fill("Likes poetry")

    page.reload()
    expect(note_field(page)).to_have_value("Likes poetry")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".note", has_text="Likes poetry")).to_be_visible()

    expect(note_field(page)).to_have_value("")
    page.wait_for_timeout(200)
    assert page.evaluate(KEPT) == []


def test_it_survives_a_refusal_and_is_gone_once_it_is_emptied(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(f"/customers/{crowd[13]}/notes")
    note_field(page).fill("x" * 4001)
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#note-text-error")).to_be_visible()
    page.expects("422")

    page.reload()
    expect(note_field(page)).to_have_value("x" * 4001)
    note_field(page).fill("")

    assert page.evaluate(KEPT) == []

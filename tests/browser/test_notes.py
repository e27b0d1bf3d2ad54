"""Notes as people take them, on the profile, with scripts and without."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import check_accessibility, expect, name_field

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


def notes_of_somebody(page: Any) -> None:
    """Add a customer and go to their notes."""
    page.goto("/customers/new")
    name_field(page).fill(f"Anna {secrets.token_hex(3)}")
    page.get_by_role("button", name="Add customer").click()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    page.goto(f"{page.url}/notes")


def take(page: Any, text: str) -> Any:
    """Write a note and give its place in the list."""
    page.get_by_label("New note").fill(text)
    page.get_by_role("button", name="Save note").click()
    note = page.locator(".note", has_text=text)
    expect(note).to_be_visible()
    return note


@SCRIPTS
def test_a_note_is_taken_pinned_edited_deleted_and_brought_back(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("bob", java_script_enabled=scripts)
    notes_of_somebody(page)
    address = page.url

    page.get_by_label("Issue", exact=True).check()
    take(page, "Allergic to nuts")
    take(page, "Came by")
    note = page.locator(".note", has_text="Allergic to nuts")
    note.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator(".note").first).to_contain_text("Pinned")
    note.get_by_role("link", name="Edit").click()
    page.get_by_label("Note", exact=True).fill("Allergic to milk")
    page.get_by_role("button", name="Save", exact=True).click()
    note = page.locator(".note", has_text="Allergic to milk")
    expect(note).to_contain_text("edited")

    note.get_by_role("button", name="Delete").click()
    expect(note).to_have_count(0)
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(note).to_be_visible()
    assert page.url == address


def test_what_is_being_typed_stays_whatever_happens_to_the_notes(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    notes_of_somebody(page)
    note = take(page, "Came by")
    typed = page.get_by_label("New note")
    typed.fill("Half a sent")

    note.get_by_role("button", name="Pin", exact=True).click()
    expect(note.get_by_role("button", name="Unpin")).to_be_focused()
    note.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Note", exact=True)).to_be_focused()
    page.get_by_role("link", name="Cancel").click()
    expect(note.get_by_role("link", name="Edit")).to_be_focused()
    note.get_by_role("button", name="Delete").click()
    expect(page.locator(".note-list")).to_be_focused()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(note.get_by_role("button", name="Unpin")).to_be_focused()
    page.locator("#note-filter-issue").click()
    expect(page.get_by_text("No notes of this kind.")).to_be_visible()
    expect(page.locator("#note-filter-issue")).to_be_focused()

    expect(typed).to_have_value("Half a sent")
    expect(page.locator("#toasts .toast", has_text="deleted")).to_have_count(0)


def test_older_notes_are_a_press_away_and_back(signed_in: Callable[..., Any]) -> None:
    page = signed_in("bob")
    notes_of_somebody(page)
    for n in range(21):
        take(page, f"Visit number {n}.")

    page.get_by_role("link", name="Older notes").click()
    expect(page.locator(".note")).to_have_count(1)
    expect(page.locator(".note-list")).to_be_focused()
    page.get_by_role("link", name="Newest notes").click()
    expect(page.locator(".note")).to_have_count(20)

    expect(page.locator("#note-first")).to_be_focused()


def test_undo_of_a_note_that_is_no_longer_on_the_page_still_works(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    notes_of_somebody(page)
    note = take(page, "Came by")
    note.get_by_role("button", name="Delete").click()
    undo = page.locator("#toasts").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    page.evaluate("document.querySelector('.notes').remove()")

    undo.click()

    expect(page.locator("#toasts")).to_contain_text("The note is back.")
    expect(page.locator(".note-list")).to_have_count(0)
    page.reload()
    expect(note).to_be_visible()


def test_a_note_that_is_refused_says_why_and_takes_the_focus(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("bob")
    notes_of_somebody(page)

    page.get_by_role("button", name="Save note").click()

    expect(page.locator("#note-text-error")).to_be_visible()
    expect(page.get_by_label("New note")).to_be_focused()
    page.expects("422")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_notes_are_accessible(signed_in: Callable[..., Any], scheme: str) -> None:
    page = signed_in("bob", color_scheme=scheme, bypass_csp=True)
    notes_of_somebody(page)
    check_accessibility(page)

    page.get_by_label("Pin").check()
    take(page, "Allergic to nuts")
    check_accessibility(page)

    page.locator(".note").get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Note", exact=True)).to_be_focused()
    check_accessibility(page)

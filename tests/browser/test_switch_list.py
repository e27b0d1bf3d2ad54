"""Membership in the list: how far it is on every screen, and many switched at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from customers.accounts.models import Business
from customers.ground import work
from customers.ground.db import db
from tests.browser.conftest import Site, check_accessibility, expect
from tests.browser.crowd import NAMES, OF_CROWD
from tests.browser.test_switch import is_off, is_on, switch_of, undo

# From a small phone to a tablet.
NARROW = (320, 360, 390, 820)


@pytest.fixture
def threshold(site: Site) -> Iterator[None]:
    """Members spent £81.23; what was so before is so again at the end."""
    before = _lacking(site, 8123)
    yield
    _lacking(site, before)


def _lacking(site: Site, threshold_minor: int | None) -> int | None:
    """Let so much be the threshold; what it was."""

    def change() -> int | None:
        business = db.session.get_one(Business, site.world.books.id)
        was: int | None = business.membership_threshold_minor
        business.membership_threshold_minor = threshold_minor
        return was

    with site.world.app.app_context():
        was = work.run(change)
        db.session.remove()
    return was


def row(page: Any, name: str) -> Any:
    """The row of a customer."""
    return page.locator("#results tr", has_text=name)


def is_whole(page: Any, each: Any) -> None:
    """See that it stands whole in its cell, and the page is no wider."""
    expect(each).to_be_visible()
    assert each.evaluate(
        """(each) => {
          const [a, b] = [each, each.closest("td")]
            .map((either) => either.getBoundingClientRect());
          return a.left >= b.left && a.right <= b.right && a.bottom <= b.bottom + 1;
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_viewer_sees_on_a_phone_who_is_a_member_how_far_and_why(
    signed_in: Callable[..., Any], crowd: list[int], threshold: None
) -> None:
    page = signed_in("vera")

    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(OF_CROWD)
        is_whole(page, row(page, NAMES[20]).get_by_text("Not a member"))
        is_whole(page, row(page, NAMES[20]).get_by_text("£81.23 to go"))
    check_accessibility(page)

    row(page, NAMES[20]).get_by_role("link", name="Why?").click()
    page.wait_for_url(f"**/customers/{crowd[20]}/membership")
    expect(page.locator("#why")).to_contain_text("Not a member")


@pytest.mark.parametrize("width", NARROW)
def test_the_switch_takes_what_is_lacking_along(
    signed_in: Callable[..., Any], crowd: list[int], threshold: None, width: int
) -> None:
    page = signed_in("bob", viewport={"width": width, "height": 800})
    page.goto(OF_CROWD)
    members = page.locator("#stats > div", has_text="Members").locator("dd").first
    before = int(members.inner_text())
    lacking = row(page, NAMES[21]).get_by_text("£81.23 to go")
    switch = switch_of(page, NAMES[21])
    is_whole(page, lacking)

    switch.click()
    is_on(switch)
    expect(lacking).to_have_count(0)
    expect(members).to_have_text(str(before + 1))
    switch.click()
    is_off(switch)

    is_whole(page, lacking)
    expect(members).to_have_text(str(before))


def test_many_are_switched_after_a_question_and_undone_as_one(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("adam")
    page.goto(OF_CROWD)
    for name in NAMES[22:24]:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("What to change").select_option("membership:on")
    page.get_by_role("button", name="Apply").click()

    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Switch membership on for 2 customers?")
    expect(dialog).to_contain_text(NAMES[23])
    check_accessibility(page)
    dialog.get_by_label("Reason").fill("Summer")
    dialog.get_by_role("button", name="Switch").click()
    expect(page.locator("#toasts")).to_contain_text("2 customers are members now.")
    for name in NAMES[22:24]:
        is_on(switch_of(page, name))

    undo(page)
    expect(page.locator("#toasts")).to_contain_text("ndo")
    page.goto(OF_CROWD)
    for name in NAMES[22:24]:
        is_off(switch_of(page, name))

"""The switch of membership as people press it, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import check_accessibility, expect
from tests.browser.crowd import NAMES, OF_CROWD

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


def switch_of(page: Any, name: str) -> Any:
    """The switch of a customer as the page shows it first."""
    return page.get_by_role("switch", name=f"Member: {name}", exact=True).first


def is_on(switch: Any) -> None:
    """Wait until a switch says so."""
    expect(switch).to_have_attribute("aria-checked", "true")


def is_off(switch: Any) -> None:
    """Wait until a switch says so."""
    expect(switch).to_have_attribute("aria-checked", "false")


def knob(switch: Any) -> str:
    """Where the knob is to stand, whatever the answer will be."""
    place: str = switch.evaluate(
        "(each) => getComputedStyle(each).getPropertyValue('--knob').trim()"
    )
    return place


def undo(page: Any) -> None:
    """Press Undo in the toast that is there last."""
    page.locator("#toasts").get_by_role("button", name="Undo").last.click()


@SCRIPTS
def test_one_press_in_the_list_switches_and_undo_takes_it_back(
    signed_in: Callable[..., Any], crowd: list[int], scripts: bool
) -> None:
    page = signed_in("bob", java_script_enabled=scripts)
    page.goto(OF_CROWD)
    address = page.url
    switch = switch_of(page, NAMES[11])
    is_off(switch)

    switch.click()
    is_on(switch)
    expect(page.locator("#toasts")).to_contain_text("is a member now")
    assert page.url == address

    undo(page)
    is_off(switch)
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    assert page.url == address


def test_it_is_switched_by_keyboard_and_keeps_the_focus(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    switch = switch_of(page, NAMES[12])
    switch.focus()

    for says in (is_on, is_off):
        page.keyboard.press("Space")
        says(switch)
        expect(switch).to_be_focused()
    expect(page.locator("dialog#drawer")).to_be_hidden()


def test_on_a_slow_line_it_shows_at_once_what_is_wanted_and_asks_once(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    waiting: list[Any] = []
    page.route("**/membership", lambda route: waiting.append(route))
    switch = switch_of(page, NAMES[13])
    off = knob(switch)

    switch.click()
    expect(switch).to_be_disabled()
    wanted = knob(switch)
    switch.click(force=True)
    page.wait_for_timeout(100)

    assert wanted != off
    is_off(switch)
    assert len(waiting) == 1
    waiting[0].continue_()
    is_on(switch)
    expect(switch).to_be_enabled()
    assert knob(switch) == wanted


def test_a_line_that_fails_puts_it_back_and_says_so(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    page.route("**/membership", lambda route: route.abort())
    switch = switch_of(page, NAMES[14])
    off = knob(switch)

    switch.click()

    expect(page.locator("#toasts")).to_contain_text("Nothing was saved")
    expect(switch).to_be_enabled()
    is_off(switch)
    assert knob(switch) == off
    page.heard.clear()


def test_two_who_switch_at_once_want_the_same_and_get_it(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    pages = [signed_in("bob"), signed_in("adam")]
    for page in pages:
        page.goto(OF_CROWD)
    switches = [switch_of(page, NAMES[15]) for page in pages]

    for switch in switches:
        switch.click()
    for switch in switches:
        is_on(switch)

    expect(pages[1].locator("#toasts")).to_contain_text("is a member already")
    pages[0].reload()
    is_on(switch_of(pages[0], NAMES[15]))


def test_the_drawer_switches_the_row_behind_it_too(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("bob")
    page.goto(OF_CROWD)
    page.locator(f"#customer-{crowd[16]}").click()
    switch = page.locator("dialog#drawer").get_by_role("switch")

    switch.click()
    is_on(switch)
    is_on(page.locator(f"#switch-row-{crowd[16]}"))
    undo(page)
    is_off(switch)

    expect(switch).to_be_focused()
    is_off(page.locator(f"#switch-row-{crowd[16]}"))


@SCRIPTS
def test_a_reason_an_end_and_why(
    signed_in: Callable[..., Any], crowd: list[int], scripts: bool
) -> None:
    page = signed_in("bob", java_script_enabled=scripts)
    address = f"/customers/{crowd[17 + scripts]}/membership"
    page.goto(address)
    why = page.locator("#why")

    def is_led_to_the_answer() -> None:
        if scripts:
            expect(why).to_be_focused()

    head = page.locator("#profile-head").get_by_role("switch")

    page.get_by_label("Reason").fill("Founder")
    page.get_by_label("Member", exact=True).check()
    page.get_by_label("Until", exact=True).fill("2020-01-01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Choose a day after today.")).to_be_visible()
    expect(page.get_by_label("Reason")).to_have_value("Founder")
    page.get_by_label("Until", exact=True).fill("")
    page.get_by_role("button", name="Save").click()
    is_on(head)
    expect(page.locator("#membership-history")).to_contain_text("Founder")
    is_led_to_the_answer()

    page.get_by_label("What were they on another day?").fill("2020-03-01")
    page.get_by_role("button", name="Why?").click()
    expect(page.locator("#why")).to_contain_text("On 1 Mar 2020")
    expect(page.locator("#why")).to_contain_text("Not a member")
    is_led_to_the_answer()
    assert page.url.endswith(f"{address}?on=2020-03-01")
    why.get_by_role("link", name="Today").click()
    expect(why).to_contain_text("Founder")
    is_led_to_the_answer()
    assert page.url.endswith(address)

    page.get_by_role("button", name="End the hold").click()
    expect(page.locator("#toasts")).to_contain_text("The hold has ended.")
    is_led_to_the_answer()
    undo(page)
    expect(page.get_by_role("button", name="End the hold")).to_be_visible()
    page.get_by_role("button", name="End the hold").click()
    expect(page.get_by_role("button", name="End the hold")).to_have_count(0)
    page.locator("#membership-history").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    is_led_to_the_answer()
    is_on(head)
    page.expects("422")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(
    signed_in: Callable[..., Any], crowd: list[int], scheme: str
) -> None:
    # So high that what stays in place covers nothing.
    size = {"width": 1280, "height": 2600}
    page = signed_in("bob", color_scheme=scheme, bypass_csp=True, viewport=size)
    page.goto(OF_CROWD)
    check_accessibility(page)

    page.goto(f"/customers/{crowd[19]}/membership")
    page.get_by_label("Reason").fill("Founder")
    page.get_by_label("Member", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#membership-history")).to_contain_text("Founder")
    check_accessibility(page)
    target = page.locator("#profile-head").get_by_role("switch").bounding_box()
    assert target["width"] >= 44
    assert target["height"] >= 44

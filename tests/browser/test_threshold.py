"""The threshold as people move it: slider, number, keyboard, touch, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from customers.ground import clock, work
from customers.ground.db import db
from customers.membership import service
from customers.membership.models import MembershipRule
from customers.membership.schemas import RuleInput, SwitchInput
from tests.browser.conftest import Site, check_accessibility, expect
from tests.purchases.sold import people, recorded, sale
from tests.world import World

NAMES = tuple(f"Tester-{number:02d}" for number in range(14))


def customers(world: World) -> list[int]:
    """Fourteen who spent 10,000 to 140,000; the first is a member."""
    ids = people(world, *NAMES)
    told = [
        sale(
            f"threshold-{number}",
            1_000_000 * (number + 1),
            customer_id=customer_id,
            purchased_at=clock.now(),
        )
        for number, customer_id in enumerate(ids)
    ]
    recorded(world, *told)
    actor = world.actor(world.alice)
    wanted = SwitchInput(is_member=True)
    work.run(lambda: service.switch(ids[0], values=wanted, actor=actor))
    return ids


@pytest.fixture
def spenders(site: Site) -> list[int]:
    """The customers' ids, those who spent least first."""
    ids: list[int] = site.once(customers)
    return ids


def figure(page: Any, label: str) -> Any:
    """The card with this label."""
    return (
        page.locator(".tile", has=page.get_by_text(label, exact=True))
        .locator("dd")
        .first
    )


def amount(page: Any) -> Any:
    """The field of the threshold."""
    return page.get_by_role("textbox", name=re.compile("Threshold"))


def saved(site: Site) -> list[tuple[int, bool]]:
    """What was saved: (threshold, automatic), the first first."""
    with site.world.app.app_context():
        site.world.enter()
        wanted = db.select(MembershipRule).order_by(MembershipRule.number)
        found = [
            (rule.threshold_minor, rule.is_automatic)
            for rule in db.session.scalars(wanted)
        ]
        db.session.remove()
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible(
    signed_in: Callable[..., Any], spenders: list[int], theme: str
) -> None:
    page = signed_in("alice", color_scheme=theme)

    page.goto("/membership?threshold=70000")
    page.get_by_text("Show table").click()
    check_accessibility(page)
    page.goto("/membership?threshold=70000&window_months=3&list=held")
    check_accessibility(page)
    page.expects("422")
    page.goto("/membership?threshold=none")
    check_accessibility(page)
    page.expects("422")


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_the_page_fits_the_window(
    signed_in: Callable[..., Any], spenders: list[int], width: int
) -> None:
    page = signed_in("alice", viewport={"width": width, "height": 900})
    wider = "document.documentElement.scrollWidth > innerWidth"

    page.goto("/membership?threshold=70000")
    page.get_by_text("Show table").click()

    assert not page.evaluate(wider)
    box = page.locator("#slider").bounding_box()
    assert box["height"] >= 44


def test_a_number_is_previewed_as_it_is_typed(
    signed_in: Callable[..., Any], spenders: list[int]
) -> None:
    page = signed_in("adam")
    page.goto("/membership?threshold=140000")
    expect(figure(page, "Would join")).to_have_text("+1")

    amount(page).fill("130000")
    expect(figure(page, "Would join")).to_have_text("+2")
    expect(amount(page)).to_be_focused()
    assert "threshold=130000" in page.url
    assert page.locator("#slider").input_value() == "130000"
    amount(page).fill("many")
    expect(page.locator("#threshold-fault")).to_contain_text("Write a number")
    expect(page.locator(".toast")).to_have_count(0)
    expect(figure(page, "Would join")).to_have_text("+2")
    assert "threshold=130000" in page.url
    page.expects("422")
    amount(page).fill("120000")

    expect(figure(page, "Would join")).to_have_text("+3")
    expect(page.locator("#threshold-fault")).to_have_text("")


def test_the_slider_moves_by_keyboard_and_by_touch(
    signed_in: Callable[..., Any], spenders: list[int]
) -> None:
    page = signed_in("alice", has_touch=True, viewport={"width": 390, "height": 844})
    page.goto("/membership?threshold=70000")
    slider = page.get_by_role("slider", name="Move the threshold")

    slider.focus()
    page.keyboard.press("End")
    most = slider.get_attribute("max")
    expect(amount(page)).to_have_value(most)
    expect(figure(page, "Would join")).to_have_text("0")
    expect(slider).to_be_focused()
    assert slider.get_attribute("aria-valuetext").startswith("£")
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(figure(page, "Would join")).not_to_have_text("0")
    half = float(amount(page).input_value())
    assert float(most) * 0.4 < half < float(most) * 0.6


def test_lists_are_chosen_and_kept_while_the_number_moves(
    signed_in: Callable[..., Any], spenders: list[int]
) -> None:
    page = signed_in("alice")
    page.goto("/membership?threshold=20000")

    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("link", name="Next")).to_have_count(0)
    expect(page.locator("#preview .list tbody tr")).not_to_have_count(10)
    page.get_by_role("link", name=re.compile(r"Held \d")).click()
    expect(page.locator("#preview .list tbody")).to_contain_text(NAMES[0])
    amount(page).fill("30000")
    expect(page.locator("#preview .list tbody")).to_contain_text("£20,000.00 below")
    page.get_by_role("link", name=NAMES[0]).click()

    page.wait_for_url(f"**/customers/{spenders[0]}")


@pytest.mark.parametrize(
    ("is_ticked", "says"), [(True, "end"), (False, "stay members")]
)
def test_the_tick_and_the_table_stay_as_they_are_while_the_number_moves(
    signed_in: Callable[..., Any], spenders: list[int], is_ticked: bool, says: str
) -> None:
    page = signed_in("alice")
    page.goto("/membership?threshold=70000")

    page.get_by_label("Also end those below").set_checked(is_ticked)
    page.get_by_text("Show table").click()
    amount(page).fill("130000")
    expect(page.locator("#threshold-said")).to_contain_text("2 would join")
    page.get_by_role("link", name=re.compile(r"Would leave \d")).click()
    expect(page.locator("#list-2")).to_have_attribute("aria-current", "true")
    expect(page.locator(".fold table")).to_be_visible()
    expect(page.locator("#slider")).to_have_attribute("aria-valuetext", "£130,000.00")
    page.get_by_role("button", name="Run…").click()

    page.wait_for_url(re.compile(r"/membership/runs/\d+$"))
    expect(page.locator(".facts", has_text="Members below it")).to_contain_text(
        f"Members below it {says}"
    )


def test_enter_previews_and_save_saves(
    signed_in: Callable[..., Any], spenders: list[int], site: Site
) -> None:
    page = signed_in("alice")
    page.goto("/membership")
    before = saved(site)

    amount(page).fill("99000")
    amount(page).press("Enter")
    expect(figure(page, "Would join")).to_have_text("+5")
    assert saved(site) == before
    amount(page).fill("99500")
    page.get_by_label("Whoever reaches the threshold becomes a member").check()
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#toasts")).to_contain_text("The rule is saved.")
    expect(amount(page)).to_have_value("99500")
    assert saved(site) == [*before, (9_950_000, True)]


def test_what_was_saved_meanwhile_is_shown_and_can_be_overruled(
    signed_in: Callable[..., Any], spenders: list[int], site: Site
) -> None:
    page = signed_in("alice")
    page.goto("/membership")
    with site.world.app.app_context():
        site.world.enter()
        actor = site.world.actor(site.world.adam)
        values = RuleInput(threshold="88000")
        work.run(lambda: service.save_rule(values, actor=actor))
        db.session.remove()

    amount(page).fill("91000")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#rule-form")).to_contain_text("Adam saved another rule")
    expect(page.locator("#rule-form table")).to_contain_text("£88,000.00")
    page.expects("409")
    check_accessibility(page)
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#toasts")).to_contain_text("The rule is saved.")
    assert saved(site)[-1][0] == 9_100_000


def test_all_of_it_works_without_scripts(
    signed_in: Callable[..., Any], spenders: list[int], site: Site
) -> None:
    page = signed_in("alice", java_script_enabled=False)
    page.goto("/membership")
    expect(page.locator("#slider")).to_be_hidden()

    amount(page).fill("110000")
    page.get_by_label("Grace time in days").fill("30")
    page.get_by_role("button", name="Preview").click()
    expect(figure(page, "Would join")).to_have_text("+4")
    expect(page.get_by_label("Grace time in days")).to_have_value("30")
    amount(page).fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#threshold-fault")).to_contain_text("Write")
    amount(page).fill("110000")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#toasts")).to_contain_text("The rule is saved.")
    assert saved(site)[-1][0] == 11_000_000
    page.expects("422")

"""The dashboard as people use it: seen, chosen and pressed, on any screen."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from customers.ground import clock
from tests.browser.conftest import Site, check_accessibility, expect, too_narrow
from tests.desk.listing import add_shop
from tests.membership.members import save_rule
from tests.purchases.sold import people, recorded, refund, sale
from tests.world import World

TABS = ("/", "/dashboard/membership", "/dashboard/insights")
KIB = 1024


def trade(world: World) -> list[int]:
    """Nine customers who bought for two months in two shops; the second shop's id."""
    ids = people(world, *(f"Trader-{number}" for number in range(9)))
    save_rule(world, "90", is_automatic=True, period_months=1)
    shops = [world.book_shop.id, add_shop(world, "Low Street")]
    now = clock.now()
    told = [
        sale(
            f"trade-{number}",
            900 + 70 * number,
            customer_id=ids[number % 8],
            shop_id=shops[number % 2],
            purchased_at=now - timedelta(days=number, hours=number % 7),
        )
        for number in range(60)
    ]
    recorded(world, *told, refund("trade-back", 500, customer_id=ids[0]))
    return shops


@pytest.fixture
def shops(site: Site) -> list[int]:
    """The two shops that trade."""
    found: list[int] = site.once(trade)
    return found


def card(page: Any, label: str) -> Any:
    """The card with this label."""
    return page.locator(".stats .tile", has=page.get_by_text(label, exact=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_tabs_are_accessible_and_fit_the_window(
    signed_in: Callable[..., Any], shops: list[int], theme: str
) -> None:
    page = signed_in("alice", color_scheme=theme)

    for path in (*TABS, f"/dashboard/insights?days=365&shop={shops[1]}"):
        page.goto(path)
        for summary in page.locator("summary").all():
            summary.click()
        check_accessibility(page)
        assert too_narrow(page) == [], path


def test_the_choice_is_kept_from_tab_to_tab(
    signed_in: Callable[..., Any], shops: list[int]
) -> None:
    page = signed_in("alice")
    page.goto("/")

    page.get_by_role("link", name="90 days", exact=True).click()
    expect(card(page, "Spend, 90 days")).to_be_visible()
    expect(page.get_by_role("link", name="90 days", exact=True)).to_be_focused()
    page.get_by_label("Shop").focus()
    page.get_by_label("Shop").select_option(label="Low Street")
    expect(card(page, "Customers")).to_contain_text("all shops")
    expect(page.get_by_label("Shop")).to_be_focused()
    page.get_by_role("link", name="Insights").click()

    expect(page.get_by_role("heading", name="Busiest weekdays")).to_be_visible()
    query = f"days=90&shop={shops[1]}"
    assert page.url.endswith(f"/dashboard/insights?{query}")
    expect(page.get_by_role("link", name="90 days", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    page.evaluate("history.back()")
    expect(card(page, "Spend, 90 days")).to_be_visible()


def test_a_bar_and_its_row_lead_to_the_same_list(
    signed_in: Callable[..., Any], shops: list[int]
) -> None:
    page = signed_in("vera")
    page.goto("/")

    bar = page.locator("#by-week svg a").last
    url = bar.get_attribute("href")
    page.get_by_text("Show table").focus()
    page.keyboard.press("Enter")
    row = page.locator("#by-week tbody a").first
    expect(row).to_be_visible()
    box = row.bounding_box()
    assert row.get_attribute("href") == url
    assert box["height"] >= 44
    page.keyboard.press("Tab")
    expect(row).to_be_focused()
    bar.click()

    page.wait_for_url("**/sales?**")
    assert page.url.endswith(url)


def test_what_is_pressed_is_large_enough(
    signed_in: Callable[..., Any], shops: list[int]
) -> None:
    page = signed_in("alice", viewport={"width": 390, "height": 800})

    for path in TABS:
        page.goto(path)
        links = page.locator("#dashboard :is(a, select):not(svg a)")
        for link in links.filter(visible=True).all():
            # A card's link covers its card.
            tile = link.locator("xpath=ancestor::div[@class='tile']")
            box = (tile if tile.count() else link).bounding_box()
            assert box["height"] >= 44, (path, link.inner_text())


def test_it_works_without_scripts(
    open_page: Callable[..., Any], shops: list[int]
) -> None:
    page = open_page(person="bob", java_script_enabled=False)
    page.goto("/dashboard/membership")

    page.get_by_role("link", name="12 months").click()
    page.get_by_label("Shop").select_option(label="Low Street")
    page.get_by_role("button", name="Show these").click()

    assert page.url.endswith(f"/dashboard/membership?days=365&shop={shops[1]}")
    page.get_by_role("link", name="Members", exact=True).click()
    expect(page.get_by_role("heading", name="Customers", exact=True)).to_be_visible()
    page.get_by_role("link", name=re.compile("Dashboard")).first.click()
    expect(page.get_by_role("heading", name="Spend by week")).to_be_visible()


def test_it_keeps_to_its_budget_and_is_still(
    signed_in: Callable[..., Any], shops: list[int]
) -> None:
    page = signed_in("alice", is_new=True)
    page.add_init_script(
        """window.shifted = 0; new PerformanceObserver((list) => list.getEntries()
        .forEach((entry) => { window.shifted += entry.value; }))
        .observe({type: "layout-shift", buffered: true});"""
    )
    said = []

    for path in TABS:
        answer = page.goto(f"{path}?days=365")
        page.wait_for_load_state("networkidle")
        said.append(len(gzip.compress(answer.body(), 6, mtime=0)))
        assert page.evaluate("window.shifted") == 0
        part = page.request.get(f"{path}?days=365", headers={"HX-Request": "true"})
        assert len(gzip.compress(part.body(), 6, mtime=0)) <= 6 * KIB, path

    assert max(said) <= 9 * KIB


def test_what_another_sells_is_seen_and_nothing_is_shut(
    signed_in: Callable[..., Any], site: Site, shops: list[int]
) -> None:
    page = signed_in("vera")
    page.goto("/")
    page.get_by_text("Show table").click()
    before = card(page, "Spend, 30 days").locator("dd").first.inner_text()

    with site.world.app.app_context():
        site.world.enter()
        recorded(site.world, sale("seen at once", 99_900, purchased_at=clock.now()))

    spend = card(page, "Spend, 30 days").locator("dd").first
    expect(spend).not_to_have_text(before)
    expect(page.locator("#by-week table")).to_be_visible()

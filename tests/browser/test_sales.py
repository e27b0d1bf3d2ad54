"""Sales as people work with them: the list, a refund by keyboard, a customer given."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from customers.ground import clock
from tests.browser.conftest import Site, check_accessibility, expect
from tests.browser.crowd import add
from tests.purchases.sold import line, recorded, refund, sale

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
LINES = (
    line(2000, 2000, description="Tea with a name that is rather long", sku="T1"),
    line(1000, 3000, description="Rolls", unit_price_e4=33_333),
)


@pytest.fixture
def sold(site: Site) -> int:
    """A sale of today without a customer, of two lines; its id."""
    reference = secrets.token_hex(4)
    with site.world.app.app_context():
        site.world.enter()
        told = sale(
            reference,
            2900,
            purchased_at=clock.now(),
            lines=LINES,
            items=5000,
            discount_minor=100,
            shop_id=site.world.book_shop.id,
            payment_method="Card",
        )
        waits = refund(f"{reference}-w", 100, refund_of_reference=f"{reference}-x")
        return recorded(site.world, told, waits)[0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sales_are_accessible(
    signed_in: Callable[..., Any], sold: int, theme: str
) -> None:
    page = signed_in("alice", color_scheme=theme)

    page.goto("/sales?day_from=2020-01-01")
    page.get_by_role("button", name="Filters").click()
    check_accessibility(page)
    page.goto(f"/sales/{sold}?q=a")
    page.locator("summary").click()
    page.get_by_label("Single lines").check()
    check_accessibility(page)
    page.get_by_role("link", name="Undo").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check_accessibility(page)


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_sales_fit_the_window(
    signed_in: Callable[..., Any], sold: int, width: int
) -> None:
    page = signed_in("alice", viewport={"width": width, "height": 900})
    wider = "document.documentElement.scrollWidth > innerWidth"

    page.goto("/sales?kind=refund")
    assert not page.evaluate(wider)
    page.goto(f"/sales/{sold}")
    page.locator("summary").click()
    page.get_by_label("Single lines").check()
    assert not page.evaluate(wider)


def test_filters_change_the_list_and_its_address(
    signed_in: Callable[..., Any], sold: int
) -> None:
    page = signed_in("vera")
    page.goto("/sales")

    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Kind").focus()
    page.get_by_label("Kind").select_option("Refund")
    expect(page.locator(f"#sale-{sold}")).to_have_count(0)
    expect(page.get_by_label("Kind")).to_be_focused()
    assert "kind=refund" in page.url
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Clear all").click()
    page.locator(f"#sale-{sold}").click()

    page.wait_for_url(f"**/sales/{sold}")
    expect(page.get_by_role("button", name="Give back")).to_have_count(0)


def test_a_refund_is_given_by_keyboard_and_undone(
    signed_in: Callable[..., Any], sold: int
) -> None:
    page = signed_in("alice")
    page.goto(f"/sales/{sold}")

    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    page.expects("422")
    expect(page.get_by_text("Only £29.00 is left to give back.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Amount")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("4.50")
    page.keyboard.press("Enter")

    expect(page.locator("#sale-refunds")).to_contain_text("-£4.50")
    expect(page.locator("#sale")).to_be_focused()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#sale-refunds")).to_have_count(0)
    page.expects("422")


@SCRIPTS
def test_a_sale_gets_its_customer_and_loses_them(
    signed_in: Callable[..., Any], sold: int, scripts: bool
) -> None:
    page = signed_in("bob", java_script_enabled=scripts)
    name = f"Zora {secrets.token_hex(3)}"
    add(page, name=name)
    page.goto(f"/sales/{sold}")

    page.get_by_label("Find its customer").fill(name)
    if not scripts:
        page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name=f"Attach to {name}").click()
    expect(page.locator("#sale-customer")).to_contain_text(name)
    page.get_by_role("button", name="Take off").click()
    expect(page.locator("#sale-customer")).to_contain_text("no customer")
    page.locator("#toasts").get_by_role("button", name="Undo").last.click()

    expect(page.locator("#sale-customer")).to_contain_text(name)

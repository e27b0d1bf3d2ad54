"""Settings of sales and products in a real browser, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import expect

SCRIPTS = pytest.mark.parametrize("scripts", [True, False])


@SCRIPTS
def test_a_product_is_added_deleted_and_brought_back(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("adam", java_script_enabled=scripts)
    name, sku = ("Oat milk", "M-1") if scripts else ("Rye bread", "M-2")
    page.goto("/settings/products")

    page.get_by_role("link", name="Add product").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("SKU").fill(sku)
    page.get_by_label("Price (GBP)").fill("1.9")
    page.get_by_role("button", name="Add product").click()
    expect(page.get_by_text(f"{sku} · £1.90")).to_be_visible()
    page.get_by_role("button", name=f"Delete {name}").click()
    expect(page.get_by_text(f"{name} was deleted.")).to_be_visible()
    expect(page.get_by_role("button", name=f"Delete {name}")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text(f"{name} is back.")).to_be_visible()
    expect(page.get_by_role("button", name=f"Delete {name}")).to_be_visible()


@SCRIPTS
def test_a_bound_that_does_not_rise_is_said_beside_its_field(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("adam", java_script_enabled=scripts)
    page.goto("/settings/sales")

    page.get_by_label("Regular from visit").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#regular_from-error")).to_be_visible()
    expect(page.get_by_label("Regular from visit")).to_be_focused()
    page.get_by_label("Regular from visit").fill("5")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("The settings are saved.")).to_be_visible()
    expect(page.get_by_label("Regular from visit")).to_have_value("5")
    page.expects("422")

"""The own account, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import expect

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


@SCRIPTS
def test_a_wrong_current_password_is_said_beside_its_field(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("vera", java_script_enabled=scripts)

    page.goto("/account")
    page.get_by_label("Current password").fill("not this one")
    page.get_by_label("New password").fill("a rather new one")
    page.get_by_role("button", name="Change password").click()

    expect(page.locator("#current_password-error")).to_be_visible()
    expect(page.get_by_label("New password")).to_have_value("")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.expects("422")

"""The first start: an empty installation is set up and shows its first screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from customers.accounts import setup
from tests.browser.conftest import check_accessibility, expect, serving
from tests.conftest import make_app
from tests.world import PASSWORD


@pytest.fixture
def empty(
    tmp_path_factory: pytest.TempPathFactory, instance_folder: None
) -> Iterator[tuple[str, str]]:
    """The address of a server without a business, and the code it asks for."""
    folder = tmp_path_factory.mktemp("empty")
    database = f"sqlite:///{folder / 'regulars.db'}"
    with make_app(database).app_context():
        code = setup.setup_code()
    with serving(database, folder) as url:
        yield url, code


@pytest.mark.parametrize(
    ("theme", "scripts"), [("light", True), ("dark", True), ("light", False)]
)
def test_a_business_is_set_up_with_the_code_of_the_log(
    empty: tuple[str, str], open_page: Callable[..., Any], theme: str, scripts: bool
) -> None:
    url, code = empty
    page = open_page(color_scheme=theme, java_script_enabled=scripts)

    page.goto(f"{url}/")
    expect(page.get_by_role("heading", name="Set up your business")).to_be_visible()
    if scripts:
        check_accessibility(page)
    page.locator("#code").fill(code)
    page.locator("#business_name").fill("Dora's Deli")
    page.locator("#country").select_option("DE")
    page.locator("#currency").select_option("EUR")
    page.locator("#timezone").select_option("Europe/Berlin")
    page.locator("#name").fill("Dora")
    page.locator("#email").fill("dora@example.com")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Start").click()

    page.wait_for_url(re.compile(r":\d+/$"))
    expect(page.get_by_role("heading", name="What to do first")).to_be_visible()
    if scripts:
        check_accessibility(page)

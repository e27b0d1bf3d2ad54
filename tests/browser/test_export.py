"""Exporting as people do it: from the list to the file, with scripts and without."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import check_accessibility, expect, name_field

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def added(page: Any) -> str:
    """Add a customer whose name begins as a formula; gives the name."""
    name = f"=Export {secrets.token_hex(4)}"
    page.goto("/customers/new")
    name_field(page).fill(name)
    page.get_by_role("button", name="Add customer").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    return name


@SCRIPTS
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_saved(
    signed_in: Callable[..., Any], scripts: bool, kind: str
) -> None:
    page = signed_in("adam", java_script_enabled=scripts)
    name = added(page)

    page.goto(f"/customers/export?q={name[1:].replace(' ', '+')}")
    expect(page.get_by_text("1 customer", exact=True)).to_be_visible()
    page.get_by_label("Format").select_option(kind)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Export").click()

    file = saving.value
    assert file.suggested_filename.startswith("customers-20")
    assert file.suggested_filename.endswith(f".{kind}")
    content = Path(file.path()).read_bytes()
    if kind == "csv":
        [_header, row] = csv.reader(content.decode("utf-8-sig").splitlines())
        assert row[1] == f"'{name}"
    else:
        assert content.startswith(b"PK")
    # The page is still there for the next file.
    expect(page.get_by_role("heading", name="Export customers")).to_be_visible()


@THEMES
def test_the_page_is_accessible(signed_in: Callable[..., Any], theme: str) -> None:
    page = signed_in("alice", color_scheme=theme)
    name = added(page)

    page.goto(f"/customers/export?q={name[1:].replace(' ', '+')}&status=active")
    expect(page.get_by_role("heading", name="Export customers")).to_be_visible()
    check_accessibility(page)
    page.goto("/customers/export?q=nobody-is-called-this")
    expect(page.get_by_role("heading", name="Nobody to export")).to_be_visible()
    check_accessibility(page)


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_the_page_never_scrolls_sideways(
    signed_in: Callable[..., Any], width: int
) -> None:
    page = signed_in("alice", viewport={"width": width, "height": 800})
    name = added(page)

    page.goto(f"/customers/export?q={name[1:].replace(' ', '+')}&status=active")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main select")]
        .filter((e) => e.getBoundingClientRect().height < 43.5)
        .map((e) => e.outerHTML)"""
    )
    assert small == []

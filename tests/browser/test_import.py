"""Importing as people do it: from the file to the list, with scripts and without."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from customers.ground import jobs
from tests.browser.conftest import Site, check_accessibility, expect
from tests.ground.counting import look_anew

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
PAGE = re.compile(r"/import/\d+$")


def work_off(site: Site) -> None:
    """Let a worker do all that waits."""
    with site.world.app.app_context():
        look_anew()
        jobs.Worker(site.world.app).run_once()
        look_anew()


def send(page: Any, *, name: str, rows: int = 1) -> None:
    """Choose a list and send it: good rows, and one that is refused."""
    lines = [f"{name}-{number},{name} {number}" for number in range(rows)]
    content = "\n".join(["Code,Name,Hat size", *lines, "bad code,Nobody", ""])
    page.goto("/import")
    file = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": content.encode()}
    page.get_by_label("File", exact=True).set_input_files(files=[file])
    page.get_by_role("button", name="Send the file").click()
    page.wait_for_url(PAGE)


def new_name() -> str:
    """A name that no other test takes."""
    return f"I{secrets.token_hex(4)}".upper()


@SCRIPTS
def test_a_list_is_sent_tried_and_imported(
    signed_in: Callable[..., Any], site: Site, scripts: bool
) -> None:
    page = signed_in("adam", java_script_enabled=scripts)
    name = new_name()
    send(page, name=name)
    expect(page.get_by_text("Not understood: it is left out")).to_be_visible()
    card = page.locator("section.job")

    page.get_by_role("button", name="Try it").click()
    expect(card).to_contain_text("0 of 2")
    work_off(site)
    if not scripts:
        page.get_by_role("link", name="Look again").click()
    expect(card).to_contain_text("Nothing was changed. An import would do this:")
    expect(card).to_contain_text("Row 3")
    with page.expect_download() as saving:
        page.get_by_role("link", name="All as CSV").click()
    assert saving.value.suggested_filename.startswith("import-answers-")

    page.get_by_role("button", name="Import now").click()
    expect(card.get_by_role("button", name="Stop")).to_be_visible()
    work_off(site)
    if not scripts:
        page.get_by_role("link", name="Look again").click()
    expect(card).to_contain_text("The file is imported.")
    page.goto(f"/customers?q={name}-0")
    expect(page.get_by_text(f"{name} 0")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_pages_are_accessible_and_fit_every_screen(
    signed_in: Callable[..., Any], site: Site, theme: str
) -> None:
    page = signed_in("alice", color_scheme=theme)
    send(page, name=new_name())
    check_accessibility(page)
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("progress")).to_be_visible()
    check_accessibility(page)
    work_off(site)
    expect(page.locator(".figures")).to_be_visible()
    check_accessibility(page)

    wide, small = [], []
    for path in (page.url, "/import"):
        page.goto(path)
        for width in (320, 390, 820, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((path, width))
        small += page.evaluate(
            """() => [...document.querySelectorAll("main a, main button, main input")]
            .filter((e) => e.type !== "hidden" && !e.closest(".check, li")
            && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML)"""
        )
    check_accessibility(page)
    assert (wide, small) == ([], [])


def test_a_refused_file_is_told_beside_its_field(
    signed_in: Callable[..., Any],
) -> None:
    page = signed_in("alice")
    page.goto("/import")
    file = {"name": "a.xlsx", "mimeType": "text/csv", "buffer": b"PK\x03\x04" * 99}
    page.get_by_label("File", exact=True).set_input_files(files=[file])

    page.get_by_role("button", name="Send the file").click()

    error = page.locator("#file-error")
    expect(error).to_contain_text("Save the sheet as CSV")
    page.expects("422")

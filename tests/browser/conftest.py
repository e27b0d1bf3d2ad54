"""A running Regulars and a browser: gunicorn as shipped, Debian's Chromium.

Where Playwright or Chromium is missing these tests are skipped and say so; with
REQUIRE_BROWSER=1 that is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

try:
    from playwright.sync_api import expect, sync_playwright
except ImportError:  # Then the fixture `chromium` skips every test here.
    expect = sync_playwright = None  # type: ignore[assignment]

from customers.accounts.models import User
from tests.browser import crowd as of_crowd
from tests.browser.sites import Site, serving
from tests.browser.windows import Windows, watched
from tests.conftest import make_app
from tests.world import World

__all__ = [
    "Site",
    "check_accessibility",
    "expect",
    "hold_the_clock",
    "name_field",
    "serving",
    "sign_in",
    "stands_still",
    "too_narrow",
]

VENDOR = Path(__file__).parent / "vendor"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (320, 390, 820, 1440)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, instance_folder: None
) -> Iterator[tuple[str, Flask]]:
    """Regulars under gunicorn, over a SQLite file: the address, and an app beside."""
    folder = tmp_path_factory.mktemp("site")
    database = f"sqlite:///{folder / 'regulars.db'}"
    app = make_app(database)
    with serving(database, folder) as url:
        yield url, app


@pytest.fixture(scope="session")
def sites() -> dict[str, Site]:
    """The worlds of the server, by the test file that each belongs to."""
    return {}


@pytest.fixture
def site(
    request: pytest.FixtureRequest, server: tuple[str, Flask], sites: dict[str, Site]
) -> Iterator[Site]:
    """The server with a world of the test's file; a new one after a failure."""
    url, app = server
    file = request.path.stem.removeprefix("test_")
    failed = request.session.testsfailed
    if file not in sites:
        sites[file] = Site(url, app, mark=f"+{file}{failed or ''}")
    yield sites[file]
    if request.session.testsfailed > failed:
        del sites[file]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium."""
    if sync_playwright is None or CHROMIUM is None:
        missing = "Playwright or Chromium is not installed."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"REQUIRE_BROWSER=1, and {missing}")
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(
    chromium: Any, site: Site, windows: Windows, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """Opens a page and watches it for errors.

    A script error, a refused script or style and an error of the console fail the
    test at its end. The console tells of every answer of 4xx; a test that asks for one
    says so (`page.expects("404")`). The browser context is the page's own, and is left
    to the next test that asks `kept_as` the same; what stays in a page (a script that
    runs at each beginning, a slow line, what was loaded before) asks for none.
    """
    opened: list[Any] = []
    failed = request.session.testsfailed

    def make(kept_as: str = "", *, person: str = "", **options: Any) -> Any:
        page = windows.kept(kept_as) if kept_as else None
        if page is None:
            page = watched(chromium.new_context(base_url=site.url, **options))
        if person:
            page.context.add_cookies([site.cookie(person)])
        opened.append((kept_as, page, options))
        return page

    yield make
    complaints = [line for _kept_as, page, _options in opened for line in page.heard]
    is_good = failed == request.session.testsfailed and not complaints
    for kept_as, page, options in opened:
        if kept_as and is_good and not page.is_closed():
            windows.keep(kept_as, page, options)
        else:
            page.context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def windows() -> Windows:
    """The pages that are kept from test to test."""
    return Windows()


@pytest.fixture
def signed_in(open_page: Callable[..., Any]) -> Callable[..., Any]:
    """Opens the list of customers as a person of the world, in a page that is kept.

    `is_new` where something would stay in it, or must not have been loaded before.
    """

    def make(person: str = "alice", *, is_new: bool = False, **options: Any) -> Any:
        kept_as = "" if is_new else f"{person} {sorted(options.items())}"
        page = open_page(kept_as, person=person, **options)
        page.goto("/customers")
        return page

    return make


@pytest.fixture
def crowd(site: Site) -> list[int]:
    """Thirty customers of Alice's whom one search finds; their ids, oldest first."""
    ids: list[int] = site.once(of_crowd.come)
    return ids


def sign_in(page: Any, person: User) -> None:
    """Sign in by the sign-in page."""
    page.goto("/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(World.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)


def name_field(page: Any) -> Any:
    """The field of a customer's full name."""
    return page.get_by_role("textbox", name="Name", exact=True)


def hold_the_clock(page: Any) -> None:
    """Load a new page again; what it waits for comes as its clock is moved, or resumed.

    So a slow machine types as fast as any, and nobody waits for seconds to pass.
    """
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    page.clock.install(time=begin)
    page.reload()
    page.clock.pause_at(begin + timedelta(hours=1))


def stands_still(page: Any) -> None:
    """Wait until nothing on the page moves any more."""
    page.evaluate(
        """() => Promise.all(document.getAnimations({subtree: true})
        .map((movement) => movement.finished.catch(() => null)))"""
    )


def too_narrow(page: Any) -> list[int]:
    """The widths, from a small phone to a desktop, at which the page is wider."""
    wider = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wider.append(width)
    return wider


def check_accessibility(page: Any) -> None:
    """Fail with what axe finds against WCAG 2.2 AA, once nothing moves any more."""
    stands_still(page)
    page.evaluate((VENDOR / "axe.min.js").read_text())
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: {type: "tag", values:
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}))
        .violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`)"""
    )
    assert found == [], page.url

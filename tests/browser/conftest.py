"""A running Regulars and a browser: gunicorn as shipped, Debian's Chromium.

Where Playwright or Chromium is missing these tests are skipped and say so; with
REQUIRE_BROWSER=1 that is a failure.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

try:
    from playwright.sync_api import expect, sync_playwright
except ImportError:  # Then the fixture `chromium` skips every test here.
    expect = sync_playwright = None  # type: ignore[assignment]

from customers.ground import work
from tests.browser.crowd import NAMES
from tests.browser.crowd import add as add_customer
from tests.conftest import SECRET, make_app
from tests.world import World

__all__ = ["check_accessibility", "expect", "name_field", "sign_in", "too_narrow"]

ROOT = Path(__file__).parents[2]
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
USUAL_SIZE = {"width": 1280, "height": 720}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Site:
    """The address of a running server, and the people of its database."""

    def __init__(self, url: str, world: World) -> None:
        self.url = url
        self.world = world


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, instance_folder: None
) -> Iterator[Site]:
    """Regulars under gunicorn, over a SQLite file with the people of the world."""
    folder = tmp_path_factory.mktemp("site")
    database = f"sqlite:///{folder / 'regulars.db'}"
    app = make_app(database)
    with app.app_context():
        world = work.run(lambda: World(app))
    with serving(database, folder) as url:
        yield Site(url, world)


@contextlib.contextmanager
def serving(database: str, folder: Path) -> Iterator[str]:
    """Run the shipped server over the database; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "DATABASE_URL": database,
        "SECRET_KEY": SECRET,
        "REGULARS_INSTANCE": str(folder),
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn", "app:app"]
    command += ["--config", "deploy/gunicorn.conf.py", "--log-level", "warning"]
    with open(folder / "server.log", "wb") as log:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        # At once: a browser may hold a connection open, for which it would wait long.
        server.send_signal(signal.SIGQUIT)
        server.wait(40)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(200):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=2).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail("The server did not start.")


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

    def make(kept_as: str = "", **options: Any) -> Any:
        page = windows.kept(kept_as) if kept_as else None
        if page is None:
            page = _watched(chromium.new_context(base_url=site.url, **options))
        elif "storage_state" in options:
            page.context.add_cookies(options["storage_state"]["cookies"])
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


def _watched(context: Any) -> Any:
    page = context.new_page()
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda said: heard.append(said.text) if said.type == "error" else None,
    )
    page.heard = heard
    page.expects = lambda status: _forget(heard, status)
    return page


class Windows:
    """Pages that a test is done with, empty again: a new one costs most of a second."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Any]] = {}

    def kept(self, name: str) -> Any:
        """A page of this name, None where all are in use."""
        pages = self._kept.get(name)
        return pages.pop() if pages else None

    def keep(self, name: str, page: Any, options: dict[str, Any]) -> None:
        """Empty a page, and keep it for who asks for one of this name."""
        context = page.context
        for other in context.pages:
            if other is not page:
                other.close()
        page.unroute_all(behavior="ignoreErrors")
        page.goto("/healthz")
        if options.get("java_script_enabled", True):
            page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
        context.clear_cookies()
        page.set_viewport_size(options.get("viewport", USUAL_SIZE))
        page.emulate_media(media="screen")
        page.heard.clear()
        self._kept.setdefault(name, []).append(page)


@pytest.fixture(scope="session")
def windows() -> Windows:
    """The pages that are kept from test to test."""
    return Windows()


def _forget(heard: list[str], status: str) -> None:
    heard[:] = [line for line in heard if f"status of {status} " not in line]


@pytest.fixture(scope="session")
def cookies(chromium: Any, site: Site) -> Callable[[str], Any]:
    """What a browser of a signed-in person keeps; each person signs in once."""

    @functools.cache
    def of(person: str) -> Any:
        context = chromium.new_context(base_url=site.url)
        sign_in(context.new_page(), person)
        kept = context.storage_state()
        context.close()
        return kept

    return of


@pytest.fixture
def signed_in(
    open_page: Callable[..., Any], cookies: Callable[[str], Any]
) -> Callable[..., Any]:
    """Opens the list of customers as a person of the world, in a page that is kept.

    `is_new` where something would stay in it, or must not have been loaded before.
    """

    def make(person: str = "alice", *, is_new: bool = False, **options: Any) -> Any:
        kept_as = "" if is_new else f"{person} {sorted(options.items())}"
        page = open_page(kept_as, storage_state=cookies(person), **options)
        page.goto("/customers")
        return page

    return make


@pytest.fixture(scope="session")
def crowd(chromium: Any, site: Site, cookies: Callable[[str], Any]) -> list[int]:
    """Thirty customers of Alice's whom one search finds; their ids, oldest first."""
    context = chromium.new_context(base_url=site.url, storage_state=cookies("alice"))
    page = context.new_page()
    ids = [
        add_customer(page, name=name, phone=f"020 7946 {number:04d}")
        for number, name in enumerate(NAMES)
    ]
    context.close()
    return ids


def sign_in(page: Any, person: str) -> None:
    """Sign in by the sign-in page."""
    page.goto("/login")
    page.get_by_label("Email").fill(f"{person}@example.com")
    page.get_by_label("Password").fill(World.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/customers")


def name_field(page: Any) -> Any:
    """The field of a customer's full name."""
    return page.get_by_role("textbox", name="Name", exact=True)


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
    page.evaluate(
        """() => Promise.all(document.getAnimations({subtree: true})
        .map((movement) => movement.finished.catch(() => null)))"""
    )
    page.evaluate((VENDOR / "axe.min.js").read_text())
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: {type: "tag", values:
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}))
        .violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`)"""
    )
    assert found == [], page.url

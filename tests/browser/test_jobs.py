"""Long work as people follow it: looked at, stopped, ended, and out of reach."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from customers.ground import jobs
from tests.browser.conftest import Site, check_accessibility, expect, hold_the_clock
from tests.ground.counting import ask, look_anew

THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
HIDE = """Object.defineProperty(
    document, 'hidden', {get: () => true, configurable: true})"""
JOB = re.compile(r"/jobs/\d+\?seen=")


@pytest.fixture
def job(site: Site) -> str:
    """The address of a job of Bob's that nobody works on yet."""
    with site.world.app.app_context():
        site.world.enter()
        return f"/jobs/{ask(site.world.actor(site.world.bob))}"


def work_off(site: Site) -> None:
    """Let a worker do all that waits."""
    with site.world.app.app_context():
        look_anew()
        jobs.Worker(site.world.app).run_once()
        look_anew()


def is_asked(request: Any) -> bool:
    """Whether the page asks how far the job is."""
    return JOB.search(request.url) is not None


def card(page: Any) -> Any:
    """The part that shows the job."""
    return page.locator("section.job")


@THEMES
def test_its_pages_are_accessible(
    signed_in: Callable[..., Any], site: Site, job: str, theme: str
) -> None:
    page = signed_in("bob", color_scheme=theme)

    page.goto("/jobs")
    check_accessibility(page)
    page.goto(job)
    check_accessibility(page)
    work_off(site)
    page.reload()
    expect(card(page)).to_contain_text("Done")
    check_accessibility(page)


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_its_pages_do_not_scroll_sideways(
    signed_in: Callable[..., Any], job: str, width: int
) -> None:
    page = signed_in("bob", viewport={"width": width, "height": 800})

    wide = []
    for path in ("/jobs", job):
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)

    assert wide == []


def test_stop_by_the_keyboard_leaves_the_focus_on_the_job(
    signed_in: Callable[..., Any], job: str
) -> None:
    page = signed_in("bob")
    page.goto(job)

    page.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Enter")

    expect(card(page)).to_contain_text("Stopped")
    expect(card(page)).to_be_focused()
    expect(page.locator("#job-said")).to_contain_text("Count: Stopped.")


def test_whoever_stands_on_stop_when_it_ends_stands_on_the_job(
    signed_in: Callable[..., Any], site: Site, job: str
) -> None:
    page = signed_in("bob")
    page.goto(job)
    page.get_by_role("button", name="Stop").focus()

    work_off(site)

    expect(card(page)).to_contain_text("Done")
    expect(card(page)).to_be_focused()
    expect(page.locator("#job-said")).to_contain_text("Count: Done.")


def test_whoever_stands_elsewhere_when_it_ends_stays_there(
    signed_in: Callable[..., Any], site: Site, job: str
) -> None:
    page = signed_in("bob")
    page.goto(job)
    link = page.locator("main a", has_text="Background work")
    link.focus()

    work_off(site)

    expect(card(page)).to_contain_text("Done")
    expect(link).to_be_focused()


def test_it_asks_every_two_seconds_while_it_is_seen_and_may_change(
    signed_in: Callable[..., Any], site: Site, job: str
) -> None:
    page = signed_in("bob", is_new=True)
    page.goto(job)
    with page.expect_request_finished(is_asked):
        hold_the_clock(page)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if is_asked(r) else None)

    for _time in range(2):
        page.clock.run_for(1700)
        with page.expect_request_finished(is_asked):
            page.clock.run_for(100)
    assert len(asked) == 2
    page.evaluate(HIDE)
    page.clock.run_for(6000)
    assert len(asked) == 2
    with page.expect_request_finished(is_asked):
        page.evaluate(
            "delete document.hidden; dispatchEvent(new Event('visibilitychange'))"
        )
    assert len(asked) == 3
    work_off(site)
    page.clock.resume()
    expect(card(page)).to_contain_text("Done")
    count = len(asked)
    page.clock.run_for(6000)
    page.wait_for_timeout(200)
    assert len(asked) == count


def test_a_server_that_is_away_is_said_once(
    signed_in: Callable[..., Any], job: str
) -> None:
    page = signed_in("bob", is_new=True)
    page.goto(job)
    page.route(JOB, lambda route: route.abort())
    with page.expect_event("requestfailed", is_asked):
        hold_the_clock(page)

    # Less and less often.
    for beats in (2, 3, 5):
        with page.expect_event("requestfailed", is_asked):
            page.clock.run_for(beats * 1800)
    page.clock.resume()

    toast = page.locator("#toasts .toast")
    expect(toast).to_have_count(1)
    expect(toast).to_have_text("The server cannot be reached just now.")
    page.unroute(JOB)
    page.heard.clear()

"""Runs as people see them: previewed, run and undone, by keyboard, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from customers.ground import jobs, work
from customers.ground.db import db
from customers.membership.service import runs
from customers.membership.service.runs import kept
from tests.browser.conftest import Site, check_accessibility, expect
from tests.membership.running import spenders
from tests.world import World

RUN = re.compile(r"/membership/runs/\d+$")
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def customers(world: World) -> dict[str, int]:
    """Two who spent much and one who did not."""
    return spenders(world, Runa=3_000_000, Rune=2_000_000, Rudi=10)


@pytest.fixture(autouse=True)
def those_who_spent(site: Site) -> None:
    """The customers are there before a page is."""
    site.once(customers)


@pytest.fixture
def run(site: Site) -> str:
    """The address of a preview of whoever spent 15,000."""
    with site.world.app.app_context():
        db.session.remove()
        return f"/membership/runs/{previewed(site.world)}"


def previewed(world: World) -> int:
    """Preview a threshold as Alice."""
    world.enter()
    actor = world.actor(world.alice)
    made = work.run(
        lambda: (
            runs.preview_run(
                1_500_000, window_months=None, also_ends=False, actor=actor
            ).id
        )
    )
    db.session.remove()
    return made


def handed_over(world: World, run_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Apply a run as Alice, as one that is too large for a request."""
    monkeypatch.setattr(kept, "AT_ONCE", 0)
    with world.app.app_context():
        world.enter()
        actor = world.actor(world.alice)
        work.run(lambda: runs.apply_run(run_id, actor=actor).id)
        db.session.remove()


def tried(page: Any, amount: str) -> None:
    """Write this into the field of the threshold."""
    page.get_by_role("textbox", name=re.compile("Threshold")).fill(amount)


def undo(page: Any) -> None:
    """Undo the run on the page, by the question."""
    page.get_by_role("link", name="Undo this run").click()
    page.get_by_role("button", name="Undo this run").click()
    expect(page.locator("#run-state")).to_have_text("Undone")


def test_a_threshold_is_tried_run_and_undone(signed_in: Callable[..., Any]) -> None:
    page = signed_in()
    page.goto("/membership")
    tried(page, "15000")
    expect(page.locator("#threshold-said")).to_contain_text("would join")
    page.get_by_role("button", name="Run…").click()

    page.wait_for_url(RUN)
    expect(page.locator("#names")).to_contain_text("Runa")
    expect(page.locator("#names")).not_to_contain_text("Rudi")
    page.get_by_role("button", name="Run it: 2 join").click()
    expect(page.locator("#run-state")).to_have_text("Done")
    expect(page.locator("#toasts")).to_contain_text("2 joined")
    undo(page)

    expect(page.locator("#run")).to_contain_text("As before again")


def test_it_is_done_by_the_keyboard_alone(
    signed_in: Callable[..., Any], run: str
) -> None:
    page = signed_in()
    page.goto(run)

    page.get_by_role("button", name="Run it").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#run-state")).to_have_text("Done")
    page.get_by_role("link", name="Undo this run").focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Undo this run?")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(page.locator("#run-state")).to_have_text("Done")
    page.keyboard.press("Enter")
    question.get_by_role("button", name="Undo this run").focus()
    page.keyboard.press("Enter")

    expect(page.locator("#run-state")).to_have_text("Undone")


def test_all_of_it_works_without_scripts(signed_in: Callable[..., Any]) -> None:
    page = signed_in(java_script_enabled=False)
    page.goto("/membership")
    tried(page, "much")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#threshold-fault")).to_contain_text("Write a number")
    tried(page, "15000")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Run…").click()
    page.wait_for_url(RUN)

    page.get_by_role("button", name="Run it").click()
    expect(page.locator("#run-state")).to_have_text("Done")
    page.goto("/membership/history")
    page.get_by_role("link", name=re.compile("^Undo: ")).first.click()
    page.get_by_role("button", name="Undo this run").click()

    expect(page.locator("#run-state")).to_have_text("Undone")
    page.expects("422")


def test_a_run_that_a_worker_does_is_followed_to_its_end(
    signed_in: Callable[..., Any], run: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = int(run.rpartition("/")[2])
    handed_over(site.world, run_id, monkeypatch)
    page = signed_in()

    page.goto(run)
    expect(page.locator("#run-state")).to_have_text("Running")
    expect(page.locator("#run-progress")).to_be_visible()
    expect(page.locator(".job-progress")).to_contain_text("Not begun")
    with site.world.app.app_context():
        jobs.Worker(site.world.app).run_once()
        db.session.remove()
    expect(page.locator("#run-state")).to_have_text("Done")
    expect(page.locator("#run-said")).to_contain_text("Done")
    expect(page.locator("#run-progress")).to_have_count(0)
    undo(page)


@THEMES
def test_the_pages_are_accessible(
    signed_in: Callable[..., Any], run: str, theme: str
) -> None:
    page = signed_in(color_scheme=theme)

    for path in (run, "/membership/history"):
        page.goto(path)
        check_accessibility(page)
    page.goto(run)
    page.get_by_role("button", name="Run it").click()
    expect(page.locator("#run-state")).to_have_text("Done")
    check_accessibility(page)
    page.get_by_role("link", name="Undo this run").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    check_accessibility(page)
    page.get_by_role("button", name="Undo this run").click()
    expect(page.locator("#run-state")).to_have_text("Undone")
    check_accessibility(page)


def test_the_pages_do_not_scroll_sideways(
    signed_in: Callable[..., Any], run: str
) -> None:
    page = signed_in()
    wide = []

    for width in (320, 390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        for path in (run, "/membership/history"):
            page.goto(path)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((path, width))

    assert wide == []

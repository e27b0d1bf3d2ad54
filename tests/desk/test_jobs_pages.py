"""The pages of long work: who sees what, how it is followed, and how it is stopped."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from customers.ground import clock, jobs, work
from tests.ground.counting import ask, seen, work_off
from tests.world import Browser, World

HTMX = {"HX-Request": "true"}


def soup(browser: Browser, url: str, **options: Any) -> BeautifulSoup:
    answer = browser.get(url, **options)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def part_of(page: BeautifulSoup) -> Tag:
    part = page.select_one("section.job")
    assert part is not None
    return part


def begun(world: World, **given: Any) -> int:
    """A job of Bob's whose first chunk of three is done."""
    job_id = ask(world.actor(world.bob), **given)
    claim = work.run(jobs.claims.claim_next)
    assert claim
    assert jobs.chunks.work_chunk(claim)
    return job_id


def test_a_page_says_how_far_the_job_is(world: World) -> None:
    job_id = begun(world, to=10)

    page = soup(world.client(world.bob), f"/jobs/{job_id}")

    progress = page.select_one("progress")
    assert progress
    assert (progress["value"], progress["max"]) == ("3", "10")
    assert page.select_one(f"label[for={progress['id']}]")
    assert "3 of 10" in part_of(page).get_text()
    assert "Running" in part_of(page).get_text()
    assert page.select_one("h1").get_text() == "Count"  # type: ignore[union-attr]


def test_large_numbers_are_written_as_people_do(world: World) -> None:
    job_id = begun(world, to=12000, chunk=3000)

    page = soup(world.client(world.bob), f"/jobs/{job_id}")

    assert "3,000 of 12,000" in part_of(page).get_text()


def test_a_job_that_is_done_says_so_and_leads_to_its_file(
    app: Flask, world: World
) -> None:
    job_id = ask(world.actor(world.bob), to=10)
    work_off(app)

    part = part_of(soup(world.client(world.bob), f"/jobs/{job_id}"))

    assert "Done" in part.get_text()
    assert "10 counted." in part.get_text()
    assert part.select_one(f'a[href="/files/{job_id}"]')
    assert not part.select_one("form")


def test_a_job_that_failed_says_why(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob), to=10)
    work.run(lambda: setattr(world.membership(world.bob), "role", "viewer"))
    work_off(app)

    part = part_of(soup(world.client(world.bob), f"/jobs/{job_id}"))

    alert = part.select_one('[role="alert"]')
    assert alert
    assert "role does not allow" in alert.get_text()
    assert not part.select_one('a[href^="/files"]')


@pytest.mark.parametrize(("is_begun", "seconds"), [(False, 31), (True, 91)])
def test_one_that_nobody_works_on_hints_at_the_worker(
    world: World, is_begun: bool, seconds: int
) -> None:
    job_id = begun(world) if is_begun else ask(world.actor(world.bob))
    browser = world.client(world.bob)

    at_once = soup(browser, f"/jobs/{job_id}").get_text()
    with clock.later(seconds=seconds):
        late = soup(browser, f"/jobs/{job_id}").get_text()

    assert "Nothing works on it" not in at_once
    assert "Nothing works on it" in late


@pytest.mark.parametrize("who", ["bob", "adam", "alice"])
def test_whoever_asked_and_those_above_see_it(world: World, who: str) -> None:
    job_id = ask(world.actor(world.bob))

    page = soup(world.client(getattr(world, who)), f"/jobs/{job_id}")

    assert "Bob" in part_of(page).get_text()


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_nobody_else_sees_or_stops_it(world: World, who: str) -> None:
    job_id = ask(world.actor(world.bob))
    browser = world.client(getattr(world, who))

    shown = browser.get(f"/jobs/{job_id}")
    stopped = browser.post(f"/jobs/{job_id}/stop")

    world.enter()
    assert (shown.status_code, stopped.status_code) == (404, 404)
    assert seen(job_id).state == "waiting"


def test_whoever_is_signed_out_is_led_to_the_sign_in(world: World) -> None:
    answer = world.client().get("/jobs")

    assert answer.status_code == 303
    assert answer.location.startswith("/login")


def test_the_part_asks_for_itself_until_something_is_new(world: World) -> None:
    job_id = begun(world, to=10)
    browser = world.client(world.bob)
    url = str(part_of(soup(browser, f"/jobs/{job_id}"))["hx-get"])

    same = browser.get(url, headers=HTMX)
    world.enter()
    work.run(lambda: setattr(seen(job_id), "done", 6))
    new = browser.get(url, headers=HTMX)

    assert (same.status_code, same.get_data()) == (204, b"")
    assert new.status_code == 200
    assert "6 of 10" in new.text
    assert "poll from:body" in new.text
    assert "hx-partial" not in new.text
    assert "HX-Request" in new.headers["Vary"]


def test_the_end_is_said_once_and_asked_for_no_more(app: Flask, world: World) -> None:
    job_id = begun(world, to=10)
    browser = world.client(world.bob)
    url = str(part_of(soup(browser, f"/jobs/{job_id}"))["hx-get"])
    world.enter()
    with clock.later(minutes=2):
        work_off(app)

    answer = BeautifulSoup(browser.get(url, headers=HTMX).text, "html.parser")
    page = soup(browser, f"/jobs/{job_id}")

    news = answer.select_one("hx-partial")
    assert news
    assert news["hx-target"] == "#job-said"
    assert "Count: Done. 10 counted." in news.get_text()
    assert not part_of(answer).has_attr("hx-trigger")
    assert page.select_one("#job-said[role=status]").get_text() == ""  # type: ignore[union-attr]
    assert part_of(answer) == part_of(page)


def test_the_part_is_that_of_the_page(world: World) -> None:
    job_id = begun(world, to=10)
    browser = world.client(world.bob)

    page = part_of(soup(browser, f"/jobs/{job_id}"))
    part = part_of(soup(browser, f"/jobs/{job_id}", headers=HTMX))

    for token in (*page.select("[name=csrf_token]"), *part.select("[name=csrf_token]")):
        token["value"] = ""
    assert part == page


def test_without_scripts_a_link_loads_the_page_again_while_it_may_change(
    app: Flask, world: World
) -> None:
    job_id = ask(world.actor(world.bob))
    browser = world.client(world.bob)

    open_ = soup(browser, f"/jobs/{job_id}")
    world.enter()
    work_off(app)
    ended = soup(browser, f"/jobs/{job_id}")

    assert open_.select_one(f'noscript a[href="/jobs/{job_id}"]')
    assert not ended.select_one("noscript")


@pytest.mark.parametrize("who", ["bob", "adam"])
def test_stopping_is_one_click_and_final(app: Flask, world: World, who: str) -> None:
    job_id = begun(world, to=10)
    browser = world.client(getattr(world, who))

    answer = browser.post(f"/jobs/{job_id}/stop")
    page = soup(browser, f"/jobs/{job_id}")
    world.enter()
    with clock.later(minutes=2):
        work_off(app)

    assert (answer.status_code, answer.location) == (303, f"/jobs/{job_id}")
    assert "Stopped." in page.select_one("#toasts").get_text()  # type: ignore[union-attr]
    assert (seen(job_id).state, seen(job_id).done) == ("stopped", 3)


def test_stopping_by_htmx_answers_the_part_and_a_toast(world: World) -> None:
    job_id = begun(world, to=10)
    browser = world.client(world.bob)

    answer = browser.post(f"/jobs/{job_id}/stop", htmx=True)

    part = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 200
    assert "Stopped" in part_of(part).get_text()
    assert not part_of(part).has_attr("hx-trigger")
    assert part.select_one('hx-partial[hx-target="#toasts"]')


def test_stopping_twice_changes_nothing_more(world: World) -> None:
    job_id = ask(world.actor(world.bob))
    browser = world.client(world.bob)
    browser.post(f"/jobs/{job_id}/stop")
    world.enter()
    ended_at = seen(job_id).ended_at

    answer = browser.post(f"/jobs/{job_id}/stop")

    world.enter()
    assert answer.status_code == 303
    assert (seen(job_id).state, seen(job_id).ended_at) == ("stopped", ended_at)


def test_what_is_done_is_not_stopped_any_more(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob))
    work_off(app)
    browser = world.client(world.bob)

    browser.post(f"/jobs/{job_id}/stop")

    toasts = soup(browser, f"/jobs/{job_id}").select_one("#toasts")
    assert toasts
    assert "ended already" in toasts.get_text()


def test_a_stop_without_its_token_is_refused(world: World) -> None:
    job_id = ask(world.actor(world.bob))
    browser = world.client(world.bob)

    answer = browser.post(f"/jobs/{job_id}/stop", raw=True)
    by_link = browser.get(f"/jobs/{job_id}/stop")

    world.enter()
    assert (answer.status_code, by_link.status_code) == (400, 405)
    assert seen(job_id).state == "waiting"


def test_stopping_says_so_and_takes_the_focus_from_the_button_that_is_gone(
    world: World,
) -> None:
    job_id = begun(world, to=10)

    answer = world.client(world.bob).post(f"/jobs/{job_id}/stop", htmx=True)

    page = BeautifulSoup(answer.text, "html.parser")
    part = part_of(page)
    assert (part["tabindex"], part.has_attr("autofocus")) == ("-1", True)
    said = page.select_one('hx-partial[hx-target="#job-said"]')
    assert said
    assert said.get_text().startswith("Count: Stopped.")


def test_one_that_ends_by_itself_leaves_the_focus_where_it_is(
    app: Flask, world: World
) -> None:
    job_id = ask(world.actor(world.bob))
    url = str(part_of(soup(world.client(world.bob), f"/jobs/{job_id}"))["hx-get"])
    work_off(app)

    part = part_of(soup(world.client(world.bob), url, headers=HTMX))

    assert "Done" in part.get_text()
    assert not part.has_attr("autofocus")

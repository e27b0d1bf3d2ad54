"""The pages of runs: previewed, run, undone, dropped, and the history of them all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from customers.ground import clock, jobs, work
from customers.ground.db import db
from customers.membership.service.runs import kept as limits
from tests.membership.members import entries, is_member, switch
from tests.membership.running import previewed, run_of, spenders, work_off
from tests.purchases.sold import people, recorded, sale
from tests.world import Browser, World

RUNS, HISTORY = "/membership/runs", "/membership/history"


def soup(browser: Browser, url: str, **options: Any) -> BeautifulSoup:
    answer = browser.get(url, **options)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def words(page: BeautifulSoup) -> str:
    main = page.select_one("main") or page
    return " ".join(main.get_text(" ").split())


def begun(browser: Browser, **fields: Any) -> str:
    """Preview by the form; the address of the run."""
    answer = browser.post(RUNS, {"threshold": "10", **fields})
    assert answer.status_code == 303
    return str(answer.location)


def test_a_preview_is_run_and_undone_by_its_page(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=10, Held=5000)
    switch(world, ids["Held"], False, reason="asked")
    browser = world.client(world.alice)

    url = begun(browser)
    page = words(soup(browser, url))
    assert "Run it: 1 joins" in page
    assert "Would join 1" in page
    assert "£20.00" in page
    assert "Held" in words(soup(browser, f"{url}?list=held"))
    assert browser.post(f"{url}/apply").location == url
    assert "Joined 1" in words(soup(browser, url))
    assert is_member(ids["Ada"])
    assert "Undo this run?" in words(soup(browser, f"{url}/undo"))
    assert browser.post(f"{url}/undo").location == url

    assert "As before again 1" in words(soup(browser, url))
    db.session.expire_all()
    assert not is_member(ids["Ada"])


def test_the_part_is_the_page_s_own(world: World) -> None:
    spenders(world, Ada=2000)
    browser = world.client(world.alice)
    url = begun(browser)

    page = soup(browser, url).select_one("#run")
    part = soup(browser, url, headers={"HX-Request": "true"}).select_one("#run")

    assert page
    assert part

    def plain(found: Any) -> str:
        return re.sub(r'(csrf_token" type="hidden" value=)"[^"]*"', r"\1", str(found))

    assert plain(part) == plain(page)


def test_a_large_run_is_followed_until_it_is_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SMALL_BUSINESS", 0)
    monkeypatch.setattr(limits, "AT_ONCE", 0)
    spenders(world, Ada=2000)
    browser = world.client(world.alice)
    url = begun(browser)

    page = soup(browser, url)
    assert "Being previewed" in words(page)
    polled = page.select_one("#run")["hx-get"]  # type: ignore[index]
    htmx = {"HX-Request": "true"}
    assert browser.get(str(polled), headers=htmx).status_code == 204
    work_off(world)
    news = soup(browser, str(polled), headers=htmx)
    assert "Run it: 1 joins" in words(news)
    assert "Preview" in news.select("hx-partial")[0].get_text()
    browser.post(f"{url}/apply")
    assert "Running" in words(soup(browser, url))
    work_off(world)
    assert "Joined 1" in words(soup(browser, url))


def test_a_stopped_run_offers_to_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", 0)
    spenders(world, Ada=2000)
    browser = world.client(world.alice)
    url = begun(browser)
    browser.post(f"{url}/apply")
    job_id = run_of(int(url.rpartition("/")[2])).job_id or 0
    actor = world.actor(world.alice)
    work.run(lambda: jobs.stop(job_id, actor=actor))

    page = words(soup(browser, url))
    assert "stopped before its end" in page
    assert "Go on" in page
    browser.post(f"{url}/apply")
    work_off(world)

    assert "Joined 1" in words(soup(browser, url))


@pytest.mark.parametrize(
    ("fields", "beside", "says"),
    [
        ({"threshold": ""}, "threshold-error", "Write the spend"),
        ({"threshold": "much"}, "threshold-error", "Write a number"),
        ({"threshold": "0"}, "threshold-error", "more than nothing"),
        ({"threshold": "1.001"}, "threshold-error", "decimals at most"),
        ({"window_months": "121"}, "window_months-error", "months"),
        ({"window_months": "x"}, "window_months-error", "Choose one"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    world: World, fields: dict[str, str], beside: str, says: str
) -> None:
    browser = world.client(world.alice)
    answer = browser.post(RUNS, {"threshold": "10", **fields})

    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    found = page.select_one(f"#{beside}")
    assert found
    assert says in found.get_text()


def test_an_impossible_step_is_a_sentence_and_409(world: World) -> None:
    spenders(world, Ada=2000)
    browser = world.client(world.alice)
    url = begun(browser)

    early = browser.post(f"{url}/undo")
    assert (early.status_code, "nothing to undo" in early.text) == (409, True)
    assert browser.get(f"{url}/undo").status_code == 409
    browser.post(f"{url}/apply")
    late = browser.post(f"{url}/drop")
    assert (late.status_code, "applied already" in late.text) == (409, True)


def test_who_may_not_is_refused_and_an_outsider_sees_nothing(world: World) -> None:
    run_id = previewed(world)
    url = f"{RUNS}/{run_id}"

    steps = (f"{url}/apply", f"{url}/undo", f"{url}/drop")

    for person in (world.bob, world.vera):
        browser = world.client(person)
        for path in (url, HISTORY, f"{url}/undo"):
            assert browser.get(path).status_code == 403
        for path in (RUNS, *steps):
            assert browser.post(path).status_code == 403
    outsider = world.client(world.charlie)
    assert [outsider.get(path).status_code for path in (url, steps[1])] == [404, 404]
    assert [outsider.post(path).status_code for path in steps] == [404, 404, 404]
    adam = world.client(world.adam)
    for path in (RUNS, steps[0], steps[2]):
        assert adam.get(path).status_code == 405
    for path in (url, HISTORY):
        assert adam.post(path).status_code == 405
    assert adam.get(url).status_code == 200
    world.enter()
    assert run_of(run_id).state == "previewed"


def test_each_step_posted_twice_is_done_once(world: World) -> None:
    ids = spenders(world, Ada=2000)
    browser = world.client(world.alice)
    url = begun(browser)
    run_id = int(url.rpartition("/")[2])

    for step, state in (("apply", "done"), ("undo", "undone")):
        answers = [browser.post(f"{url}/{step}") for _time in range(2)]
        assert [each.location for each in answers] == [url, url]
        run = run_of(run_id)
        assert (run.state, run.joined, run.left_out, run.skipped) == (state, 1, 0, 0)
    assert [each.cause for each in entries(ids["Ada"])] == ["run", "undo"]
    dropped = begun(browser, threshold="5")
    drops = [browser.post(f"{dropped}/drop").location for _time in range(2)]
    assert drops == [HISTORY, HISTORY]


def test_a_run_of_another_window_has_its_drawing_and_its_twin(world: World) -> None:
    ids = people(world, "Ada", "Ben", "Cay")
    told = [
        sale(f"now {spend}", spend, customer_id=one, purchased_at=clock.now())
        for one, spend in zip(ids, (2000, 1100), strict=False)
    ]
    recorded(world, *told)
    browser = world.client(world.alice)

    page = soup(browser, begun(browser, window_months="6"))
    kept = soup(browser, begun(browser))

    titles = {title.get_text() for title in page.select("svg.spread rect > title")}
    rows = [[each.get_text() for each in row("td")] for row in page.select(".fold tr")]
    assert len(titles) == len([row for row in rows if row == ["1"]]) == 2
    assert all(title.endswith(": 1 customer") for title in titles)
    said = page.select_one("svg.spread desc")
    assert said
    assert "the last 6 months. The line stands at £10.00" in said.get_text()
    assert kept.select("svg.spread") == []


def test_names_left_out_and_skipped_are_told_with_the_reason(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=2000, Cay=2000)
    browser = world.client(world.alice)
    url = begun(browser)
    switch(world, ids["Ada"], False, reason="asked")

    browser.post(f"{url}/apply")
    switch(world, ids["Ben"], True, reason="keeps")
    assert "Ada ADA held by hand by now" in words(soup(browser, f"{url}?list=left_out"))
    browser.post(f"{url}/undo")

    page = soup(browser, f"{url}?list=skipped")
    assert "Ben BEN changed again since" in words(page)
    link = page.select_one("#names a.row-link")
    assert link
    assert link["href"] == f"/customers/{ids['Ben']}"

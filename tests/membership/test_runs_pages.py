"""The pages of runs: previewed, run, undone, dropped, and the history of them all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from customers.ground import jobs, work
from customers.ground.db import db
from customers.membership.queries import run_history
from customers.membership.service.runs import kept as limits
from tests.membership.members import is_member, save_rule, switch
from tests.membership.running import previewed, run_of, spenders, work_off
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
    assert browser.get(f"{RUNS}/new").status_code == 200

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

    for person in (world.bob, world.vera):
        browser = world.client(person)
        for path in (url, HISTORY, f"{RUNS}/new", f"{url}/undo"):
            assert browser.get(path).status_code == 403
        for path in (RUNS, f"{url}/apply", f"{url}/undo", f"{url}/drop"):
            assert browser.post(path).status_code == 403
    outsider = world.client(world.charlie)
    assert outsider.get(url).status_code == 404
    assert outsider.post(f"{url}/apply").status_code == 404
    assert world.client(world.adam).get(f"{url}/apply").status_code == 405
    assert world.client(world.adam).get(url).status_code == 200


def test_the_history_has_rules_and_runs_the_newest_first(world: World) -> None:
    spenders(world, Ada=2000, Ben=1200)
    browser = world.client(world.alice)
    assert "Nothing here yet" in words(soup(browser, HISTORY))
    save_rule(world, "10.00", window_months=12)
    url = begun(browser, threshold="15")
    browser.post(f"{url}/apply")
    dropped = begun(browser, threshold="5")
    browser.post(f"{dropped}/drop")

    rows = [words(row) for row in soup(browser, HISTORY).select("tbody tr")]
    assert len(rows) == 2
    assert "Threshold of £15.00" in rows[0]
    assert "1 joined Done Undo" in rows[0]
    assert "Rule 1: £10.00" in rows[1]
    assert "the last 12 months" in rows[1]
    assert "Alice" in rows[1]
    for kind, count in (("rules", 1), ("runs", 1), ("nothing", 2)):
        found = soup(browser, f"{HISTORY}?kind={kind}").select("tbody tr")
        assert len(found) == count


def test_the_history_is_read_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_history, "PAGE_SIZE", 2)
    browser = world.client(world.alice)
    world.enter()
    for number in range(1, 4):
        save_rule(world, f"{number}.00")
        previewed(world, number)
    seen: list[str] = []
    url: str | None = HISTORY

    while url:
        page = soup(browser, url)
        seen += [row.get_text() for row in page.select("tbody tr strong, tbody a")]
        following = page.select_one('a[rel="next"]')
        url = str(following["href"]) if following else None

    assert len(seen) == len(set(seen)) == 6
    assert browser.get(f"{HISTORY}?after=nothing").status_code == 422


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

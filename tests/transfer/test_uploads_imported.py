"""A sent file tried and imported by a worker: what becomes of it, and what is said."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from customers.ground import jobs, work
from customers.ground.db import db
from customers.ground.jobs import DONE
from customers.purchases.models import Purchase
from customers.transfer import customers as importing
from customers.transfer.uploads import answers, running
from tests.directory.seen import soup
from tests.transfer.uploading import (
    IMPORT,
    act,
    answers_in,
    codes,
    facts,
    job_of,
    people,
    sent,
    work_off,
)
from tests.world import Browser, World

HTMX = {"HX-Request": "true"}
SOME_BAD = (
    b"Code,Name,Birthday\r\nA-1,Anna,1990-12-31\r\n,,\r\nA 2,Omar,\r\nA-3,Ida,soon\r\n"
)
SALES = (
    b"Reference,Customer code,Date,Amount\r\n"
    b"R-1,A-1,2026-03-02,12.50\r\nR-2,A-9,2026-03-03,3.00\r\n"
)


def figures(browser: Browser, upload_id: int) -> dict[str, str]:
    """The counts that the page shows."""
    page = soup(browser.get(f"{IMPORT}/{upload_id}"))
    return {
        row.dt.get_text(): row.dd.get_text() for row in page.select(".figures > div")
    }


def test_a_dry_run_answers_each_bad_row_and_changes_nothing(
    app: Flask, world: World
) -> None:
    browser = world.client(world.adam)
    upload_id = sent(browser, SOME_BAD)
    act(browser, upload_id, "try")

    work_off(app)

    assert codes(world) == set()
    job = job_of(world, upload_id, is_trial=True)
    assert (job.state, job.done, job.of) == (DONE, 3, 3)
    shown = figures(browser, upload_id)
    assert (shown["Added"], shown["Refused"], shown["Details left out"]) == (
        *("2", "1", "1"),
    )
    page = soup(browser.get(f"{IMPORT}/{upload_id}"))
    said = [row.get_text(" ", strip=True) for row in page.select(".job .items li")]
    assert [line.partition(" ")[2].split()[0:2] for line in said] == [
        ["4", "Refused"],
        ["5", "Left"],
    ]
    rows = answers_in(browser.get(f"{IMPORT}/answers/{job.id}"))
    assert [row[:2] for row in rows] == [["4", "refused"], ["5", "left out"]]
    assert "Birthday" in rows[1][2]


def test_an_import_adds_them_and_is_written_down(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser)
    act(browser, upload_id, "begin")

    work_off(app)

    assert codes(world) == {"A-1", "A-2"}
    assert figures(browser, upload_id)["Added"] == "2"
    (begun,), (ended,) = facts(world, "ImportBegun"), facts(world, "ImportFinished")
    assert (begun.subject_id, ended.subject_id) == (upload_id, upload_id)
    assert (begun.data["is_trial"], begun.user_id) == (False, world.alice.id)
    assert ended.data["counts"]["added"] == 2
    page = soup(browser.get(f"{IMPORT}/{upload_id}"))
    assert page.select_one("a[href='/customers'].button")
    assert not page.select_one("#upload-begin")


def test_the_same_file_again_changes_nothing(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    for _time in range(2):
        upload_id = sent(browser, SOME_BAD)
        act(browser, upload_id, "begin")
        work_off(app)

    shown = figures(browser, upload_id)

    assert (shown["Added"], shown["Unchanged"], shown["Refused"]) == ("0", "2", "1")


def test_purchases_are_recorded_and_strangers_refused_unless_added(
    app: Flask, world: World
) -> None:
    browser = world.client(world.alice)
    known = sent(browser, b"Code\r\nA-1\r\n")
    strict = sent(browser, SALES, kind="purchases")
    for upload_id in (known, strict):
        act(browser, upload_id, "begin")
        work_off(app)
    refused = figures(browser, strict)

    free = sent(browser, SALES, kind="purchases", adds_customers="y")
    act(browser, free, "try")
    work_off(app)
    tried = figures(browser, free)
    act(browser, free, "begin")
    work_off(app)

    assert (refused["Recorded"], refused["Refused"]) == ("1", "1")
    assert (tried["Recorded"], tried["Customers added"]) == ("1", "1")
    assert (tried["Known before"], tried["Refused"]) == ("1", "0")
    assert codes(world) == {"A-1", "A-9"}
    assert len(list(db.session.scalars(select(Purchase.id)))) == 2


def test_it_goes_on_after_each_batch_whoever_works_on_it(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 40)
    browser = world.client(world.alice)
    upload_id = sent(browser, people(100))
    act(browser, upload_id, "begin")
    world.enter()
    chunks = 0
    claim = work.run(jobs.claims.claim_next)
    assert claim
    while jobs.chunks.work_chunk(claim):
        chunks += 1
        # Another process would have nothing open.
        for key in list(running._open):
            running._close(key)

    assert chunks == 3
    assert len(codes(world)) == 100
    assert job_of(world, upload_id, is_trial=False).result["added"] == 100
    assert facts(world, "ImportFinished")[0].data["counts"]["read"] == 100
    assert not running._open


def test_a_chunk_that_fails_is_done_again_and_nothing_twice(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 40)
    browser = world.client(world.alice)
    upload_id = sent(browser, people(100))
    act(browser, upload_id, "begin")
    keep, calls = jobs.write_part, []

    def fail_once(*given: object) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("on purpose")
        keep(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "write_part", fail_once)
    monkeypatch.setattr(jobs.claims, "RETRY_AFTER", jobs.claims.timedelta(0))

    work_off(app)

    job = job_of(world, upload_id, is_trial=False)
    assert (job.state, job.result["added"], job.result["unchanged"]) == (DONE, 100, 0)
    assert len(codes(world)) == 100


def test_long_answers_come_in_pages_and_whole(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "AT_ONCE", 5)
    lines = "\r\n".join(f"bad code {n},=Formula {n}" for n in range(12))
    browser = world.client(world.alice)
    upload_id = sent(browser, f"Code,Name\r\n{lines}\r\n".encode())
    act(browser, upload_id, "try")
    work_off(app)

    url, seen = f"{IMPORT}/{upload_id}", []
    while url:
        page = soup(browser.get(url))
        seen += [row.strong.get_text() for row in page.select(".job .items li")]
        onward = page.select_one("a[rel=next]")
        url = str(onward["href"]) if onward else ""

    assert seen == [f"Row {number}" for number in range(2, 14)]
    job = job_of(world, upload_id, is_trial=True)
    assert len(answers_in(browser.get(f"{IMPORT}/answers/{job.id}"))) == 12
    for strange in ("-1", "99999", "x", "9" * 400):
        assert browser.get(f"{IMPORT}/{upload_id}?from={strange}").status_code == 200

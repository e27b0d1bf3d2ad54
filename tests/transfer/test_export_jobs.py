"""A long export: gathered in chunks by a worker, given to who may have it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.directory.service import change_customers
from customers.ground import jobs, work
from customers.ground.db import db
from customers.ground.jobs import DONE, FAILED
from customers.transfer.export import jobs as exports
from customers.transfer.export import service, workbooks
from tests.directory.seen import add, soup
from tests.transfer.exporting import (
    ask,
    cells_of,
    codes_of,
    facts,
    file_of,
    fill,
    job_of,
    seen,
    sheet_of,
    work_off,
)
from tests.world import World

ALL = [f"N{number:05d}" for number in range(1100)]


@pytest.fixture
def chunks(monkeypatch: pytest.MonkeyPatch) -> int:
    """Chunks so small that an export has several."""
    monkeypatch.setattr(exports, "CHUNK", 300)
    return 300


@pytest.mark.parametrize(
    "sort", ["name", "name-desc", "code-desc", "changed", "visits"]
)
def test_a_worker_writes_the_file_in_an_order_that_nobody_moves(
    app: Flask, world: World, chunks: int, sort: str
) -> None:
    fill(world, 1100)
    browser = world.client(world.alice)
    job_id = job_of(ask(browser, sort=sort))

    work_off(app)

    job = seen(world, job_id)
    assert (job.state, job.done, job.of) == (DONE, 1100, 1100)
    assert job.result == {"rows": 1100, "format": "csv"}
    answer = browser.get(file_of(job_id))
    assert codes_of(answer) == ALL
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("sort", ["changed", "changed-asc"])
def test_who_is_edited_between_two_chunks_is_there_once(
    app: Flask, world: World, chunks: int, sort: str
) -> None:
    fill(world, 1100)
    job = seen(world, job_of(ask(world.client(world.alice), sort=sort)))
    alice = world.actor(world.alice)
    ids = list(db.session.scalars(select(Customer.id)))
    found: list[str] = []
    while not found or job.place["after"]:
        task = jobs.Task.of_job(job, actor=alice)
        prepared = exports.prepare(task)
        work.run(lambda: edit_some(ids, alice))
        found += rows_in(prepared.content)
        job.place = {"after": prepared.after}

    assert sorted(found) == ALL


def edit_some(ids: list[int], actor: Actor) -> None:
    """Let the first and the last customers be the last ones changed."""
    for some in (ids[:200], ids[-200:]):
        for status in ("inactive", "active"):
            change_customers(some, field="status", value=status, actor=actor)


def rows_in(content: bytes) -> list[str]:
    """The codes in a piece of a CSV file."""
    return re.findall(r"N\d{5}", content.decode())


def test_a_filter_that_nobody_counted_is_gathered_whole(
    app: Flask, world: World, chunks: int
) -> None:
    fill(world, 1100, visits=3)
    add(world)
    job_id = job_of(ask(world.client(world.alice), frequency="occasional", sort="code"))
    assert seen(world, job_id).of is None

    work_off(app)

    assert seen(world, job_id).of == 1100
    assert codes_of(world.client(world.adam).get(file_of(job_id))) == ALL


def test_a_part_is_never_larger_than_it_may_be(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MAX_PART_BYTES", 10_000)
    fill(world, 1100)
    job_id = job_of(ask(world.client(world.alice), sort="code"))

    work_off(app)

    world.enter()
    sizes = [len(part) for part in jobs.parts(job_id)]
    assert len(sizes) > 5
    assert max(sizes) == 10_000
    assert codes_of(world.client(world.alice).get(file_of(job_id))) == ALL


def test_a_workbook_is_made_of_what_was_gathered(
    app: Flask, world: World, chunks: int
) -> None:
    fill(world, 1100, name="=1+1", town='O\'Neil, "Q"', visits=2, spend_minor=1250)
    browser = world.client(world.alice)
    job_id = job_of(ask(browser, file_format="xlsx", sort="code"))

    work_off(app)

    assert seen(world, job_id).state == DONE
    answer = browser.get(file_of(job_id))
    assert answer.content_type.endswith("spreadsheetml.sheet")
    rows = cells_of(answer.data)
    assert [row["Code"][1] for row in rows] == ALL
    assert rows[-1]["Name"] == ("inlineStr", "=1+1")
    assert rows[-1]["Town"] == ("inlineStr", 'O\'Neil, "Q"')
    assert rows[-1]["Visits"] == ("n", "2")
    assert rows[-1]["Spend"] == ("n", "12.50")
    assert rows[-1]["Customer since"] == ("n", "45292")
    assert sheet_of(answer.data) is not None


def test_a_worker_that_died_loses_and_repeats_nothing(
    app: Flask, world: World, chunks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world, 1100)
    browser = world.client(world.alice)
    job_id = job_of(ask(browser, sort="code", file_format="xlsx"))
    falls = iter([False, True, False, False, False, True])
    whole = exports.step

    def step(task: jobs.Task, prepared: object) -> jobs.Progress:
        progress = whole(task, prepared)  # type: ignore[arg-type]
        if next(falls, False):
            raise RuntimeError("the lights went out")
        return progress

    kind = jobs.kind_named(exports.KIND)
    assert kind is not None
    monkeypatch.setitem(kind.__dict__, "step", step)
    monkeypatch.setattr("customers.ground.jobs.claims.RETRY_AFTER", _none())

    work_off(app)

    assert seen(world, job_id).state == DONE
    rows = cells_of(browser.get(file_of(job_id)).data)
    assert [row["Code"][1] for row in rows] == ALL


def _none() -> object:
    from datetime import timedelta

    return timedelta(0)


def test_more_than_a_workbook_holds_is_refused_before_it_begins(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_ROWS", 1050)
    fill(world, 1100, visits=1)
    browser = world.client(world.alice)

    answers = [
        ask(browser, file_format="xlsx"),
        ask(browser, file_format="xlsx", frequency="one_time"),
    ]

    for answer in answers:
        assert answer.status_code == 422
        error = soup(answer).select_one("#format-error")
        assert error
        assert "Choose CSV" in error.get_text()
    assert facts(world, "CustomersExported") == []
    assert ask(browser, frequency="one_time").status_code == 303


def test_a_workbook_that_grew_too_long_meanwhile_fails_in_words(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(world, 1100)
    job_id = job_of(ask(world.client(world.alice), file_format="xlsx"))
    monkeypatch.setattr(workbooks, "MOST_ROWS", 1099)

    work_off(app)

    job = seen(world, job_id)
    assert job.state == FAILED
    assert "1,099" in (job.fault or "")


def test_who_asks_twice_gets_the_one_that_is_on_its_way(
    app: Flask, world: World
) -> None:
    fill(world, 1100)
    browser = world.client(world.alice)

    first, again = job_of(ask(browser)), job_of(ask(browser))
    other = job_of(ask(browser, file_format="xlsx"))
    colleague = job_of(ask(world.client(world.adam)))
    work_off(app)
    anew = job_of(ask(browser))

    assert first == again
    assert len({first, other, colleague, anew}) == 4
    assert len(facts(world, "CustomersExported")) == 4


def test_what_is_deleted_meanwhile_stays_out(app: Flask, world: World) -> None:
    fill(world, 1100)
    browser = world.client(world.alice)
    job_id = job_of(ask(browser, sort="code"))
    world.enter()
    one = db.session.scalars(select(Customer.id).where(Customer.code == "N00500")).one()
    from tests.directory.seen import delete

    delete(world, one)

    work_off(app)

    codes = codes_of(browser.get(file_of(job_id)))
    assert codes == [code for code in ALL if code != "N00500"]

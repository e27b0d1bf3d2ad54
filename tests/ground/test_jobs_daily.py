"""Daily work: once a local day in each business, by whichever worker comes first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from customers.accounts.models import Shop
from customers.ground import clock, jobs, work
from customers.ground.db import db
from customers.ground.jobs import DailyWork, Job, JobFilePart, forgetting, kinds
from tests.ground.counting import ask, look_anew, seen, work_off
from tests.world import World

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Daily:
    """Daily work of a test: notes who it was done for, and fails where asked to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.more = 0
        self.error: Exception | None = None

    def __call__(self, actor: Any) -> bool:
        """Note the business; say that there is more to do, as often as asked."""
        if self.error:
            raise self.error
        self.done.append(actor.business_name)
        db.session.add(Shop(name=f"Kept {len(self.done)}"))
        self.more -= 1
        return self.more >= 0


@pytest.fixture
def daily(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daily]:
    """Nothing but this is done daily."""
    monkeypatch.setattr(kinds, "_daily", {})
    work_of_the_test = Daily()
    jobs.daily("test", work_of_the_test)
    return work_of_the_test


def test_it_is_done_once_a_day_in_each_business(
    app: Flask, world: World, daily: Daily
) -> None:
    for _ in range(3):
        with clock.set_to(NOON):
            work_off(app)
    first = list(daily.done)
    with clock.set_to(NOON.replace(day=2)):
        work_off(app)

    assert first == ["Alice's Books", "Charlie's Bikes"]
    assert daily.done == first * 2


def test_the_day_is_the_businesses_own(app: Flask, world: World, daily: Daily) -> None:
    world.bikes.timezone = "Asia/Tokyo"
    work.run(lambda: db.session.merge(world.bikes))
    with clock.set_to(NOON):
        work_off(app)
    daily.done.clear()

    # The second of July in Tokyo, still the first in London.
    with clock.set_to(NOON.replace(hour=16)):
        work_off(app)

    assert daily.done == ["Charlie's Bikes"]


def test_long_work_is_done_in_units_until_none_is_left(
    app: Flask, world: World, daily: Daily
) -> None:
    daily.more = 2

    with clock.set_to(NOON):
        work_off(app)
        work_off(app)

    done_on = select(DailyWork.done_on).where(DailyWork.name == "test")
    assert len(daily.done) == 4
    assert db.session.scalars(done_on).all() == [date(2026, 7, 1)]


def test_a_failure_keeps_nothing_and_is_tried_again(
    app: Flask, world: World, daily: Daily, caplog: pytest.LogCaptureFixture
) -> None:
    daily.error = RuntimeError("broken")
    with clock.set_to(NOON):
        work_off(app)
        names = set(db.session.scalars(select(Shop.name)))
        days = db.session.scalars(select(DailyWork.done_on)).all()
        daily.error = None
        work_off(app)

    assert not any(name.startswith("Kept") for name in names)
    assert days == []
    assert daily.done == ["Alice's Books", "Charlie's Bikes"]
    assert "The daily work test failed" in caplog.text


def test_one_worker_does_not_try_a_failure_again_at_once(
    app: Flask, world: World, daily: Daily
) -> None:
    daily.error = RuntimeError("broken")
    worker = jobs.Worker(app)
    work.end_read()
    worker.run_once()
    daily.error = None

    worker.run_once()

    assert daily.done == []


def test_a_name_is_of_one_work(daily: Daily) -> None:
    with pytest.raises(TypeError):
        jobs.daily("test", lambda _actor: None)


def old_job(world: World, *, days: float) -> int:
    """A job of Bob's that ended so many days ago, with its file."""
    with clock.later(days=-days):
        job_id = ask(world.actor(world.bob))
        work_off(world.app)
    return job_id


def test_what_ended_a_week_ago_is_forgotten_with_its_file(
    app: Flask, world: World
) -> None:
    gone, kept = old_job(world, days=7.1), old_job(world, days=6.9)
    forget_days(world)

    work_off(app)

    left = set(db.session.scalars(select(JobFilePart.job_id)))
    assert db.session.get(Job, gone) is None
    assert (seen(kept).state, left) == ("done", {kept})


@pytest.mark.parametrize("state", [jobs.FAILED, jobs.STOPPED])
def test_the_file_of_a_job_that_came_to_nothing_goes_sooner(
    app: Flask, world: World, state: str
) -> None:
    job_id = old_job(world, days=1)

    def end_badly() -> None:
        world.enter()
        db.session.get_one(Job, job_id).state = state

    work.run(end_badly)
    forget_days(world)

    work_off(app)

    left = select(func.count(JobFilePart.id)).where(JobFilePart.job_id == job_id)
    world.enter()
    assert seen(job_id).state == state
    assert db.session.scalar(left) == 0


def test_what_still_waits_is_never_forgotten(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.later(days=-30):
        job_id = ask(world.actor(world.bob))
    monkeypatch.setattr("customers.ground.jobs.claims.kind_names", list)

    work_off(app)

    assert seen(job_id).state == "waiting"


def test_much_is_forgotten_bit_by_bit(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "PARTS_AT_ONCE", 3)
    monkeypatch.setattr(forgetting, "JOBS_AT_ONCE", 2)
    for _ in range(5):
        old_job(world, days=8)
    forget_days(world)

    work_off(app)

    assert db.session.scalar(select(func.count(Job.id))) == 0
    assert db.session.scalar(select(func.count(JobFilePart.id))) == 0


def forget_days(world: World) -> None:
    """Let today's daily work be still to do."""

    def forget() -> None:
        for row in db.session.scalars(select(DailyWork)):
            db.session.delete(row)

    look_anew()
    for business in (world.bikes, world.books):
        world.enter(business)
        work.run(forget)

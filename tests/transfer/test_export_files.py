"""The file of a long export: who may have it, and when."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from customers.ground import work
from customers.ground.db import db
from customers.ground.jobs import FAILED, WAITING, JobFilePart
from tests.directory.seen import add
from tests.transfer.exporting import (
    ask,
    facts,
    file_of,
    fill,
    job_of,
    seen,
    work_off,
)
from tests.world import World


def test_a_file_is_given_when_it_is_done(app: Flask, world: World) -> None:
    fill(world, 1100)
    browser = world.client(world.alice)
    job_id = job_of(ask(browser))
    assert seen(world, job_id).state == WAITING

    too_early = browser.get(file_of(job_id))
    work_off(app)
    in_time = browser.get(file_of(job_id))

    assert (too_early.status_code, in_time.status_code) == (404, 200)


def test_who_may_have_the_file(app: Flask, world: World) -> None:
    fill(world, 1100)
    job_id = job_of(ask(world.client(world.adam)))
    work_off(app)

    people = ("alice", "adam", "bob", "vera", "charlie")
    answers = {
        person: world.client(getattr(world, person)).get(file_of(job_id)).status_code
        for person in people
    }
    nobody = world.client().get(file_of(job_id))

    assert answers == {
        "alice": 200,
        "adam": 200,
        "bob": 403,
        "vera": 403,
        "charlie": 404,
    }
    assert nobody.status_code == 303
    assert "/login" in nobody.location
    assert len(facts(world, "CustomersExportDownloaded")) == 2


def test_who_lost_the_right_meanwhile_gets_nothing(app: Flask, world: World) -> None:
    fill(world, 1100)
    browser = world.client(world.adam)
    job_id = job_of(ask(browser))
    work.run(lambda: _make_staff(world))

    work_off(app)

    assert seen(world, job_id).state == FAILED
    assert browser.get(file_of(job_id)).status_code == 403
    world.enter()
    assert db.session.scalars(select(JobFilePart.id)).all() == []


def _make_staff(world: World) -> None:
    world.membership(world.adam).role = "staff"


def test_another_kind_of_job_is_no_file(app: Flask, world: World) -> None:
    from tests.ground.counting import ask as count_to

    add(world)
    job_id = count_to(world.actor(world.alice), to=3, chunk=3)
    work_off(app)

    answers = [
        world.client(world.alice).get(file_of(number)) for number in (job_id, 10**15)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]

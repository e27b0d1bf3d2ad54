"""The files that jobs make."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from customers.ground import jobs, work
from customers.ground.db import db
from customers.ground.jobs import JobFilePart, Task
from tests.ground.counting import ask, seen, work_off
from tests.world import World


def test_each_chunk_is_a_part_of_its_own(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob), to=10, chunk=3)

    work_off(app)

    assert [len(part.split()) for part in jobs.parts(job_id)] == [3, 3, 3, 1]


def test_a_part_has_its_bounds(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob))
    task = Task.of_job(seen(job_id), actor=None)
    most = b"x" * jobs.MAX_PART_BYTES

    work.run(lambda: jobs.write_part(task, most))
    work.run(lambda: jobs.write_part(task, b""))
    with pytest.raises(ValueError, match="1000001"):
        work.run(lambda: jobs.write_part(task, most + b"x"))

    assert list(jobs.parts(job_id)) == [most]


def test_another_business_reads_no_file(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob))
    work_off(app)
    own = list(jobs.parts(job_id))

    world.enter(world.bikes)

    assert own
    assert list(jobs.parts(job_id)) == []
    assert db.session.scalar(select(func.count(JobFilePart.id))) == 0

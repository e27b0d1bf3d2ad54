"""A job whose chunk is prepared for long stays with its worker."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from customers.ground import jobs, work
from customers.ground.jobs import Task, leases
from tests.ground.counting import ask, look_anew, seen
from tests.world import World


def held_until_renewed(world: World, job_id: int) -> bool:
    """Hold the job until its lease was renewed, or for some seconds."""
    job = seen(job_id)
    before = job.claimed_until
    task = Task.of_job(job, actor=world.actor(world.bob))
    with jobs.holding(task):
        for _time in range(100):
            time.sleep(0.02)
            look_anew()
            if seen(job_id).claimed_until > before:
                return True
    return False


def test_its_lease_is_renewed_while_it_is_held(
    real_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "EVERY_SECONDS", 0.01)
    world = work.run(lambda: World(real_app))
    world.enter()
    job_id = ask(world.actor(world.bob))
    assert work.run(jobs.claims.claim_next)

    renewed = held_until_renewed(world, job_id)

    assert renewed


def test_one_that_was_stopped_is_not_held(
    real_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "EVERY_SECONDS", 0.01)
    monkeypatch.setattr(leases, "MOST_TIMES", 3)
    world = work.run(lambda: World(real_app))
    world.enter()
    job_id = ask(world.actor(world.bob))
    assert work.run(jobs.claims.claim_next)
    job = seen(job_id)
    work.run(lambda: jobs.stop(job_id, actor=world.actor(world.bob)))
    before = seen(job_id).claimed_until

    with jobs.holding(Task.of_job(job, actor=world.actor(world.bob))):
        time.sleep(0.3)

    look_anew()
    assert seen(job_id).claimed_until == before

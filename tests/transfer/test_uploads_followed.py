"""An import as it is followed and stopped: pressed twice, asked for, out of reach."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from customers.ground import jobs, work
from customers.ground.db import db
from customers.ground.jobs import FAILED, STOPPED, WAITING, Job
from customers.transfer.uploads import forgetting, running
from customers.transfer.uploads.models import Upload
from tests.directory.seen import soup
from tests.transfer.uploading import (
    IMPORT,
    PEOPLE,
    act,
    facts,
    job_of,
    sent,
    work_off,
)
from tests.world import World

HTMX = {"HX-Request": "true"}
ONE_BAD = b"Code,Name\r\nbad code,Anna\r\n"


def test_pressing_twice_is_one_job(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser)

    for _time in range(2):
        act(browser, upload_id, "begin")
    other = browser.post(f"{IMPORT}/{upload_id}/try")
    gone = browser.post(f"{IMPORT}/{upload_id}/remove")

    world.enter()
    assert len(list(db.session.scalars(select(Job.id)))) == 1
    assert len(facts(world, "ImportBegun")) == 1
    assert (other.status_code, gone.status_code) == (409, 409)


def test_stop_stops_it_and_it_may_begin_again(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser)
    act(browser, upload_id, "begin")

    act(browser, upload_id, "stop")
    act(browser, upload_id, "stop")
    stopped = job_of(world, upload_id, is_trial=False).state
    act(browser, upload_id, "begin")
    again = job_of(world, upload_id, is_trial=False).state

    assert (stopped, again) == (STOPPED, WAITING)


def test_htmx_gets_the_part_and_nothing_where_nothing_is_new(
    app: Flask, world: World
) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser)
    url = f"{IMPORT}/{upload_id}"

    pressed = browser.post(f"{url}/begin", htmx=True)
    part = soup(pressed).select_one(f"#upload-{upload_id}")
    whole = soup(browser.get(url)).select_one(f"#upload-{upload_id}")

    assert part is not None
    assert whole is not None
    assert part["hx-get"] == whole["hx-get"]
    asks = str(part["hx-get"])
    assert browser.get(asks, headers=HTMX).status_code == 204
    work_off(app)
    news = browser.get(asks, headers=HTMX)
    assert news.status_code == 200
    assert "<html" not in news.text
    assert "Import: Done." in news.text
    assert "hx-trigger" not in news.text.partition("<hx-partial")[0]


def test_a_file_that_is_gone_ends_the_job_in_words(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser)
    act(browser, upload_id, "begin")
    world.enter()
    upload = db.session.get_one(Upload, upload_id)
    job_id = upload.import_id
    work.run(lambda: forgetting.remove(db.session.get_one(Upload, upload_id)))

    work_off(app)

    world.enter()
    job = db.session.get_one(Job, job_id, populate_existing=True)
    assert job.state == FAILED
    assert job.fault == "The file is no longer there. Send it again."


def test_answers_are_for_who_may_see_the_job(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser, ONE_BAD)
    act(browser, upload_id, "try")
    work_off(app)
    url = f"{IMPORT}/answers/{job_of(world, upload_id, is_trial=True).id}"

    mine, hers = browser.get(url), world.client(world.adam).get(url)

    assert mine.headers["Cache-Control"] == "no-store"
    assert (mine.status_code, hers.status_code) == (200, 200)
    assert world.client(world.charlie).get(url).status_code == 404
    assert world.client(world.vera).get(url).status_code == 403


def test_nothing_of_a_person_stands_in_the_job(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser, PEOPLE, name="Anna Berg.csv")
    act(browser, upload_id, "begin")
    work_off(app)

    job = job_of(world, upload_id, is_trial=False)

    kept = f"{job.title} {job.given} {job.result} {job.place} {job.fault}"
    assert "Anna" not in kept
    assert [fact.data for fact in facts(world, "FileUploaded")] != []
    assert all("Anna" not in str(f.data) for f in facts(world, "FileUploaded"))


def test_a_stopped_import_leaves_no_open_file(app: Flask, world: World) -> None:
    browser = world.client(world.alice)
    upload_id = sent(browser)
    act(browser, upload_id, "begin")
    world.enter()
    claim = work.run(jobs.claims.claim_next)
    assert claim
    assert jobs.chunks.work_chunk(claim)
    (path,) = [Path(one.file.name) for one in running._open.values()]
    mode = path.stat().st_mode & 0o777
    act(browser, upload_id, "stop")

    world.enter()
    work.run(lambda: forgetting.forget_old_uploads(None))

    assert mode == 0o600
    assert not path.exists()
    assert not running._open

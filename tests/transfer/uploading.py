"""What the tests of uploads send, and what they look at."""

from __future__ import annotations

import csv
import gzip
import io
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from customers.directory.models import Customer
from customers.events.models import Event
from customers.ground import jobs, work
from customers.ground.db import db
from customers.ground.jobs import Job
from customers.transfer.uploads.models import Upload, UploadPart
from tests.world import Browser, World

IMPORT = "/import"
PEOPLE = b"Code,Name,Phone,Hat size\r\nA-1,Anna Berg,020 7946 0101,7\r\nA-2,Omar,,8\r\n"


def people(count: int, *, start: int = 0) -> bytes:
    """A list of so many customers, P-0 and up."""
    lines = [f"P-{n},Person {n}" for n in range(start, start + count)]
    return "\r\n".join(["Code,Name", *lines]).encode()


def send(
    browser: Browser,
    content: bytes = PEOPLE,
    *,
    name: str = "list.csv",
    **fields: Any,
) -> TestResponse:
    """Send the page's form with a file."""
    file = (io.BytesIO(content), name)
    filled = {"kind": "customers", "source": "import", "file": file, **fields}
    return browser.post(IMPORT, filled, content_type="multipart/form-data")


def sent(browser: Browser, content: bytes = PEOPLE, **options: Any) -> int:
    """Send a file that is taken; the id of the upload."""
    answer = send(browser, content, **options)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("/")[2])


def zipped(content: bytes) -> bytes:
    """The content, packed with gzip."""
    return gzip.compress(content, mtime=0)


def work_off(app: Flask) -> None:
    """Let a worker do what waits."""
    db.session.expire_all()
    work.end_read()
    jobs.Worker(app).run_once()
    db.session.expire_all()
    work.end_read()


def job_of(world: World, upload_id: int, *, is_trial: bool) -> Job:
    """The last dry run or import of an upload."""
    world.enter()
    upload = db.session.get(Upload, upload_id, populate_existing=True)
    assert upload is not None
    job_id = upload.trial_id if is_trial else upload.import_id
    job: Job = db.session.get_one(Job, job_id, populate_existing=True)
    return job


def codes(world: World) -> set[str]:
    """The codes of Alice's customers."""
    world.enter()
    return set(db.session.scalars(select(Customer.code)))


def uploads(world: World) -> list[Upload]:
    """The uploads that are kept in Alice's business."""
    world.enter()
    return list(db.session.scalars(select(Upload)))


def parts(world: World) -> int:
    """How many pieces of files are kept in Alice's business."""
    world.enter()
    return len(list(db.session.scalars(select(UploadPart.id))))


def facts(world: World, name: str) -> list[Event]:
    """The facts of this name in Alice's business, oldest first."""
    world.enter()
    wanted = select(Event).where(Event.name == name).order_by(Event.id)
    return list(db.session.scalars(wanted))


def answers_in(answer: TestResponse) -> list[list[str]]:
    """The rows of a downloaded file of answers below its header."""
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def words_of(answer: TestResponse) -> str:
    """What a page says, on one line."""
    text = BeautifulSoup(answer.text, "html.parser").get_text(" ")
    return " ".join(text.split())


def act(browser: Browser, upload_id: int, verb: str) -> None:
    """Press a button of the upload's page."""
    answer = browser.post(f"{IMPORT}/{upload_id}/{verb}")
    assert (answer.status_code, answer.location) == (303, f"{IMPORT}/{upload_id}")

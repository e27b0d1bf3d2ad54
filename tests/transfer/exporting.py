"""What the tests of exports put in, ask for, and read out of the files."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from customers.directory.models import Customer, ExternalId
from customers.directory.service import tallies
from customers.events.models import Event
from customers.ground import jobs, tenancy, work
from customers.ground.db import db
from customers.ground.jobs import Job
from tests.world import Browser, World

EXPORT = "/customers/export"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def address(**asked: Any) -> str:
    """The address of the page for these parameters of the list."""
    return f"{EXPORT}?{urlencode(asked)}" if asked else EXPORT


def ask(browser: Browser, *, file_format: str = "csv", **asked: Any) -> TestResponse:
    """Send the page's form."""
    fields = {"format": file_format, "purpose": "own_records", **asked}
    return browser.post(EXPORT, fields)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The customers of a CSV file by the names of its columns, signs and all."""
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def codes_of(answer: TestResponse) -> list[str]:
    """The codes in a CSV file that was answered, in its order."""
    return [row["Code"] for row in rows_of(answer.data)]


def sheet_of(content: bytes) -> ElementTree.Element:
    """The one sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314


def cells_of(content: bytes) -> list[dict[str, tuple[str, str]]]:
    """The rows of a workbook below its header: column, (kind, text) of each cell."""
    header, *rows = [
        {
            str(cell.get("r")).rstrip("0123456789"): (
                str(cell.get("t", "n")),
                "".join(cell.itertext()),
            )
            for cell in row.iter(f"{_MAIN}c")
        }
        for row in sheet_of(content).iter(f"{_MAIN}row")
    ]
    names = {letter: text for letter, (_kind, text) in header.items()}
    return [{names[at]: cell for at, cell in row.items()} for row in rows]


def fill(world: World, count: int, *, code_from: int = 0, **fields: Any) -> None:
    """Write so many customers of Alice's as a bulk would, N00000 and up unless told."""
    world.enter()
    rows = [
        {
            "code": f"N{number:05d}",
            "name": f"Number {number}",
            "sort_name": f"number {number:05d}",
            "sort_email": "",
            "customer_type": "regular",
            "status": "active",
            "since": date(2024, 1, 1),
            **fields,
        }
        for number in range(code_from, code_from + count)
    ]

    def write() -> None:
        tenancy.write_many(db.session(), Customer, rows)
        came = {**rows[0], "preferred_shop_id": None, "assigned_staff_member_id": None}
        tallies.change(came=[{**came, **fields}] * count)
        first_on = fields.get("first_visit_on", tallies.NO_VISITS.first_on)
        visits = tallies.Visits(fields.get("visits", 0), first_on)
        tallies.change_visits([(tallies.NO_VISITS, visits)] * count)

    work.run(write)


def give_id(world: World, code: str, *, source: str, value: str) -> None:
    """Let another program have an id for the customer."""
    world.enter()

    def write() -> None:
        wanted = select(Customer.id).where(Customer.code == code)
        customer_id = db.session.scalars(wanted).one()
        row = {
            "customer_id": customer_id,
            "source": source,
            "value": value,
            "kind": "external",
        }
        tenancy.write_many(db.session(), ExternalId, [row])

    work.run(write)


def facts(world: World, name: str) -> list[Event]:
    """The facts of this name in Alice's business, oldest first."""
    world.enter()
    wanted = select(Event).where(Event.name == name).order_by(Event.id)
    return list(
        db.session.scalars(wanted, execution_options={"populate_existing": True})
    )


def job_of(answer: TestResponse) -> int:
    """The job that an answer leads to."""
    assert answer.status_code == 303
    return int(answer.location.rpartition("/")[2])


def file_of(job_id: int) -> str:
    """The address of the file that a job made."""
    return f"{EXPORT}/{job_id}"


def work_off(app: Flask) -> None:
    """Let a worker do what waits."""
    db.session.expire_all()
    work.end_read()
    jobs.Worker(app).run_once()
    db.session.expire_all()
    work.end_read()


def seen(world: World, job_id: int) -> Job:
    """The job as it is now."""
    world.enter()
    job: Job = db.session.get(Job, job_id, populate_existing=True)
    return job

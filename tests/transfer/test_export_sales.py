"""An export of sales: exactly those of the list, harmless in a spreadsheet, audited."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from customers.events.models import Event
from customers.ground.db import db
from customers.transfer.export import sales
from tests.directory.seen import text_of
from tests.purchases.sold import NOON, people, recorded, refund, sale
from tests.world import World

EXPORT = "/sales/export"


def rows_of(answer: TestResponse) -> list[dict[str, str]]:
    """The rows of the file, by the names of their columns."""
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_file_holds_what_the_list_does(world: World) -> None:
    [anna] = people(world, "Anna")
    recorded(
        world,
        sale("1", 1250, customer_id=anna, items=1500, tax_minor=200),
        refund(
            "2", 250, refund_of_reference="1", purchased_at=NOON + timedelta(hours=1)
        ),
        sale("=3", 500, customer_name="+44", payment_method="@card"),
    )
    browser = world.client(world.adam)

    everything = browser.post(EXPORT)
    refunds = browser.post(EXPORT, {"kind": "refund"})

    rows = rows_of(everything)
    assert everything.headers["Content-Disposition"].startswith("attachment; filename=")
    assert [row["Reference"] for row in rows] == ["2", "'=3", "1"]
    assert [row["Amount"] for row in rows] == ["-2.50", "5.00", "12.50"]
    assert rows[2] == {
        "Source": "till",
        "Reference": "1",
        "Kind": "purchase",
        "State": "counted",
        "Purchased at": "2026-03-02T12:00:00+00:00",
        "Customer code": "ANNA",
        "Customer name": "Anna",
        "Shop": "",
        "Rung up by": "",
        "Items": "1.5",
        "Payment method": "",
        "Amount": "12.50",
        "Currency": "GBP",
        "Tax": "2.00",
        "Discount": "0.00",
        "Refund of": "",
    }
    assert (rows[1]["Customer name"], rows[1]["Payment method"]) == ("'+44", "'@card")
    assert [row["Refund of"] for row in rows_of(refunds)] == ["1"]


def test_it_is_written_down(world: World) -> None:
    recorded(world, sale("1"))

    world.client(world.alice).post(EXPORT, {"customer": "none", "kind": "purchase"})

    world.enter()
    wanted = select(Event.data).where(Event.name == "SalesExported")
    assert list(db.session.scalars(wanted)) == [
        {
            "format": "csv",
            "purpose": "own_records",
            "selection": {"customer": "none", "kind": "purchase"},
            "rows": 1,
        }
    ]


def test_staff_and_viewers_export_nothing(world: World) -> None:
    recorded(world, sale("1"))
    for person in (world.bob, world.vera):
        browser = world.client(person)
        assert browser.get(EXPORT).status_code == 403
        assert browser.post(EXPORT).status_code == 403
        assert "Export this list" not in text_of(browser.get("/sales"))
    assert "Export this list" in text_of(world.client(world.adam).get("/sales"))


def test_more_than_a_file_takes_is_refused_in_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sales, "MOST", 3)
    recorded(world, *(sale(str(number)) for number in range(4)))

    answer = world.client(world.alice).post(EXPORT)

    assert answer.status_code == 422
    assert "A file takes up to 3 sales" in text_of(answer)


def test_nobody_exports_without_end(world: World) -> None:
    recorded(world, sale("1"))
    browser = world.client(world.alice)
    for _attempt in range(30):
        assert browser.post(EXPORT).status_code == 200

    answer = browser.post(EXPORT)

    assert answer.status_code == 429


def test_a_long_list_is_read_a_piece_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sales, "_AT_ONCE", 2)
    recorded(world, *(sale(str(number)) for number in range(7)))

    answer = world.client(world.alice).post(EXPORT)

    assert [row["Reference"] for row in rows_of(answer)] == list("6543210")


def test_the_page_says_what_would_be_in_it(world: World) -> None:
    recorded(world, sale("1"))

    answer = world.client(world.alice).get(f"{EXPORT}?kind=refund&day_from=2026-03-02")

    words = text_of(answer)
    assert "Kind Refund" in words
    assert "2 Mar 2026" in words


def test_another_business_exports_its_own(world: World) -> None:
    recorded(world, sale("1"))

    assert rows_of(world.client(world.charlie).post(EXPORT)) == []

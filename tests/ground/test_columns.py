"""Columns take what they hold and nothing that only looks like it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from customers.ground.columns import MAX_ID, Amount, Quantity, UtcDateTime
from customers.ground.db import db

table = Table(
    "columns_tried",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("moment", UtcDateTime),
    Column("amount", Amount),
    Column("quantity", Quantity),
)


@pytest.fixture(autouse=True)
def made(app: Flask) -> None:
    """The table, in the transaction of the test."""
    table.create(db.session.connection())


def stored(**values: Any) -> Any:
    """What comes back of a value that was stored."""
    connection = db.session.connection()
    connection.execute(insert(table).values(values))
    (name,) = values
    return connection.execute(select(table.c[name])).scalar_one()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC),
        datetime(2026, 7, 1, 0, 0, tzinfo=ZoneInfo("Asia/Kathmandu")),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(1850, 1, 1, tzinfo=timezone(timedelta(hours=-11))),
    ],
)
def test_a_moment_comes_back_in_utc(moment: datetime) -> None:
    found = stored(moment=moment)

    assert found == moment.astimezone(UTC)
    assert found.utcoffset() == timedelta()


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        stored(moment=datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("name", ["amount", "quantity"])
@pytest.mark.parametrize("value", [0, 1, -1, 10**12, MAX_ID, -MAX_ID])
def test_whole_numbers_come_back_exactly(name: str, value: int) -> None:
    assert stored(**{name: value}) == value


@pytest.mark.parametrize("name", ["amount", "quantity"])
@pytest.mark.parametrize(
    "value", [1.0, 0.1, True, False, Decimal(1), "1", float("nan"), 2**63, -(2**63)]
)
def test_what_is_no_whole_number_is_refused(name: str, value: Any) -> None:
    with pytest.raises(StatementError, match="no whole number"):
        stored(**{name: value})


@pytest.mark.parametrize("name", ["moment", "amount", "quantity"])
def test_nothing_stays_nothing(name: str) -> None:
    assert stored(**{name: None}) is None

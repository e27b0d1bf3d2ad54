"""What statements say of thousands is what rules and tallies say of one."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import BigInteger, Boolean, Date, literal, select

from customers.ground.db import db
from customers.membership import sql
from customers.membership.rules import FOREVER, NEVER, step_of
from customers.membership.service.tallies import place

EDGES = [10**n + d for n in range(18) for d in (-1, 0, 1, 10 ** max(0, n - 2))]
SPENDS = [-(10**15), -1, *EDGES, 9_223_372_036_854_775_807]


def test_a_spend_stands_in_the_same_step(app: Flask) -> None:
    connection = db.session.connection()

    found = [
        connection.execute(select(sql.step_of(literal(spend, BigInteger)))).scalar()
        for spend in SPENDS
    ]

    assert found == [step_of(spend) for spend in SPENDS]


def test_a_row_is_counted_in_the_same_state(app: Flask) -> None:
    connection = db.session.connection()
    rows: list[tuple[bool, date]] = [
        (is_member, held)
        for is_member in (False, True)
        for held in (NEVER, date(2026, 1, 1), FOREVER)
    ]

    found = [
        connection.execute(
            select(sql.state_of(literal(is_member, Boolean), literal(held, Date)))
        ).scalar()
        for is_member, held in rows
    ]

    assert found == [
        place(is_member=is_member, held_until=held, spend_minor=0).state
        for is_member, held in rows
    ]

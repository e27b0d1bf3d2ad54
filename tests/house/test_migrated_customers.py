"""Customers of before the search index are found, counted and sorted after it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from customers.directory import queries, service
from customers.directory.models import (
    NEVER,
    Customer,
    CustomerSearch,
    CustomerSuffix,
    CustomerWord,
    VisitTally,
)
from customers.directory.rules import Selection
from customers.directory.schemas import CustomerInput
from customers.ground import work
from customers.ground.db import db
from tests.purchases.sold import people, recorded, sale, totals
from tests.world import World

INDEX = (CustomerWord, CustomerSuffix, CustomerSearch)


def everything() -> list[set[object]]:
    """The rows of the index, the tallies and the emails' order, as they are."""
    rows: list[set[object]] = [
        {
            tuple(getattr(row, column.name) for column in table.__table__.columns)
            for row in db.session.scalars(select(table))
        }
        for table in INDEX
    ]
    emails = select(Customer.id, Customer.sort_email, Customer.birth_month_day)
    shown = {"include_deleted": True}
    rows.append(set(map(tuple, db.session.execute(emails, execution_options=shown))))
    rows.append({item for item in queries.counts().items() if item[1]})
    return rows


@pytest.mark.parametrize("revision", ["0005", "0003"])
def test_customers_survive_the_way_down_and_up(real_app: Flask, revision: str) -> None:
    world = work.run(lambda: World(real_app))
    actor = world.actor(world.alice)
    people = [
        CustomerInput(name="Anna Müller", phone="07700 900123", email="A@example.org"),
        CustomerInput(name="王伟", town="Leeds", customer_type="vip"),
        CustomerInput(
            phone="030 123456",
            status="inactive",
            preferred_shop_id=world.book_shop.id,
            external_ids=({"source": "till", "value": "X-12"},),
        ),
        CustomerInput(name="---", code="---", birthday="1984-02-29"),
        CustomerInput(name="Gone"),
    ]
    ids = [
        work.run(lambda p=one: service.add_customer(p, actor=actor)).id
        for one in people
    ]
    work.run(lambda: service.delete_customer(ids[-1], actor=actor))
    before = everything()
    db.session.remove()

    downgrade(revision=revision)
    upgrade()

    world.enter()
    assert everything() == before
    assert queries.listed(Selection(q="x12"), size=25, actor=actor).rows[0].id == ids[2]
    db.session.remove()


def test_without_purchases_no_figures_of_them_remain(real_app: Flask) -> None:
    world = work.run(lambda: World(real_app))
    [anna] = people(world, "Anna")
    recorded(world, sale("1", 500, customer_id=anna))
    before = totals(anna)
    db.session.remove()

    downgrade(revision="0007")
    upgrade()

    world.enter()
    assert before[:2] == (1, 500)
    assert totals(anna) == (0, 0, 0, NEVER, NEVER)
    assert db.session.scalars(select(VisitTally)).all() == []
    db.session.remove()

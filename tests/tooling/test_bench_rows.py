"""What the measurement loads is what the product would have written, row for row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.accounts.models import Business
from customers.directory import service as directory
from customers.directory.schemas import CustomerInput
from customers.ground import clock, tenancy, work
from customers.ground.db import db
from customers.membership import service as membership
from customers.membership.schemas import SwitchInput
from customers.purchases.service import AT_ONCE, record_purchases
from tests import postgres
from tests.bench import cluster, joined, load, shards
from tests.bench.load import POSTGRESQL, SQLITE
from tests.bench.people import LAST_DAY, Person, chunks, people
from tests.bench.plans import Plan, settle
from tests.bench.sales import Sale, Selling, day

SIZE = 110
# The two write these at different moments, and number sales in different ways.
_LEFT_OUT = {"id", "created_at", "updated_at", "at"}
_OF_PURCHASE = ("purchase_id", "refund_of_id")
_WHETHER = ("deleted_at", "membership_entry_id")
Rows = Counter[tuple[Any, ...]]


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_what_is_loaded_is_what_the_verbs_write(kind: str, folder: Path) -> None:
    if kind == POSTGRESQL and postgres.find() is None:
        pytest.skip(postgres.MISSING)
    with cluster.kept_in(folder / "cluster") as server:
        loaded = load.load(kind, size=SIZE, folder=folder, server=server, say=str)
        if kind == POSTGRESQL:
            assert server is not None
            url = server.create_database("recorded")
        else:
            url = f"sqlite:///{folder / 'recorded.db'}"
        found = in_app(load.make_app(loaded.url, folder=folder))
        recorded = load.make_app(url, folder=folder)
        with recorded.app_context():
            upgrade()
            record(work.run(lambda: settle(SIZE)))
        wanted = in_app(recorded)

    assert found.keys() == wanted.keys() == set(shards.TABLES)
    for table, rows in wanted.items():
        assert rows, table
        assert not rows - found[table], table
        assert not found[table] - rows, table


def record(plans: tuple[Plan, ...]) -> None:
    """Let the product's verbs add, sell and delete what the loader makes rows of."""
    [number] = chunks(SIZE)
    everybody = list(people(number, size=SIZE, plans=plans))
    selling = Selling(number, chunks=1)
    sales = {plan.business_id: list[Sale]() for plan in plans}
    for person in everybody:
        sales[person.plan.business_id] += selling.of(person)
    count = sum(map(len, sales.values()))
    for business_id, sale in selling.to_strangers(plans, count=count):
        sales[business_id].append(sale)
    with clock.set_to(joined.NOTED_AT):
        work.run(lambda: [_add(person) for person in everybody])
        for plan in plans:
            work.run(partial(_sell, sales[plan.business_id], plan))
        work.run(lambda: [_delete(person) for person in everybody if _is_gone(person)])


def _add(person: Person) -> None:
    ids = [{"source": shards.SOURCE, "value": person.external_id}]
    values = CustomerInput(
        **person.fields, external_ids=ids if person.external_id else ()
    )
    customer = directory.add_customer(values, actor=_actor(person.plan))
    assert customer.id == person.id
    is_member = joined.switched(person.id)
    if is_member is not None:
        wanted = SwitchInput(is_member=is_member, reason=joined.REASON)
        membership.switch(customer.id, values=wanted, actor=_actor(person.plan))


def _sell(sales: list[Sale], plan: Plan) -> None:
    # In the order of time, as they happen.
    told = [sale.told for sale in sorted(sales)]
    for start in range(0, len(told), AT_ONCE):
        batch = told[start : start + AT_ONCE]
        outcomes = record_purchases(batch, actor=_actor(plan))
        assert {outcome.kind for outcome in outcomes} == {"recorded"}


def _is_gone(person: Person) -> bool:
    return person.moments["deleted_at"] is not None


def _delete(person: Person) -> None:
    directory.delete_customer(person.id, actor=_actor(person.plan))


def _actor(plan: Plan) -> Actor:
    tenancy.enter(db.session(), plan.business_id)
    return Actor.of_command(db.session.get_one(Business, plan.business_id))


def in_app(app: Flask) -> dict[str, Rows]:
    """Every row of the tables that the loader fills, without ids and moments."""
    found = {table: Rows() for table in shards.TABLES}
    with app.app_context():
        for business_id in db.session.scalars(select(Business.id)).all():
            tenancy.enter(db.session(), business_id)
            for table, rows in _of_business(business_id).items():
                found[table].update(rows)
        db.session.remove()
        db.engine.dispose()
    return found


def _of_business(business_id: int) -> dict[str, Iterator[tuple[Any, ...]]]:
    rows = {table: list(_rows(table, business_id)) for table in shards.TABLES}
    purchases = {row["id"]: row["reference"] for row in rows["purchase"]}

    def plain(row: Mapping[str, Any]) -> tuple[Any, ...]:
        told = dict(row) | {name: purchases.get(row.get(name)) for name in _OF_PURCHASE}
        told |= {name: bool(row.get(name)) for name in _WHETHER}
        return tuple(value for name, value in told.items() if name not in _LEFT_OUT)

    return {table: map(plain, found) for table, found in rows.items()}


def _rows(table: str, business_id: int) -> Iterator[dict[str, Any]]:
    target = db.metadata.tables[table]
    wanted = select(target).where(target.c.business_id == business_id)
    found = tenancy.core(db.session(), wanted, business_id=business_id)
    # Where everybody of a kind was deleted, the verbs leave a count of nobody.
    counted = ("total", "buyers")
    for row in found.mappings():
        if all(row.get(name) != 0 for name in counted):
            yield dict(row)


def test_ids_rise_with_the_days() -> None:
    plans = (Plan(1, "big", "GB", 100, (1, 2), (1,)),)
    sales = [
        sale
        for number in (0, 1)
        for person in people(number, size=5_010, plans=plans)
        for sale in Selling(number, chunks=2).of(person)
        if person.id % 100 == 0
    ]

    ordered = sorted(sales)

    assert len(sales) > 300
    assert [sale.day for sale in ordered] == sorted(sale.day for sale in sales)
    assert all(
        abs((sale.told.purchased_at.date() - day(sale.day)).days) <= 1 for sale in sales
    )
    assert max(sale.day for sale in sales) <= (LAST_DAY - day(0)).days

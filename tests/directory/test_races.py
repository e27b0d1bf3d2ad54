"""Many at once: edits, imports and unique emails, each on a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory import service
from customers.directory.models import Customer
from customers.directory.schemas import CustomerInput, ImportedCustomer
from customers.events.models import Event
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.errors import Conflict
from tests.world import World

MANY = 8


@pytest.fixture
def adam(real_app: Flask) -> Actor:
    """Adam at work, in a database of its own."""

    def begin() -> Actor:
        world = World(real_app)
        return world.actor(world.adam)

    return work.run(begin)


def at_once(app: Flask, adam: Actor, verbs: list[Callable[[], Any]]) -> list[Any]:
    """What the verbs give when all are done at the same time, or their refusals."""

    def unit(verb: Callable[[], Any]) -> Any:
        tenancy.enter(db.session(), adam.business_id)
        return verb()

    def in_a_thread(verb: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                return work.run(lambda: unit(verb))
            except Conflict as refused:
                return refused

    with ThreadPoolExecutor(len(verbs)) as threads:
        return list(threads.map(in_a_thread, verbs))


def kept(adam: Actor) -> list[Any]:
    """The customers as they are now."""
    work.end_read()
    tenancy.enter(db.session(), adam.business_id)
    wanted = select(
        Customer.id,
        Customer.code,
        Customer.name,
        Customer.phone,
        Customer.town,
        Customer.profile_version,
    )
    rows = list(db.session.execute(wanted.order_by(Customer.id)))
    work.end_read()
    return rows


def edit(adam: Actor, customer_id: int, **fields: Any) -> Callable[[], Any]:
    """An edit of these fields as the first version was seen."""
    values = CustomerInput(**fields)
    return lambda: service.edit_customer(
        customer_id, values=values, version=1, actor=adam
    )


def add(adam: Actor, **fields: Any) -> Callable[[], Any]:
    """The adding of a customer."""
    return lambda: service.add_customer(CustomerInput(**fields), actor=adam).code


def test_edits_of_different_fields_all_stay(real_app: Flask, adam: Actor) -> None:
    at_once(real_app, adam, [add(adam, name="Anna")])
    (anna,) = kept(adam)
    fields = ["name", "first_name", "last_name", "phone", "town", "street", "region"]

    outcomes = at_once(
        real_app, adam, [edit(adam, anna.id, **{field: "1234"}) for field in fields]
    )

    (row,) = kept(adam)
    assert not any(isinstance(outcome, Conflict) for outcome in outcomes)
    assert (row.name, row.phone, row.town) == ("1234",) * 3
    assert row.profile_version == 1 + len(fields)


def test_of_edits_of_one_field_one_wins_and_the_others_hear_of_it(
    real_app: Flask, adam: Actor
) -> None:
    at_once(real_app, adam, [add(adam, name="Anna", town="York")])
    (anna,) = kept(adam)

    outcomes = at_once(
        real_app, adam, [edit(adam, anna.id, town=f"Town {n}") for n in range(MANY)]
    )

    (row,) = kept(adam)
    refused = [o for o in outcomes if isinstance(o, service.EditedMeanwhile)]
    assert len(refused) == MANY - 1
    assert {clash.theirs for each in refused for clash in each.clashes} == {row.town}
    assert row.profile_version == 2


def test_a_unique_email_is_given_once(real_app: Flask, adam: Actor) -> None:
    strict = Actor(**{**adam.__dict__, "is_email_unique": True})
    verbs = [add(strict, name=f"Anna {n}", email="a@example.com") for n in range(MANY)]

    outcomes = at_once(real_app, strict, verbs)

    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == MANY - 1
    assert len(kept(adam)) == 1


def test_a_given_code_is_given_once_and_the_others_hear_whose_it_is(
    real_app: Flask, adam: Actor
) -> None:
    verbs = [add(adam, name="Anna", code="A1") for _ in range(MANY)]

    outcomes = at_once(real_app, adam, verbs)

    refused = [o.details for o in outcomes if isinstance(o, Conflict)]
    assert refused == [{"code": "A1 already belongs to Anna."}] * (MANY - 1)


def test_generated_and_given_codes_at_once_are_all_different(
    real_app: Flask, adam: Actor
) -> None:
    given = [add(adam, name="x", code=f"C-{n:06d}") for n in (2, 3, 5, 9)]
    verbs = [verb for each in given for verb in (each, add(adam, name="y"))]

    outcomes = at_once(real_app, adam, verbs)

    # Who gives a code by hand may find that it was just given out; the others never.
    refused = [isinstance(outcome, Conflict) for outcome in outcomes]
    codes = [row.code for row in kept(adam)]
    assert not any(refused[1::2])
    assert len(codes) == len(set(codes)) == 8 - sum(refused)
    assert {f"C-{n:06d}" for n in (2, 3, 5, 9)} <= set(codes)


def test_the_same_rows_imported_at_once_are_taken_once(
    real_app: Flask, adam: Actor
) -> None:
    rows = [
        ImportedCustomer(name=f"Anna {n}", external_id=f"x{n}", code=f"A{n}")
        for n in range(50)
    ] + [ImportedCustomer(name="Bert", fingerprint=f"f.{n}") for n in range(50)]

    def bring() -> list[str]:
        outcomes = service.import_customers(rows, source="till", actor=adam)
        return [outcome.kind for outcome in outcomes]

    outcomes = at_once(real_app, adam, [bring] * 2)

    told = Counter(kind for outcome in outcomes for kind in outcome)
    assert told == {"added": 100, "unchanged": 100}
    assert len(kept(adam)) == 100


def test_imports_edits_and_additions_at_once_wait_for_each_other(
    real_app: Flask, adam: Actor
) -> None:
    rows = [ImportedCustomer(code=f"A{n}", name="Anna") for n in range(30)]
    at_once(
        real_app,
        adam,
        [lambda: service.import_customers(rows, source="till", actor=adam)],
    )
    ids = [row.id for row in kept(adam)]

    def change(town: str, backwards: bool) -> Callable[[], Any]:
        changed = [row._replace(town=town) for row in rows]
        ordered = changed[::-1] if backwards else changed
        new = [ImportedCustomer(name=f"{town} {n}") for n in range(5)]
        return lambda: service.import_customers(
            [*ordered, *new], source="till", actor=adam
        )

    verbs = [
        *(change(f"Town {n}", backwards=n % 2 == 0) for n in range(4)),
        *(edit(adam, customer_id, phone="123") for customer_id in ids[::9]),
        *(add(adam, name="Cleo") for _ in range(4)),
    ]
    outcomes = at_once(real_app, adam, verbs)

    rows_now = kept(adam)
    assert not any(isinstance(outcome, Conflict) for outcome in outcomes)
    assert len(rows_now) == 30 + 4 * 5 + 4
    assert len({row.code for row in rows_now}) == len(rows_now)
    assert all(row.phone == "123" for row in rows_now if row.id in ids[::9])
    assert _facts(adam, "CustomerUpdated") == sum(
        row.profile_version - 1 for row in rows_now
    )


def _facts(adam: Actor, name: str) -> int:
    tenancy.enter(db.session(), adam.business_id)
    found = db.session.scalars(select(Event.id).where(Event.name == name)).all()
    work.end_read()
    return len(found)

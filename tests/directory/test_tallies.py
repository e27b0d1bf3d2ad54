"""Tallies and the search index: after anything that was done, as if made anew."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory import queries, rules, service
from customers.directory.models import (
    Customer,
    CustomerSearch,
    CustomerSuffix,
    CustomerWord,
)
from customers.directory.schemas import CustomerInput, ImportedCustomer
from customers.directory.service import index, tallies
from customers.ground import work
from customers.ground.db import db
from tests.world import World

NAMES = ("Anna Müller", "Bo O'Brien", "王伟", "Юлия", "")
PHONES = (None, "07700 900123", "+44 7700 900456", "030 1234567")


def counted() -> dict[str, int]:
    """The tallies that the customers themselves come to."""
    sums: Counter[str] = Counter()
    for one in db.session.scalars(select(Customer)):
        sums.update(tallies.names(vars(one)))
    return dict(sums)


def kept() -> dict[str, int]:
    """The tallies that are kept, without those of nobody."""
    return {name: total for name, total in queries.counts().items() if total}


def indexed() -> tuple[set[object], ...]:
    """All rows of the index."""
    tables = (CustomerWord, CustomerSuffix, CustomerSearch)
    return tuple(
        {tuple(row) for row in db.session.execute(select(*sorted_columns(table)))}
        for table in tables
    )


def sorted_columns(table: type) -> list[object]:
    """The columns of a table in the order of their names."""
    names = sorted(column.name for column in table.__table__.columns)
    return [getattr(table, name) for name in names]


def made_anew() -> tuple[set[object], ...]:
    """All rows that the index should have, made of the customers."""
    everybody = list(db.session.scalars(select(Customer)))
    ids = index.external_ids_of([one.id for one in everybody])
    words, tails, search = set(), set(), set()
    for one in everybody:
        entry = index.entry_of(vars(one), ids=ids.get(one.id, []))
        of = one.business_id
        words |= {(of, one.id, kind, word) for kind, word in entry.words}
        tails |= {(of, one.id, tail) for tail in rules.suffixes(entry.phones)}
        search.add((of, one.id, entry.phones_text, entry.words_text))
    return words, tails, search


def act(world: World, actor: Actor, chance: Random) -> None:
    """Do something to somebody, as it comes."""
    ids = list(db.session.scalars(select(Customer.id)))
    verb = chance.choice((add, add, edit, edit, delete, restore, import_some, change))
    verb(world, actor, chance, ids)


def _fields(world: World, chance: Random) -> dict[str, object]:
    fields = {
        "name": chance.choice(NAMES),
        "phone": chance.choice(PHONES),
        "email": chance.choice((None, f"a.{chance.randrange(99)}@example.org")),
        "town": chance.choice((None, "Leeds", "Köln")),
        "customer_type": chance.choice(rules.CUSTOMER_TYPES),
        "status": chance.choice(rules.STATUSES),
        "preferred_shop_id": chance.choice((None, world.book_shop.id)),
        "assigned_staff_member_id": chance.choice(
            (None, world.membership(world.bob).id)
        ),
    }
    return fields | ({} if fields["name"] or fields["phone"] else {"name": "Somebody"})


def add(world: World, actor: Actor, chance: Random, ids: list[int]) -> None:
    """Add somebody."""
    values = CustomerInput(**_fields(world, chance))  # type: ignore[arg-type]
    work.run(lambda: service.add_customer(values, actor=actor))


def edit(world: World, actor: Actor, chance: Random, ids: list[int]) -> None:
    """Change somebody."""
    if ids:
        one = chance.choice(ids)
        values = CustomerInput(**_fields(world, chance))  # type: ignore[arg-type]
        version = db.session.get_one(Customer, one).profile_version
        work.run(
            lambda: service.edit_customer(
                one, values=values, version=version, actor=actor
            )
        )


def delete(world: World, actor: Actor, chance: Random, ids: list[int]) -> None:
    """Delete somebody, twice."""
    if ids:
        one = chance.choice(ids)
        for _ in range(2):
            work.run(lambda: service.delete_customer(one, actor=actor))


def restore(world: World, actor: Actor, chance: Random, ids: list[int]) -> None:
    """Bring somebody back, twice."""
    gone = select(Customer.id).where(Customer.deleted_at.is_not(None))
    options = {"include_deleted": True}
    deleted = list(db.session.scalars(gone, execution_options=options))
    if deleted:
        one = chance.choice(deleted)
        for _ in range(2):
            work.run(lambda: service.restore_customer(one, actor=actor))


def import_some(world: World, actor: Actor, chance: Random, ids: list[int]) -> None:
    """Import a few, some of whom are known."""
    rows = [
        ImportedCustomer(
            name=chance.choice(NAMES) or None,
            phone=chance.choice(PHONES),
            customer_type=chance.choice(rules.CUSTOMER_TYPES),
            external_id=f"id-{chance.randrange(8)}",
        )
        for _ in range(6)
    ]
    work.run(lambda: service.import_customers(rows, source="till", actor=actor))


def change(world: World, actor: Actor, chance: Random, ids: list[int]) -> None:
    """Give many the same type, status or shop."""
    field, value = chance.choice(
        (
            ("customer_type", "vip"),
            ("status", "inactive"),
            ("preferred_shop_id", world.book_shop.id),
            ("preferred_shop_id", None),
        )
    )
    work.run(
        lambda: service.change_customers(ids, field=field, value=value, actor=actor)
    )


@pytest.mark.parametrize("seed", range(3))
def test_after_anything_tallies_and_index_are_as_made_anew(
    world: World, seed: int
) -> None:
    actor, chance = world.actor(world.alice), Random(seed)

    for _ in range(40):
        act(world, actor, chance)

    assert kept() == counted()
    assert indexed() == made_anew()
    assert kept()["all"] > 0


def test_what_is_rolled_back_was_not_counted_nor_indexed(world: World) -> None:
    actor, chance = world.actor(world.alice), Random(1)
    add(world, actor, chance, [])
    before = (kept(), indexed())

    def add_and_fail() -> None:
        values = CustomerInput(name="Nobody", phone="07700 900999")
        service.add_customer(values, actor=actor)
        raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError):
        work.run(add_and_fail)

    assert (kept(), indexed()) == before

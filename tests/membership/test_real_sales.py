"""Real lists of sales make the members that are known of them.

Always: the whole of CDNOW, with what each customer of 100.00 and more spent as one
purchase, and its tenth as it was bought. With REGULARS_FULL=1 also every purchase of
CDNOW, and Online Retail, whose refunds take spend under the threshold. All need the
data in REGULARS_DATA, or beside the repository.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from customers.directory.models import Customer, Tally
from customers.directory.schemas import ImportedCustomer
from customers.directory.service import import_customers
from customers.ground import work
from customers.ground.db import db
from customers.membership.models import SpendTally
from customers.membership.service.verifying import differences
from customers.transfer.customers import import_customers as import_file
from customers.transfer.purchases import import_purchases
from tests.membership.members import save_rule
from tests.purchases.sold import record, sale
from tests.transfer.files import real
from tests.world import World

FULL = pytest.mark.skipif(
    os.environ.get("REGULARS_FULL") != "1", reason="takes minutes; REGULARS_FULL=1"
)
# Each threshold, and how many join by it after the one before.
STEPS = (("1000", 200), ("500", 534), ("250", 1_526))
AT_ONCE = 1_000


def command(app: Flask, *words: str) -> dict[str, Any]:
    """What a command prints."""
    answer = app.test_cli_runner().invoke(args=[*words, "--business=alices-books"])
    assert answer.exit_code == 0, answer.output
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


def members() -> int:
    """How many the columns call members."""
    wanted = select(func.count(Customer.id)).where(Customer.is_member)
    return db.session.scalars(wanted).one()


def standing() -> list[Any]:
    """Who is a member until when, and all tallies of it."""
    who = select(Customer.id, Customer.member_until).where(Customer.is_member)
    tallies = select(SpendTally.state, SpendTally.from_minor, SpendTally.total)
    names = select(Tally.name, Tally.total).where(Tally.name.like("membership:%"))
    return [
        sorted(tuple(row) for row in db.session.execute(wanted) if row[-1])
        for wanted in (who, tallies, names)
    ]


def spend_of_cdnow() -> Counter[str]:
    """What each customer of CDNOW spent, in cents."""
    spent: Counter[str] = Counter()
    with gzip.open(real("cdnow/purchases.csv.gz"), "rt", newline="") as file:
        for row in csv.DictReader(file):
            spent[row["customer_code"]] += int(Decimal(row["amount"]) * 100)
    return spent


def bring_spend(world: World) -> None:
    """CDNOW's customers of 100.00 and more, each with one purchase of all they spent.

    Nobody below it is asked about, and a tenth of the time is enough.
    """
    actor = world.actor(world.alice)
    found = [(c, minor) for c, minor in spend_of_cdnow().items() if minor >= 10_000]
    assert len(found) == 6_234
    for at in range(0, len(found), AT_ONCE):
        part = found[at : at + AT_ONCE]
        rows = [ImportedCustomer(code=code, name=code) for code, _minor in part]
        import_all = partial(import_customers, rows, source="cdnow", actor=actor)
        ids = [made.customer_id for made in work.run(import_all)]
        told = zip(part, ids, strict=True)
        record(world, *(sale(c, minor, customer_id=i) for (c, minor), i in told))


def join_and_undo(app: Flask, world: World) -> None:
    """Each threshold joins as many as a trial says, and each undoing brings it back."""
    before, made = [standing()], []
    for threshold, joining in STEPS:
        tried = command(app, "activate", f"--threshold={threshold}", "--dry-run")
        world.enter()
        assert (tried["joined"], standing()) == (joining, before[-1])
        done = command(app, "activate", f"--threshold={threshold}")
        assert (done["joined"], done["left"], done["held"]) == (joining, 0, 0)
        world.enter()
        made.append(done["run"])
        before.append(standing())
    assert members() == 200 + 534 + 1_526
    for run_id, (_threshold, joined) in zip(
        reversed(made), reversed(STEPS), strict=True
    ):
        before.pop()
        undone = command(app, "undo-run", str(run_id))
        world.enter()
        assert (undone["undone"], undone["skipped"]) == (joined, 0)
        assert standing() == before[-1]


def test_thresholds_of_cdnow_join_as_many_as_reach_them(
    app: Flask, world: World
) -> None:
    bring_spend(world)

    join_and_undo(app, world)


def brought(world: World, customers: str, purchases: str) -> None:
    """The customers and purchases of two files."""
    actor = world.actor(world.alice)
    import_file(real(customers), actor=actor)
    if db.session.get_bind().dialect.name == "postgresql":
        # Within the test's one transaction PostgreSQL does not find it out itself.
        db.session.connection().exec_driver_sql("ANALYZE customer")
    import_purchases(real(purchases), actor=actor, source="real")


def test_the_tenth_of_cdnow_has_twenty_members(world: World) -> None:
    save_rule(world, "1000", is_automatic=True)

    brought(world, "cdnow/sample_customers.csv", "cdnow/sample_purchases.csv")

    assert members() == 20
    assert list(differences(mends=False, actor=world.actor(world.alice))) == []


@FULL
def test_all_of_cdnow_is_joined_undone_and_proven(app: Flask, world: World) -> None:
    brought(world, "cdnow/customers.csv", "cdnow/purchases.csv.gz")

    join_and_undo(app, world)

    assert list(differences(mends=False, actor=world.actor(world.alice))) == []


@FULL
@pytest.mark.parametrize(("way", "count"), [("keep", 1_647), ("end", 1_633)])
def test_refunds_of_online_retail_keep_or_end_memberships(
    world: World, way: str, count: int
) -> None:
    save_rule(world, "1000", is_automatic=True, on_refund=way)

    brought(world, "online_retail/customers.csv", "online_retail/purchases.csv.gz")

    assert members() == count
    assert list(differences(mends=False, actor=world.actor(world.alice))) == []

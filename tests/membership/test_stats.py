"""The command `stats` says how many members there are today."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import Flask

from customers.directory.service import delete_customer, restore_customer
from customers.ground import clock, work
from tests.membership.members import save_rule, switch
from tests.purchases.sold import people, recorded, sale
from tests.world import World


def members(app: Flask, business: str = "alices-books") -> int:
    """The number that it prints."""
    words = ["stats", f"--business={business}"]
    answer = app.test_cli_runner().invoke(args=words)
    assert answer.exit_code == 0, answer.output
    number: int = json.loads(answer.stdout)["members"]
    return number


def test_members_are_who_counts_as_one_today(app: Flask, world: World) -> None:
    anna, bert, cleo, dora = people(world, "Anna", "Bert", "Cleo", "Dora")
    actor, now = world.actor(world.alice), clock.now()
    save_rule(world, "10.00", is_automatic=True, period_months=1)
    before = members(app)
    world.enter()
    recorded(
        world,
        sale("1", 1000, customer_id=anna, purchased_at=now),
        sale("2", 999, customer_id=dora, purchased_at=now),
    )
    switch(world, bert, is_member=True)
    switch(world, cleo, is_member=False, reason="Asked for it")
    joined = members(app)

    # Nobody writes down that Anna's month is over.
    with clock.set_to(now + timedelta(days=32)):
        lapsed = members(app)
    world.enter()
    work.run(lambda: delete_customer(bert, actor=actor))
    deleted = members(app)
    world.enter()
    work.run(lambda: restore_customer(bert, actor=actor))

    assert (before, joined, lapsed, deleted, members(app)) == (0, 2, 1, 1, 2)
    assert members(app, "charlies-bikes") == 0

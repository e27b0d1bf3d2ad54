"""Memberships broken by hand, each in its way, and what `verify` says of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from customers.accounts import queries as accounts
from customers.accounts.models import Business
from customers.directory.models import FOREVER, NEVER, Customer, Tally
from customers.ground import clock, keyed, tenancy, work
from customers.ground.db import db
from customers.ground.jobs import DONE, Job
from customers.membership.models import MembershipDay, MembershipRun, SpendTally
from customers.membership.queries.rules import saved_rule
from tests.membership.members import kept, save_rule, switch
from tests.purchases.sold import people, recorded, refund, sale
from tests.world import World

WINDOW = {"window_months": 1, "is_automatic": True, "on_window": "end"}


def verify(app: Flask, *words: str) -> Result:
    """The command, typed."""
    return app.test_cli_runner().invoke(args=["verify", *words])


def told(answer: Result) -> list[str]:
    """Which table and column each line names."""
    return sorted(
        line.split(": ")[1].split(",")[0] for line in answer.stdout.splitlines()
    )


def id_of(name: str) -> int:
    wanted = select(Customer.id).where(Customer.name == name)
    return db.session.scalars(wanted, execution_options={"include_deleted": True}).one()


def count_done() -> None:
    """Let the work that a new window asks for be done."""
    for job in db.session.scalars(select(Job)):
        job.state = DONE
    saved = saved_rule()
    business = accounts.business_settings()
    business.counted_window_months = (saved.window_months if saved else None) or 0


def stand_up(world: World) -> World:
    """Anna joined by what she bought and Bert by hand; Cleo is nearly there."""
    anna, bert, cleo, _dora = people(world, "Anna", "Bert", "Cleo", "Dora")
    save_rule(world, "10.00", **WINDOW)
    work.run(count_done)
    now = clock.now()
    recorded(
        world,
        sale("1", 1200, customer_id=anna, purchased_at=now),
        sale("2", 500, customer_id=anna, purchased_at=now - timedelta(days=2)),
        refund("3", 100, refund_of_reference="1", purchased_at=now),
        sale("4", 900, customer_id=cleo, purchased_at=now),
    )
    switch(world, bert, is_member=True, reason="Friend")
    actor = world.actor(world.alice)
    run = MembershipRun(kind="threshold", state="done", joined=0, left=0)
    work.run(lambda: db.session.add(run))
    assert kept(anna)[0]
    assert actor.business_id
    return world


def change(table: Any, where: Any, **values: Any) -> None:
    """Change what is kept past the verbs, as a mistake would."""
    statement = update(table).where(where).values(**values)
    options = {"synchronize_session": False, "include_deleted": True}
    work.run(lambda: db.session.execute(statement, execution_options=options))


def spoil(name: str = "Anna", **values: Any) -> None:
    change(Customer, Customer.id == id_of(name), **values)


def add_up(table: Any, key: tuple[Any, ...], *numbers: int) -> None:
    work.run(lambda: keyed.add_up(db.session(), table, {key: numbers}))


def spoil_run(**values: Any) -> None:
    change(MembershipRun, MembershipRun.joined >= 0, **values)


TOMORROW = clock.today("Europe/London") + timedelta(days=3)
ENTRY_COLUMNS = [
    "customer.held_until",
    "customer.is_member",
    "customer.member_until",
    "customer.membership_entry_id",
]
# What breaks a figure, and where verify sees it: table and column.
BROKEN: dict[str, tuple[Callable[[], None], list[str]]] = {
    "a member who is none": (
        lambda: spoil(is_member=False, member_until=NEVER),
        ["customer.is_member", "customer.member_until"],
    ),
    "nobody, as a member": (
        lambda: spoil("Cleo", is_member=True, member_until=FOREVER),
        ["customer.is_member", "customer.member_until"],
    ),
    "an end": (lambda: spoil(member_until=TOMORROW), ["customer.member_until"]),
    "a hold that is lost": (
        lambda: spoil("Bert", held_until=NEVER),
        ["customer.held_until"],
    ),
    "a hold of nobody": (
        lambda: spoil("Dora", held_until=FOREVER),
        ["customer.held_until"],
    ),
    "an entry that is forgotten": (
        lambda: spoil(
            "Bert",
            membership_entry_id=None,
            is_member=False,
            member_until=NEVER,
            held_until=NEVER,
        ),
        ENTRY_COLUMNS,
    ),
    "an entry there is not": (
        lambda: spoil("Dora", membership_entry_id=10**9),
        ["customer.membership_entry_id"],
    ),
    "spend of the window": (
        lambda: spoil(window_spend_minor=7),
        ["customer.window_spend_minor"],
    ),
    "spend of who never bought": (
        lambda: spoil("Dora", window_spend_minor=-7),
        ["customer.window_spend_minor"],
    ),
    "the day the spend changes": (
        lambda: spoil(window_until=FOREVER),
        ["customer.window_until"],
    ),
    "tally of members": (
        lambda: add_up(Tally, ("membership:member",), 1),
        ["tally.total"],
    ),
    "tally of holds": (
        lambda: add_up(Tally, ("membership:held",), -1),
        ["tally.total"],
    ),
    "tally of spend": (
        lambda: add_up(SpendTally, ("none", 900), 2),
        ["spend_tally.total"],
    ),
    "tally of nobody's spend": (
        lambda: add_up(SpendTally, ("held_none", 123_000), 1),
        ["spend_tally.total"],
    ),
    "a day on which somebody joined": (
        lambda: add_up(MembershipDay, (clock.today("Europe/London"),), -1, 2),
        ["membership_day.ended", "membership_day.joined"],
    ),
    "a day on which nothing was": (
        lambda: add_up(MembershipDay, (TOMORROW,), 0, 1),
        ["membership_day.ended"],
    ),
    "the numbers of a run": (
        lambda: spoil_run(joined=2, undone=1),
        ["membership_run.joined", "membership_run.undone"],
    ),
    "the copy of the threshold": (
        lambda: change(
            Business,
            Business.id == tenancy.entered(db.session()),
            membership_threshold_minor=5,
        ),
        ["business.membership_threshold_minor"],
    ),
}

"""The command `verify` on memberships: each kind of damage is named, and mended."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from customers.directory.models import FOREVER, NEVER, Customer, Tally
from customers.directory.service import delete_customer, restore_customer
from customers.events.models import Event
from customers.ground import clock, work
from customers.ground.db import db
from customers.membership import service
from customers.membership.models import MembershipEntry, SpendTally
from customers.membership.queries import trends
from customers.membership.service.automatic import expire_some, move_windows
from customers.purchases.models import Purchase
from tests.membership.broken import (
    BROKEN,
    TOMORROW,
    change,
    count_done,
    id_of,
    spoil,
    stand_up,
    told,
    verify,
)
from tests.membership.members import entries, kept, save_rule, switch
from tests.purchases.sold import people
from tests.world import World


@pytest.fixture
def shop(world: World) -> World:
    """Anna, Bert, Cleo and Dora, and what each is."""
    return stand_up(world)


def repairs() -> int:
    """How many facts say that something was put right."""
    wanted = select(func.count(Event.id)).where(Event.name.like("Membership%Repaired"))
    return db.session.scalars(wanted).one()


def all_kept() -> list[Any]:
    """Everything that is kept of memberships, in an order."""
    ids = sorted(db.session.scalars(select(Customer.id)))
    tallies = db.session.execute(
        select(SpendTally.state, SpendTally.from_minor, SpendTally.total)
    )
    names = db.session.execute(select(Tally.name, Tally.total))
    days = trends.joined_and_ended(NEVER, until=FOREVER)
    return [
        *(kept(one) for one in ids),
        sorted(tuple(row) for row in tallies if row[2]),
        sorted(tuple(row) for row in names if row[1]),
        [tuple(row) for row in days if any(row[1:])],
    ]


def test_what_is_broken_is_named_and_mended(app: Flask, shop: World) -> None:
    """One world for all, since each is mended before the next is broken."""
    healthy = verify(app)
    shop.enter()
    before = all_kept()
    for name, (break_it, names) in BROKEN.items():
        shop.enter()
        break_it()
        facts, made = repairs(), len(entries(id_of("Bert")))

        found = verify(app, "--business=alices-books")
        mended = verify(app, "--business=alices-books", "--repair")

        shop.enter()
        assert (found.exit_code, told(found)) == (1, names), name
        assert (mended.exit_code, told(mended)) == (0, names), name
        assert repairs() == facts + 1, name
        assert len(entries(id_of("Bert"))) == made, name
        assert all_kept() == before, name
    after = verify(app, "--business=alices-books")
    for answer in (healthy, after):
        assert (answer.exit_code, answer.stdout) == (0, "")


def test_many_wrongs_at_once_are_mended_together(app: Flask, shop: World) -> None:
    before = all_kept()
    for break_it, _names in BROKEN.values():
        shop.enter()
        break_it()

    verify(app, "--repair")

    assert verify(app).stdout == ""
    shop.enter()
    assert all_kept() == before


def test_the_fact_says_what_was_put_right(app: Flask, shop: World) -> None:
    spoil("Bert", held_until=NEVER, window_spend_minor=3)

    verify(app, "--repair")

    shop.enter()
    wanted = select(Event).where(Event.name == "MembershipRepaired")
    fact = db.session.scalars(wanted).one()
    assert (fact.subject, fact.subject_id) == ("customer", id_of("Bert"))
    assert fact.data["changes"] == {
        "held_until": ["0001-01-01", "9999-12-31"],
        "window_spend_minor": [3, 0],
    }
    assert fact.user_id is None


# Entries stay as they were written: what is wrong with them is told, not mended.
LASTING: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "what was before": (
        "Anna",
        {"was_member": True},
        ["membership_day.joined", "membership_entry.was_member"],
    ),
    "a chain that is torn": (
        "Bert",
        {"before_id": 10**9},
        ["membership_entry.before_id"],
    ),
    "an end that no rule makes": (
        "Anna",
        {"until": TOMORROW},
        ["customer.member_until", "customer.member_until"],
    ),
}


def test_what_an_entry_says_wrongly_is_told_and_stays(app: Flask, shop: World) -> None:
    for name, (who, values, names) in LASTING.items():
        shop.enter()
        [entry, *_] = entries(id_of(who))
        before = {key: getattr(entry, key) for key in values}
        entry_id = entry.id
        change(MembershipEntry, MembershipEntry.id == entry_id, **values)
        facts = repairs()
        if len(names) == 2:
            # A figure follows its entry, which then is the wrong one.
            verify(app, "--repair")
            shop.enter()
            facts, names = repairs(), names[1:]

        found, mended = verify(app), verify(app, "--repair")

        shop.enter()
        assert told(found) == told(mended) == names, name
        assert (found.exit_code, mended.exit_code) == (1, 1), name
        assert "no command mends it" in mended.stderr
        assert repairs() == facts, name
        change(MembershipEntry, MembershipEntry.id == entry_id, **before)
        verify(app, "--repair")
        assert verify(app).stdout == "", name


def test_days_that_pass_break_nothing(app: Flask, shop: World) -> None:
    """What the worker has not written down yet is no difference, nor what it writes."""
    actor = shop.actor(shop.alice)
    for days in (1, 27, 40):
        with clock.later(days=days):
            shop.enter()
            late = verify(app)
            shop.enter()
            work.run(lambda: expire_some(actor))
            work.run(lambda: move_windows(actor))

            done = verify(app)

        assert (late.stdout, done.stdout) == ("", ""), days


def test_while_all_are_counted_anew_no_spend_is_wrong(app: Flask, shop: World) -> None:
    actor = shop.actor(shop.alice)
    save_rule(shop, "10.00")

    while_counting = verify(app)
    shop.enter()
    work.run(count_done)
    forgotten = verify(app)

    assert while_counting.stdout == ""
    assert told(forgotten) == ["customer.window_until"] * 2
    assert actor.business_id
    verify(app, "--repair")
    assert verify(app).stdout == ""


def test_deleted_customers_are_proven_but_for_their_spend(
    app: Flask, shop: World
) -> None:
    actor, anna = shop.actor(shop.alice), id_of("Anna")
    work.run(lambda: delete_customer(anna, actor=actor))
    spoil(window_spend_minor=1)

    unseen = verify(app)
    shop.enter()
    spoil(is_member=False)
    seen = verify(app, "--repair")
    shop.enter()
    work.run(lambda: restore_customer(anna, actor=actor))

    assert (unseen.stdout, told(seen)) == ("", ["customer.is_member"])
    assert verify(app).stdout == ""
    shop.enter()
    assert kept(anna)[3] == 1600


def test_a_wrong_sale_is_told_once_and_not_of_all_it_makes(
    app: Flask, shop: World
) -> None:
    change(Purchase, Purchase.reference == "3", state="waiting")

    found = verify(app)
    verify(app, "--repair")

    assert told(found) == ["purchase.state"]
    assert verify(app).stdout == ""


def test_a_switch_undone_and_a_hold_ended_are_whole(app: Flask, shop: World) -> None:
    actor, anna = shop.actor(shop.alice), id_of("Anna")
    made = switch(shop, anna, is_member=False).entry_id or 0
    work.run(lambda: service.undo_switch(made, actor=actor))
    work.run(lambda: service.release(id_of("Bert"), actor=actor))

    answer = verify(app)

    shop.enter()
    assert answer.stdout == ""
    assert [one.before_id for one in entries(anna)][1:] == [
        one.id for one in entries(anna)
    ][:-1]
    assert kept(id_of("Bert"))[:3] == (False, NEVER, NEVER)


def test_the_other_business_is_gone_over_by_itself(app: Flask, shop: World) -> None:
    shop.enter(shop.bikes)
    [carl] = people(shop, "Carl", user=shop.charlie)
    change(Customer, Customer.id == carl, is_member=True, member_until=date(2100, 1, 1))

    books = verify(app, "--business=alices-books")
    bikes = verify(app, "--business=charlies-bikes")

    assert books.stdout == ""
    assert told(bikes) == ["customer.is_member", "customer.member_until"]

"""A small demo business, filled: its sales add up, and its members came by it in time.

Filling costs seconds, so that all of it is looked at after one.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from customers.accounts import queries as accounts
from customers.directory.models import Customer
from customers.directory.rules.listing import SOON, near_range
from customers.ground import clock
from customers.ground.db import db
from customers.membership.models import (
    MembershipEntry,
    MembershipLeftOut,
    MembershipRule,
    MembershipRun,
)
from customers.membership.rules import FOREVER, NEVER
from customers.membership.service.verifying import differences
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.products.models import Product
from customers.transfer import demo
from customers.transfer.demo_goods import GOODS
from customers.transfer.demo_memberships import THRESHOLD_MINOR
from tests.world import World

TODAY = date(2026, 5, 20)
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
# Fewer people leave some list without anybody.
COUNT = 400


def test_a_small_demo_has_a_bit_of_everything_and_adds_up(world: World) -> None:
    actor = world.actor(world.alice)

    with clock.set_to(NOW):
        demo.fill(actor=actor, count=COUNT)
        wrong = list(differences(mends=False, actor=actor))

    assert wrong == []
    sales_are_of_every_kind()
    lists_of_members_have_somebody()
    memberships_lie_in_the_past()
    one_run_is_done_and_one_undone()


def sales_are_of_every_kind() -> None:
    assert set(accounts.shop_names().values()) == set(demo.SHOPS)
    assert db.session.scalar(select(func.count(Product.id))) == len(GOODS)
    preferring = select(func.count()).where(Customer.preferred_shop_id.is_not(None))
    assert COUNT // 4 < (db.session.scalar(preferring) or 0) < COUNT // 2
    found = Counter(
        (row.kind, row.state, row.customer_id is not None, row.refund_of_id is not None)
        for row in db.session.execute(
            select(
                Purchase.kind,
                Purchase.state,
                Purchase.customer_id,
                Purchase.refund_of_id,
            )
        )
    )
    assert {state for _kind, state, *_ in found} == {"counted"}
    for kind in (
        *(("purchase", True, False), ("purchase", False, False)),
        *(("refund", True, True), ("refund", True, False)),
    ):
        assert found[kind[0], "counted", *kind[1:]], kind
    lines = select(func.count(PurchaseLine.refund_of_line_id))
    assert (db.session.scalar(lines) or 0) > 5


def lists_of_members_have_somebody() -> None:
    is_member, held = Customer.member_until > TODAY, Customer.held_until > TODAY
    least, most = near_range(THRESHOLD_MINOR, percent=20) or (0, 0)
    lists = {
        "members": is_member,
        "held members": is_member & held,
        "held as none": ~is_member & held,
        "held until a day": held & (Customer.held_until < FOREVER),
        "a hold that ended": (Customer.held_until > NEVER) & ~held,
        "about to join": ~is_member & Customer.window_spend_minor.between(least, most),
        "ending soon": is_member & (Customer.member_until <= TODAY + SOON),
    }
    for name, condition in lists.items():
        counted = select(func.count(Customer.id)).where(condition)
        assert db.session.scalar(counted), name


def memberships_lie_in_the_past() -> None:
    entries = db.session.scalars(select(MembershipEntry)).all()
    rules = db.session.scalars(select(MembershipRule)).all()

    assert all(entry.at < NOW and entry.on_day < TODAY for entry in entries)
    assert all(rule.created_at < NOW for rule in rules)
    joined = {entry.on_day for entry in entries if entry.cause == "threshold"}
    assert len(joined) > 10
    assert max(joined) > TODAY - timedelta(days=60)
    by_hand = [entry for entry in entries if entry.cause == "manual"]
    assert all(entry.reason and entry.created_by for entry in by_hand)
    assert Counter(entry.is_member for entry in by_hand)[False] == 3
    assert {"run", "undo"} < {entry.cause for entry in entries}


def one_run_is_done_and_one_undone() -> None:
    first, generous = db.session.scalars(
        select(MembershipRun).order_by(MembershipRun.id)
    )

    assert (first.state, generous.state) == ("done", "undone")
    assert first.joined > COUNT // 20
    assert generous.undone == generous.joined - 1
    assert db.session.scalars(select(MembershipLeftOut.why)).all() == ["changed"]
    assert first.applied_at
    assert generous.applied_at
    assert generous.undone_at
    assert first.applied_at < generous.applied_at < generous.undone_at < NOW

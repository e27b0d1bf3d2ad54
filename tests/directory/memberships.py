"""Memberships as no verb would mix them, and what lists of them mean, said by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

from sqlalchemy import select

from customers.directory.models import FOREVER, NEVER, Customer, Tally
from customers.directory.rules import SORTS, Selection
from customers.directory.rules.listing import MEMBERSHIPS
from customers.ground import keyed, tenancy
from customers.ground.db import db

# Then it is the 1st in London, the 2nd in Kiritimati and the 28th in Pago Pago.
NOON = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)
ZONES = ("Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago")
THRESHOLD, PERCENT = 50_001, 20
# On both sides of every day that decides, in each of the zones.
DAYS = tuple(date(2026, 3, 1) + timedelta(days=n) for n in (-9, -1, 0, 1, 2, 29, 30))
DAYS += tuple(date(2026, 3, 1) + timedelta(days=n) for n in (31, 32, 400))
SPENDS = (0, -500, 40_000, 40_001, 45_000, 50_000, 50_001, 900_000)


def keep(ids: list[int], chance: Random) -> None:
    """Write memberships as no verb would mix them."""
    rows = []
    for customer_id in ids:
        until = chance.choice((NEVER, NEVER, FOREVER, chance.choice(DAYS)))
        rows.append(
            {
                "id": customer_id,
                "is_member": until > NEVER,
                "member_until": until,
                "held_until": chance.choice((NEVER, FOREVER, chance.choice(DAYS))),
                "window_spend_minor": chance.choice(SPENDS),
            }
        )
    tenancy.write_many(db.session(), Customer, rows, by=["id"])


def count() -> None:
    """Keep the tallies of memberships as membership does: as the columns say it."""
    everybody = list(db.session.scalars(select(Customer)))
    sums = {
        ("membership:member",): (sum(one.is_member for one in everybody),),
        ("membership:held",): (sum(one.held_until > NEVER for one in everybody),),
    }
    keyed.add_up(db.session(), Tally, sums)


def passes(one: Customer, membership: str, today: date) -> bool:
    """What the words mean, said once more."""
    is_member = one.member_until > today
    is_held = one.held_until > today
    lacking = THRESHOLD - one.window_spend_minor
    is_near = lacking > 0 and lacking * 100 <= THRESHOLD * PERCENT
    return {
        "member": is_member,
        "not_member": not is_member,
        "held": is_held,
        "near": is_near and not is_member and not is_held,
        "ending": is_member and one.member_until <= today + timedelta(days=30),
    }[membership]


def by_hand(selection: Selection, today: date) -> list[int]:
    """The ids of the selection, in its order, as of the day."""
    everybody = list(db.session.scalars(select(Customer)))
    kept = [
        one
        for one in everybody
        if passes(one, selection.membership or "", today)
        and selection.type in (None, one.customer_type)
    ]
    column = SORTS[selection.sort]
    kept.sort(
        key=lambda one: (getattr(one, column), one.id), reverse=selection.is_descending
    )
    return [one.id for one in kept]


def selections() -> list[Selection]:
    """Every membership in some orders, alone and with another filter."""
    return [
        Selection(membership=membership, sort=sort, is_descending=falls, type=kind)
        for membership, sort, falls, kind in product(
            MEMBERSHIPS, ("since", "until"), (True, False), (None, "vip")
        )
    ]

"""Memberships to test with, short to write: rules, switches, what is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from customers.accounts.models import User
from customers.directory.models import Customer
from customers.ground import work
from customers.ground.db import db
from customers.membership import service
from customers.membership.models import MembershipEntry
from customers.membership.schemas import RuleInput, SwitchInput
from customers.membership.service import Switched
from tests.world import World


def save_rule(
    world: World, threshold: str, user: User | None = None, **more: Any
) -> int:
    """Save a rule as Alice unless named; its id."""
    actor = world.actor(user or world.alice)
    values = RuleInput(threshold=threshold, **more)
    return work.run(lambda: service.save_rule(values, actor=actor).id)


def switch(
    world: World,
    customer_id: int,
    is_member: bool,
    user: User | None = None,
    **more: Any,
) -> Switched:
    """Switch a customer by hand, as Alice unless named."""
    actor = world.actor(user or world.alice)
    values = SwitchInput(is_member=is_member, **more)
    return work.run(lambda: service.switch(customer_id, values=values, actor=actor))


def kept(customer_id: int) -> tuple[bool, date, date, int, date]:
    """Member, until, held until, the spend that counts, when that changes."""
    wanted = select(
        Customer.is_member,
        Customer.member_until,
        Customer.held_until,
        Customer.window_spend_minor,
        Customer.window_until,
    ).where(Customer.id == customer_id)
    row = db.session.execute(wanted, execution_options={"include_deleted": True}).one()
    return tuple(row)  # type: ignore[return-value]


def is_member(customer_id: int) -> bool:
    """Whether the column says so."""
    return kept(customer_id)[0]


def entries(customer_id: int) -> list[MembershipEntry]:
    """The entries of a customer, the first first."""
    wanted = (
        select(MembershipEntry)
        .where(MembershipEntry.customer_id == customer_id)
        .order_by(MembershipEntry.id)
    )
    return list(db.session.scalars(wanted))


def causes(customer_id: int) -> list[str]:
    """Why their membership changed, the first first."""
    return [entry.cause for entry in entries(customer_id)]

"""What the tests of the switch send, and what they read off its pages."""

from __future__ import annotations

from customers.accounts.models import Business
from customers.ground import work
from customers.ground.db import db
from tests.world import World

JOIN, LEAVE = {"is_member": "1"}, {"is_member": "0"}


def url_of(customer_id: int, more: str = "") -> str:
    """The address of a customer's membership."""
    return f"/customers/{customer_id}/membership{more}"


def for_admins_alone(world: World) -> None:
    """Let the setting keep the switch for owners and admins."""

    def change() -> None:
        db.session.get_one(Business, world.books.id).is_switch_for_admins = True

    work.run(change)
    world.enter()

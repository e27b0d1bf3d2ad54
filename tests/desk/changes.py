"""Changes of customers that the tests of profiles begin with."""

from __future__ import annotations

from customers.directory import service
from customers.directory.schemas import CustomerInput
from customers.ground import work
from tests.world import World


def change(world: World, customer_id: int, version: int, **fields: str) -> None:
    """Let Bob save these fields of the customer."""
    actor = world.actor(world.bob)
    values = CustomerInput(**fields)
    world.enter()
    work.run(
        lambda: service.edit_customer(
            customer_id, values=values, version=version, actor=actor
        )
    )

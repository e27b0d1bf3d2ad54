"""Customers for the tests: a crowd that comes at once, somebody put in by the form."""

from __future__ import annotations

import re
import secrets
from typing import Any

from customers.directory import service
from customers.directory.schemas import CustomerInput
from customers.ground import requests, work
from tests.world import World

# Each begins alike, so that one search finds them and nobody else.
SIZE = 30
NAMES = [f"Quokka{number:02d} Warden" for number in range(SIZE)]
OF_CROWD = "/customers?q=warden"


def come(world: World) -> list[int]:
    """Let the crowd come to Alice's, in the order of their names; their ids."""
    people = [
        CustomerInput(name=name, phone=f"020 7946 {number:04d}")
        for number, name in enumerate(NAMES)
    ]
    alice = world.actor(world.alice)
    return work.run(
        lambda: [service.add_customer(one, actor=alice).id for one in people]
    )


def add(page: Any, **fields: str) -> int:
    """Add a customer as whoever is signed in, and give the id."""
    drawn = page.request.get("/customers/new").text()
    sent = {
        name: found.group(1)
        for name in ("csrf_token", "business")
        if (found := re.search(rf'name="{name}" value="([^"]*)"', drawn))
    }
    sent["request_key"] = requests.new_key()
    fields.setdefault("name", f"Somebody {secrets.token_hex(3)}")
    defaults = {"customer_type": "walk_in", "status": "active"}
    answer = page.request.post(
        "/customers/new", form={**defaults, **sent, **fields}, max_redirects=0
    )
    return int(answer.headers["location"].rsplit("/", 1)[1])

"""Customers for the tests: a crowd put in by the form, guests of one file."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from customers.directory.service import delete_customer, restore_customer
from customers.ground import requests, work
from customers.ground.db import db
from tests.world import World

# Each begins alike, so that one search finds them and nobody else.
SIZE = 30
NAMES = [f"Quokka{number:02d} Warden" for number in range(SIZE)]
OF_CROWD = "/customers?q=warden"
_guests: dict[str, list[int]] = {}


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


@contextlib.contextmanager
def guests(
    world: World, name: str, make: Callable[[], list[int]]
) -> Iterator[list[int]]:
    """Customers of Alice's who are there for the tests of one file alone; their ids.

    Deleted afterwards, since what others count would count them, and brought back where
    that file's turn comes again.
    """
    with world.app.app_context():
        world.enter()
        actor = world.actor(world.alice)
        if name in _guests:
            for one in _guests[name]:
                work.run(partial(restore_customer, one, actor=actor))
        else:
            _guests[name] = make()
        db.session.remove()
    yield _guests[name]
    with world.app.app_context():
        world.enter()
        for one in _guests[name]:
            work.run(partial(delete_customer, one, actor=actor))
        db.session.remove()

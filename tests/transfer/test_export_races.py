"""Exports at the same moment, each on a connection of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory.queries.asked import asked
from customers.events.models import Event
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.errors import TooMany
from customers.transfer import limits
from customers.transfer.export import service
from customers.transfer.export.service import Ready
from customers.transfer.schemas import ExportInput
from tests.world import World

MANY = 8


@pytest.fixture
def adam(real_app: Flask) -> Actor:
    """Adam at work, in a database of its own."""

    def begin() -> Actor:
        world = World(real_app)
        return world.actor(world.adam)

    return work.run(begin)


def test_exports_side_by_side_are_counted_like_exports_in_turn(
    real_app: Flask, adam: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST", 3)
    wanted = ExportInput(format="csv", purpose="own_records")
    ready = Ready(wanted, asked({}), 0, b"")

    def give_out(_number: int) -> bool:
        with real_app.app_context():
            tenancy.enter(db.session(), adam.business_id)
            try:
                work.run(lambda: service.give_out(ready, actor=adam))
            except TooMany:
                return False
            return True

    with ThreadPoolExecutor(MANY) as threads:
        given = list(threads.map(give_out, range(MANY)))

    tenancy.enter(db.session(), adam.business_id)
    names = db.session.scalars(select(Event.name)).all()
    assert (given.count(True), given.count(False)) == (3, MANY - 3)
    assert names.count("CustomersExported") == 3

"""Random histories: whoever bought, switched, waited in whatever order, it comes right.

Purchases, refunds of every kind, undone and moved ones, switches with and without a
day, undone and ended holds, new rules, files, deletions, and days that pass with and
without a worker; each step is compared with an oracle that shares no code.
"""

from __future__ import annotations

import os

import pytest

from customers.directory.models import Customer
from customers.ground.db import db
from customers.membership.rules import FOREVER
from tests.membership.checked_history import CheckedHistory as History
from tests.membership.members import switch
from tests.world import World

FULL = os.environ.get("REGULARS_FULL") == "1"
SEEDS, STEPS = (range(40), 120) if FULL else (range(3), 50)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_each_step_all_is_as_the_oracle_says(world: World, seed: int) -> None:
    history = History(world, seed)

    for number in range(STEPS):
        did = history.step()

        history.check(f"step {number}: {did}")
        if number % 10 == 9:
            assert history.differences() == [], number


def test_a_hold_never_moves_by_itself(world: World) -> None:
    history = History(world, 99)
    (held, *others) = history.ids
    with history.clock():
        history.save()
        switch(world, held, is_member=True, reason="Friend")
        history.oracle.switch(held, is_member=True, reason="Friend", until=None)

    for _ in range(STEPS):
        chance = history.random.choice
        with history.clock():
            chance((history.buy, history.undo_sale, history.save, history.wait))()
        history.check("held")

        state = history.oracle.people[held].state
        row = db.session.get(Customer, held)
        assert row is not None
        assert (
            (row.is_member, row.held_until)
            == (True, FOREVER)
            == (
                state.is_member,
                state.held_until,
            )
        )
        assert len(history.oracle.people[held].changes) == 1
    assert any(history.oracle.people[one].changes for one in others)

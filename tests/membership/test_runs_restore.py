"""Laws of runs: what is previewed and still true is applied; an undo restores all."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest

from customers.directory.service import delete_customer
from customers.ground import clock, work
from customers.ground.errors import NotFound
from tests.membership.members import save_rule, switch
from tests.membership.running import (
    applied,
    candidates,
    left_out,
    previewed,
    run_of,
    spenders,
    standings,
    tallies,
    undone,
)
from tests.purchases.sold import NOON, recorded, sale
from tests.world import World

NAMES = ("Ada", "Ben", "Cay", "Dan", "Eve", "Fay", "Gus", "Hal")
SPENDS = (0, 999, 1000, 1500, 20000)
SEEDS = pytest.mark.parametrize("seed", range(6))


def begun(world: World, chance: Random) -> tuple[list[int], int | None]:
    """Customers who spent something, some switched or held, and a rule; its window."""
    ids = spenders(world, **{name: chance.choice(SPENDS) for name in NAMES})
    for one in ids.values():
        if chance.randrange(2):
            days = chance.choice((None, 5))
            until = days and clock.today("Europe/London") + timedelta(days=days)
            is_on = bool(chance.randrange(2))
            switch(world, one, is_on, reason="so", hold_until=until)
    months = chance.choice((None, 12))
    save_rule(
        world,
        chance.choice(("10.00", "15.00")),
        window_months=months,
        on_window=chance.choice(("keep", "grace", "end")),
        period_months=chance.choice((None, 1)),
        is_renewed=bool(chance.randrange(2)),
        grace_days=chance.randrange(3),
        is_automatic=bool(chance.randrange(2)),
    )
    return list(ids.values()), months


def happen(world: World, chance: Random, ids: list[int]) -> None:
    """Let up to three things happen to some of them."""
    actor = world.actor(world.alice)
    for number in range(chance.randrange(4)):
        one = chance.choice(ids)
        what = chance.randrange(4)
        with suppress(NotFound):
            if what == 0:
                work.run(lambda one=one: delete_customer(one, actor=actor))
            elif what == 1:
                name = f"{number} {chance.random()}"
                recorded(world, sale(name, 700, customer_id=one))
            else:
                switch(world, one, what == 2, reason="later")


@SEEDS
def test_a_run_and_its_undo_restore_every_state(world: World, seed: int) -> None:
    chance = Random(seed)
    also_ends = bool(chance.randrange(2))
    with clock.set_to(NOON):
        _ids, months = begun(world, chance)
    with clock.set_to(NOON + timedelta(days=chance.choice((0, 8)))):
        run_id = previewed(world, 1200, window_months=months, also_ends=also_ends)
        before, counted = standings(), tallies()

        run = applied(world, run_id)
        after = standings()
        undone(world, run_id)

        found = candidates(run_id)
        changed = {one for one in after if after[one] != before[one]}
        assert changed == found.get("join", set()) | found.get("leave", set())
        assert (run.left_out, run_of(run_id).skipped) == (0, 0)
        assert standings() == before
        assert tallies() == counted


@SEEDS
def test_what_is_still_true_is_applied_and_a_hold_never_moves(
    world: World, seed: int
) -> None:
    chance = Random(1000 + seed)
    with clock.set_to(NOON):
        ids, months = begun(world, chance)
        run_id = previewed(world, 1200, window_months=months, also_ends=True)
        found = candidates(run_id)
        meant = found.get("join", set()) | found.get("leave", set())
        happen(world, chance, ids)
        before = standings()

        applied(world, run_id)
        after = standings()
        happen(world, chance, ids)
        between = standings()
        run = undone(world, run_id)

        moved = {one for one in after if after[one] != before[one]}
        assert moved == meant - left_out(run_id).keys()
        assert not any(is_held(before[one], NOON.date()) for one in moved)
        back = moved - left_out(run_id, of_undo=1).keys()
        expected = {one: (before if one in back else between)[one] for one in ids}
        assert standings() == expected
        assert (run.undone, run.undone + run.skipped) == (len(back), len(moved))


def is_held(standing: tuple[object, ...], today: date) -> bool:
    """Whether a hold stands that day."""
    until = standing[2]
    assert isinstance(until, date)
    return until > today

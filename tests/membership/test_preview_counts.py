"""What a threshold would do: the counts, and the lists that hold exactly these."""

from __future__ import annotations

import random

import pytest

from customers.membership.queries.histogram import axis_of, bars
from customers.membership.queries.preview_counts import counts, spread
from customers.membership.rules import FOREVER, NEVER
from tests.directory.seen import rows, statements
from tests.membership.previewed import (
    SPENDS,
    TODAY,
    Wanted,
    any_crowd,
    concerned,
    crowd,
    walked,
)
from tests.world import World


@pytest.mark.parametrize("seed", range(2))
def test_counts_and_lists_are_what_looking_at_everybody_finds(
    world: World, seed: int
) -> None:
    any_crowd(world, seed)
    drawn = random.Random(seed)
    positive = [spend for spend in SPENDS if spend > 0]
    tried = {
        *drawn.sample(positive, 6),
        *(drawn.randrange(1, 200_000) for _number in range(4)),
        *(1, 12_345, 12_346, 99_999, 10**15),
    }

    for threshold in sorted(tried):
        found = counts(threshold, today=TODAY)
        true = concerned(world, threshold)

        assert (found.joining, found.leaving, found.held) == tuple(
            map(len, true.values())
        )
        for action, ids in true.items():
            assert walked(action, threshold) == (ids, ids), (action, threshold)
        for is_walked in (True, False):
            held = walked("held", threshold, is_walked=is_walked)
            assert held == (true["held"], true["held"]), (is_walked, threshold)


def test_the_spread_is_of_everybody_who_spent_something(world: World) -> None:
    any_crowd(world, 7)
    live = [row for row in rows(world) if row.deleted_at is None]

    found = counts(12_345, today=TODAY)

    assert found.customers == len(live)
    assert found.members == sum(row.member_until > TODAY for row in live)
    assert found.without_spend == sum(row.window_spend_minor <= 0 for row in live)
    assert found.holds == sum(row.held_until > NEVER for row in live)
    assert found.spread == spread() == sorted(found.spread)
    axis = axis_of(found.spread)
    drawn = [0] * (axis.bars + 1)
    for row in live:
        if row.window_spend_minor > 0:
            drawn[min(row.window_spend_minor // axis.width, axis.bars)] += 1
    assert bars(found.spread, axis=axis) == drawn


def test_the_number_of_statements_is_fixed(world: World) -> None:
    any_crowd(world, 1, size=40)

    with statements() as whole:
        counts(12_300, today=TODAY)
    with statements() as cut:
        counts(12_345, today=TODAY)

    assert (len(whole), len(cut)) == (4, 5)


def test_another_business_is_never_counted(world: World) -> None:
    crowd(world, [Wanted(50_000), Wanted(50_000, FOREVER), Wanted(1, FOREVER)])

    world.enter(world.bikes)
    found = counts(10_000, today=TODAY)
    world.enter()

    assert found == (0, 0, 0, 0, [], 0, 0, 0)
    assert counts(10_000, today=TODAY)[:4] == (2, 1, 1, 0)


def test_who_stands_where(world: World) -> None:
    table = [
        (Wanted(38_000), "join"),
        (Wanted(37_999), ""),
        (Wanted(37_999, FOREVER), "leave"),
        (Wanted(38_000, FOREVER), ""),
        (Wanted(38_000, NEVER, FOREVER), "held"),
        (Wanted(37_999, FOREVER, FOREVER), "held"),
        (Wanted(38_000, FOREVER, FOREVER), ""),
        (Wanted(38_000, TODAY), "join"),
        (Wanted(37_999, TODAY), ""),
        (Wanted(38_000, NEVER, TODAY), "join"),
        (Wanted(37_999, FOREVER, TODAY), "leave"),
        (Wanted(38_000, TODAY, TODAY), "join"),
        (Wanted(38_000, TODAY, FOREVER), "held"),
    ]
    ids = crowd(world, [wanted for wanted, _action in table])

    listed = {
        action: set(walked(action, 38_000)[0]) for action in ("join", "leave", "held")
    }

    for customer_id, (wanted, action) in zip(ids, table, strict=True):
        found = [name for name, them in listed.items() if customer_id in them]
        assert found == ([action] if action else []), wanted

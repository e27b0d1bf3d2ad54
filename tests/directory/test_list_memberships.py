"""Lists of memberships: as they are on the local day, against everybody by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory import queries, service
from customers.directory.models import Customer
from customers.directory.queries import leads, listing, totals
from customers.directory.queries.counting import counted
from customers.directory.queries.exported import export_page
from customers.directory.rules import Bearings, Selection
from customers.directory.rules.listing import MEMBERSHIPS, near_range
from customers.directory.schemas import ImportedCustomer
from customers.ground import clock, work
from customers.ground.db import db
from tests.directory.memberships import (
    NOON,
    PERCENT,
    THRESHOLD,
    ZONES,
    by_hand,
    count,
    keep,
    selections,
)
from tests.directory.seen import add, delete, statements
from tests.directory.test_listing import walked
from tests.world import World

MANY = 90


@pytest.fixture
def actor(world: World) -> Actor:
    """Alice, with ninety customers, some deleted, some lapsed, some held."""
    alice = world.actor(world.alice)
    chance = Random(11)
    people = [
        ImportedCustomer(
            name=chance.choice(("Anna", "Bo")),
            customer_type=chance.choice(("vip", "walk_in")),
            external_id=str(number),
        )
        for number in range(MANY)
    ]
    work.run(lambda: service.import_customers(people, source="x", actor=alice))
    ids = list(db.session.scalars(select(Customer.id)))
    work.run(lambda: keep(ids, chance))
    for customer_id in ids[:8]:
        delete(world, customer_id)
    work.run(count)
    return replace(alice, membership_threshold_minor=THRESHOLD, near_percent=PERCENT)


def test_every_membership_is_as_of_the_local_day(actor: Actor) -> None:
    found = {}
    wanted = [{"membership": membership} for membership in MEMBERSHIPS]
    for zone in ZONES:
        there = replace(actor, timezone=zone)
        with clock.set_to(NOON):
            today = clock.today(zone)
            for some in map(Selection.of_json, wanted):
                expected = by_hand(some, today)

                assert walked(some, size=25, actor=there) == expected, (zone, some)
                found[zone, some.membership] = tuple(expected)

    # The days differ, and so do those who are meant.
    for membership in MEMBERSHIPS:
        assert len({found[zone, membership] for zone in ZONES}) > 1, membership
        assert all(found[zone, membership] for zone in ZONES)


def test_every_membership_is_walked_in_any_order(actor: Actor) -> None:
    with clock.set_to(NOON):
        today = clock.today(actor.timezone)
        for some in selections():
            assert walked(some, size=25, actor=actor) == by_hand(some, today), some


def test_a_long_list_of_a_membership_is_walked_to_its_end(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leads, "FEW", 0)
    monkeypatch.setattr(leads, "ALWAYS_FEW", 0)
    monkeypatch.setattr(listing, "READING", (8, 20))
    with clock.set_to(NOON):
        today = clock.today(actor.timezone)
        for some in (one for one in selections() if one.is_descending):
            assert walked(some, size=8, actor=actor) == by_hand(some, today), some


def test_counts_exports_searches_and_changes_mean_the_same(actor: Actor) -> None:
    with clock.set_to(NOON):
        today = clock.today(actor.timezone)
        for membership in MEMBERSHIPS:
            some = Selection(membership=membership)
            expected = sorted(by_hand(some, today))
            searched = replace(some, q="an")

            taken = queries.selected_ids(some, after_id=0, limit=999, actor=actor)
            ids = {one.code: one.id for one in db.session.scalars(select(Customer))}
            rows = export_page(some, size=999, actor=actor).rows
            total = counted(some, most=5, actor=actor)
            found = queries.listed(searched, size=100, actor=actor)

            assert taken == expected
            assert sorted(ids[row.code] for row in rows) == expected
            assert queries.count_up_to(some, most=999, actor=actor) == len(expected)
            assert total.total == len(expected) if total.is_exact else 5
            named = set(by_hand(replace(some, sort="name"), today))
            assert {row.id for row in found.rows} <= named
            assert len(found.rows) == queries.count_up_to(
                searched, most=999, actor=actor
            )


def test_totals_are_told_less_what_lapsed(actor: Actor) -> None:
    with clock.set_to(NOON):
        today = clock.today(actor.timezone)
        known = {
            membership: listing.known_total(
                Selection(membership=membership), actor=actor
            )
            for membership in MEMBERSHIPS
        }

        expected = {
            membership: len(by_hand(Selection(membership=membership), today))
            for membership in ("member", "not_member", "held")
        }
    assert known == {**expected, "near": None, "ending": None}
    assert queries.counts()["membership:member"] > expected["member"]


def test_where_too_many_lapsed_no_tally_is_told(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "MOST_LAPSED", 1)
    totals._question.cache_clear()
    try:
        with clock.set_to(NOON):
            page = queries.listed(Selection(membership="member"), size=100, actor=actor)
            expected = by_hand(
                Selection(membership="member"), clock.today(actor.timezone)
            )
    finally:
        totals._question.cache_clear()

    # The page counted whom it shows: they are few.
    assert page.total == len(expected)
    assert "membership:not_member" not in page.counts
    assert [row.id for row in page.rows] == expected


def test_without_a_threshold_nobody_is_about_to_join(actor: Actor) -> None:
    some = Selection(membership="near", type="vip", sort="name")
    without = replace(actor, membership_threshold_minor=None)

    with statements() as asked:
        page = queries.listed(some, size=25, actor=without)

    assert (page.rows, page.after, page.is_cut) == ([], None, False)
    # The tallies alone: nobody looks through a list for nobody.
    assert len(asked) == 1
    assert queries.selected_ids(some, after_id=0, limit=9, actor=without) == []
    assert queries.count_up_to(some, most=9, actor=without) == 0
    assert export_page(some, size=9, actor=without).rows == []
    searched = replace(some, q="anna")
    assert queries.listed(searched, size=25, actor=without).rows == []


def test_a_membership_that_nobody_counted_costs_one_question_more(
    actor: Actor,
) -> None:
    def asked(membership: str | None) -> int:
        some = Selection(membership=membership, sort="name")
        with clock.set_to(NOON), statements() as those:
            queries.listed(some, size=25, actor=actor)
        return len(those)

    found = {membership: asked(membership) for membership in MEMBERSHIPS}

    # Tallies, page, rows of the page; how many there are where nobody counted.
    assert asked(None) == 2
    assert found == {**dict.fromkeys(MEMBERSHIPS, 3), "near": 4, "ending": 4}


def test_a_page_of_the_ending_walks_their_piece_of_the_index(actor: Actor) -> None:
    some = Selection(membership="ending", sort="until", is_descending=False)

    with clock.set_to(NOON), statements() as asked:
        queries.listed(some, size=25, actor=actor)

    assert len(asked) == 2


@pytest.mark.parametrize(
    ("threshold", "percent", "expected"),
    [
        (50_000, 20, (40_000, 49_999)),
        (50_001, 20, (40_001, 50_000)),
        (100, 99, (1, 99)),
        (100, 100, (0, 99)),
        (100, 1, (99, 99)),
        (10, 1, None),
        (1, 20, None),
        (5, 0, None),
        (None, 20, None),
    ],
)
def test_near_is_rounded_up_and_ends_below_the_threshold(
    threshold: int | None, percent: int, expected: tuple[int, int] | None
) -> None:
    assert near_range(threshold, percent=percent) == expected


def test_a_membership_is_kept_as_its_word_and_looked_up_by_the_day() -> None:
    some = Selection(membership="ending", sort="until")
    today = date(2026, 3, 1)

    assert Selection.of_json(some.as_json()) == some
    assert some.looked_up(Bearings((2, 5, 10), today)) == {
        "member_after": today,
        "member_to": date(2026, 3, 31),
    }


def test_rows_carry_what_a_mark_is_made_of(actor: Actor) -> None:
    page = queries.listed(Selection(), size=100, actor=actor)

    kept = {one.id: one for one in db.session.scalars(select(Customer))}
    for row in page.rows:
        one = kept[row.id]
        assert row[-4:] == (
            one.is_member,
            one.member_until,
            one.held_until,
            one.window_spend_minor,
        )


def test_those_of_another_business_are_not_counted(actor: Actor, world: World) -> None:
    add(world, name="Elsewhere", by=world.charlie)
    world.enter(world.bikes)

    found = totals.counts_for(world.actor(world.charlie))

    assert found["membership:member"] == found["membership:held"] == 0
    assert found["membership:not_member"] == 1

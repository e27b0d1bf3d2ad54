"""Lists by visits, days, birthdays and spend, against everybody looked at by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory import queries, service
from customers.directory.models import FOREVER, NEVER, Customer
from customers.directory.queries import leads, listing
from customers.directory.queries.counting import counted
from customers.directory.queries.exported import export_page
from customers.directory.rules import Selection
from customers.directory.schemas import ImportedCustomer
from customers.ground import clock, tenancy, work
from customers.ground.db import db
from tests.directory import memberships
from tests.directory.came import count_visits
from tests.directory.ranges import BOUNDS, by_hand
from tests.directory.seen import delete, statements
from tests.directory.test_listing import walked
from tests.world import World

TODAY = date(2026, 3, 1)
MANY = 64
VISITS = (0, 0, 1, 2, 4, 5, 9, 10, 999, 1_000, 1_200)
SPENDS = (-1, 0, 9_999, 10_000, 10_001, 19_999, 20_000)
# Both sides of every day that decides on one of the days looked at.
BIRTHDAYS = (
    *((2, 14), (2, 15), (2, 28), (2, 29), (3, 1), (3, 2), (3, 14), (3, 15)),
    *((12, 19), (12, 20), (12, 31), (1, 1), (1, 2), (1, 3)),
)
FILTERS: list[dict[str, Any]] = [
    *({"frequency": frequency} for frequency in BOUNDS),
    {"visits_from": 2},
    {"visits_to": 0},
    {"visits_from": 2, "visits_to": 9},
    {"visits_from": 1_000},
    {"seen": "long"},
    {"birthday": "today"},
    {"birthday": "soon"},
    {"spend_from": "100"},
    {"spend_from": "99.995", "spend_to": "200.001"},
    {"spend_to": "100"},
    {"first_visit_from": TODAY - timedelta(days=200)},
    {"first_visit_from": date(2024, 1, 31), "first_visit_to": date(2025, 12, 1)},
    {"first_visit_to": TODAY - timedelta(days=200)},
    {"status": "inactive"},
    {"membership": "member"},
    {"membership": "near"},
]


@pytest.fixture
def actor(world: World) -> Actor:
    """Alice, with some dozens of customers as no verb would mix them."""
    alice, chance = world.actor(world.alice), Random(5)
    people = [
        ImportedCustomer(
            name=chance.choice(("Anna", "Bo")),
            status=chance.choice(("active", "active", "inactive")),
            birthday=_birthday(chance),
            external_id=str(number),
            since=TODAY - timedelta(days=chance.randrange(40)),
        )
        for number in range(MANY)
    ]
    work.run(lambda: service.import_customers(people, source="x", actor=alice))
    ids = list(db.session.scalars(select(Customer.id)))
    rows = [{"id": customer_id, **_columns(chance)} for customer_id in ids]
    work.run(lambda: tenancy.write_many(db.session(), Customer, rows, by=["id"]))
    work.run(count_visits)
    for customer_id in ids[:5]:
        delete(world, customer_id)
    work.run(memberships.count)
    return replace(alice, membership_threshold_minor=12_000, near_percent=20)


def _birthday(chance: Random) -> date | None:
    day = chance.choice((None, *BIRTHDAYS))
    return day and date(1984, *day)


def _columns(chance: Random) -> dict[str, Any]:
    visits = chance.choice(VISITS)
    first = date(2023, 12, 30) + timedelta(days=chance.randrange(700))
    lately = TODAY - timedelta(days=chance.choice((0, 89, 90, 91, 92, 200)))
    until = chance.choice((NEVER, NEVER, TODAY, FOREVER))
    return {
        "visits": visits,
        "first_visit_on": first if visits else NEVER,
        "last_visit_on": lately if visits else NEVER,
        "is_member": until > NEVER,
        "member_until": until,
        "window_spend_minor": chance.choice(SPENDS),
    }


def at(day: date) -> Any:
    """The clock at noon of a day."""
    return clock.set_to(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def selections() -> list[Selection]:
    """Each filter alone, and every other with another, in some orders."""
    sorts = ("since", "visits", "last_visit")
    mixed = [{**a, **b} for a, b in list(combinations(FILTERS, 2))[::3]]
    return [
        Selection(**some, sort=sorts[at % 3], is_descending=at % 2 == 0)
        for at, some in enumerate([*FILTERS, *mixed])
    ]


def test_every_filter_and_two_of_them_leave_what_they_say(actor: Actor) -> None:
    with at(TODAY):
        found = {some: walked(some, size=25, actor=actor) for some in selections()}

    wrong = [some for some, ids in found.items() if ids != by_hand(some, TODAY)]
    assert wrong == []
    singles = [some for some in found if len(some.filters) == 1]
    assert [some for some in singles if not 0 < len(found[some]) < MANY - 5] == []


def test_long_lists_of_them_are_read_to_their_end(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leads, "FEW", 0)
    monkeypatch.setattr(listing, "READING", (9, 25))
    with at(TODAY):
        found = {some: walked(some, size=9, actor=actor) for some in selections()[::2]}

    assert [some for some, ids in found.items() if ids != by_hand(some, TODAY)] == []


def test_birthdays_and_last_visits_are_of_the_local_day(actor: Actor) -> None:
    days = (
        *(date(2026, 2, 14), date(2026, 2, 15), date(2026, 2, 16), date(2026, 2, 28)),
        *(TODAY, date(2026, 3, 2), date(2028, 2, 15), date(2028, 2, 16)),
        *(date(2028, 2, 29), date(2028, 3, 1), date(2026, 12, 19), date(2026, 12, 31)),
    )
    of_day = [{"birthday": "today"}, {"birthday": "soon"}, {"seen": "long"}]
    wrong = []
    for day in days:
        with at(day):
            for some in (Selection(**filters) for filters in of_day):
                page = queries.listed(some, size=100, actor=actor)
                if [row.id for row in page.rows] != by_hand(some, day):
                    wrong.append((day, some.filters))

    assert wrong == []


def test_counts_changes_exports_and_searches_mean_the_same(actor: Actor) -> None:
    ids = {one.code: one.id for one in db.session.scalars(select(Customer))}
    with at(TODAY):
        for filters in FILTERS:
            some = Selection(**filters)
            expected = sorted(by_hand(some, TODAY))
            taken = queries.selected_ids(some, after_id=0, limit=99, actor=actor)
            rows = export_page(some, size=99, actor=actor).rows
            found = queries.listed(replace(some, q="anna"), size=100, actor=actor)
            annas = set(db.session.scalars(select(Customer.id).filter_by(name="Anna")))

            assert taken == expected, filters
            assert sorted(ids[row.code] for row in rows) == expected, filters
            assert counted(some, most=99, actor=actor).total == len(expected), filters
            named = {row.id for row in found.rows}
            assert named == annas & set(expected), filters
            assert Selection.of_json(some.as_json()) == some


def test_ranges_of_visits_are_counted_by_their_tallies(actor: Actor) -> None:
    known: list[dict[str, Any]] = [
        *({"frequency": frequency} for frequency in BOUNDS),
        *({"visits_from": 2}, {"visits_to": 9}, {"visits_from": 0}),
        {"frequency": "occasional", "visits_from": 3},
        {"frequency": "never", "visits_from": 1},
    ]
    nobody_knows: list[dict[str, Any]] = [
        *({"visits_from": 1_001}, {"visits_to": 1_000}),
        *({"frequency": "regular", "status": "active"}, {"seen": "long"}),
    ]

    def total(filters: dict[str, Any]) -> int | None:
        return listing.known_total(Selection(**filters), actor=actor)

    with at(TODAY):
        wrong = [
            filters
            for filters in known
            if total(filters) != len(by_hand(Selection(**filters), TODAY))
        ]
        assert wrong == []
        assert [total(filters) for filters in nobody_knows] == [None] * 4


def test_what_nobody_can_pass_is_not_looked_for(actor: Actor) -> None:
    nobodys: list[dict[str, Any]] = [
        {"frequency": "never", "visits_from": 1},
        {"seen": "long", "status": "inactive"},
        {"spend_from": "10", "spend_to": "10"},
        {"first_visit_from": TODAY, "first_visit_to": date(2020, 1, 1)},
        {"membership": "near", "spend_from": "500"},
    ]
    for filters in nobodys:
        with at(TODAY), statements() as asked:
            page = queries.listed(Selection(**filters), size=25, actor=actor)

        assert (page.rows, page.total, page.is_cut) == ([], 0, False), filters
        assert len(asked) <= 2, filters


def test_how_many_are_fetched_is_bounded_whatever_passes(actor: Actor) -> None:
    """The statement that fetches reads a bounded piece of one index."""
    some = Selection(birthday="soon", spend_from="1", sort="visits")

    with at(date(2026, 12, 25)), statements() as asked:
        queries.listed(some, size=25, actor=actor)

    # Tallies; each of two leads has two pieces; the pieces of one, and the page; rows.
    _tallies, counts, fetches, _rows = asked
    assert (counts.count("LIMIT"), fetches.count("LIMIT")) == (4, 3)

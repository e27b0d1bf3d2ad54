"""How often customers come is told by the bounds of their business, and never kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from customers.accounts import service as accounts
from customers.accounts.roster import StaffRoster
from customers.accounts.schemas.sales import SalesSettings
from customers.directory import queries, service
from customers.directory.models import Customer
from customers.directory.queries.counting import counted
from customers.directory.queries.exported import export_page
from customers.directory.rules import (
    Bearings,
    Selection,
    frequency_of,
    frequency_ranges,
)
from customers.ground import tenancy, work
from customers.ground.db import db
from tests.directory.came import count_visits
from tests.directory.seen import add, names
from tests.transfer.exporting import ask, codes_of, file_of, job_of, work_off
from tests.world import World

USUAL = (2, 5, 10)
NARROW = (2, 3, 4)
OF_VISITS: list[tuple[tuple[int, int, int], int, str | None]] = [
    (USUAL, 0, None),
    (USUAL, 1, "one_time"),
    (USUAL, 2, "occasional"),
    (USUAL, 4, "occasional"),
    (USUAL, 5, "regular"),
    (USUAL, 9, "regular"),
    (USUAL, 10, "frequent"),
    (USUAL, 10**6, "frequent"),
    (NARROW, 1, "one_time"),
    (NARROW, 2, "occasional"),
    (NARROW, 3, "regular"),
    (NARROW, 4, "frequent"),
    ((998, 999, 1000), 997, "one_time"),
    ((998, 999, 1000), 1000, "frequent"),
]
BOUNDS = st.sets(st.integers(2, 1000), min_size=3, max_size=3).map(
    lambda some: tuple(sorted(some))
)


def test_so_many_visits_are_this_frequency() -> None:
    for bounds, visits, frequency in OF_VISITS:
        assert frequency_of(visits, bounds) == frequency, (bounds, visits)


@given(bounds=BOUNDS, visits=st.integers(0, 1100))
def test_every_number_of_visits_is_in_one_range_alone(
    bounds: tuple[int, int, int], visits: int
) -> None:
    found = [
        name
        for name, (least, most) in frequency_ranges(bounds).items()
        if visits >= least and (most is None or visits <= most)
    ]

    assert found == [frequency_of(visits, bounds)] * bool(visits)


def test_a_selection_keeps_the_word_and_is_looked_up_as_a_range() -> None:
    some = Selection(type="vip", frequency="regular")

    assert some.as_json()["frequency"] == "regular"
    assert Selection.of_json(some.as_json()) == some
    usual, narrow = (Bearings(bounds, date(2026, 3, 1)) for bounds in (USUAL, NARROW))
    assert some.looked_up(usual) == {"type": "vip", "visits_from": 5, "visits_to": 9}
    assert Selection(frequency="frequent").looked_up(narrow) == {"visits_from": 4}
    assert Selection(type="vip").looked_up(usual) == {"type": "vip"}


@pytest.fixture
def came(world: World) -> dict[int, int]:
    """Customers of Alice's by how often they came: 0 to 12 times."""
    ids = {
        visits: add(world, name=f"Anna {visits}", code=f"V{visits:02d}")
        for visits in (0, 1, 2, 3, 4, 5, 9, 10, 12)
    }
    rows = [{"id": ids[visits], "visits": visits} for visits in ids]
    work.run(lambda: tenancy.write_many(db.session(), Customer, rows, by=["id"]))
    work.run(count_visits)
    return ids


def change(world: World, bounds: tuple[int, int, int]) -> None:
    """Let Adam save these bounds."""
    world.enter()
    names = ("occasional_from", "regular_from", "frequent_from")
    values = SalesSettings(
        **dict(zip(names, bounds, strict=True)), payment_methods=("Cash",)
    )
    actor = world.actor(world.adam)
    work.run(lambda: accounts.change_sales(values, actor=actor))


def visitors(world: World, selection: Selection, came: dict[int, int]) -> list[Any]:
    """How often those came who are listed, exported, taken by a change and counted."""
    actor = StaffRoster().actor_of(world.alice.id)
    page = queries.listed(selection, size=25, actor=actor)
    listed = sorted(row.id for row in page.rows)
    exported = export_page(selection, size=25, actor=actor)
    codes = sorted(row.code for row in exported.rows)
    taken = queries.selected_ids(selection, after_id=0, limit=25, actor=actor)
    visits = {customer_id: number for number, customer_id in came.items()}
    found = [visits[customer_id] for customer_id in listed]

    assert taken == listed
    assert codes == [f"V{number:02d}" for number in found]
    assert counted(selection, most=99, actor=actor).total == len(found)
    return found


@pytest.mark.parametrize("q", ["", "anna"])
def test_lists_searches_exports_and_changes_use_the_bounds_of_now(
    world: World, came: dict[int, int], q: str
) -> None:
    found = {}
    for bounds in (USUAL, (2, 3, 10), (3, 4, 5), (10, 11, 12)):
        change(world, bounds)
        for frequency in ("one_time", "occasional", "regular", "frequent"):
            some = Selection(q=q, frequency=frequency, sort="visits")
            found[bounds, frequency] = visitors(world, some, came)

    for (bounds, frequency), visits in found.items():
        expected = [n for n in sorted(came) if frequency_of(n, bounds) == frequency]
        assert visits == expected, (bounds, frequency)


def test_the_page_s_filter_is_of_the_own_business(
    world: World, came: dict[int, int]
) -> None:
    url = "/customers?frequency=occasional&sort=visits-asc"
    browser = world.client(world.vera)
    before = names(browser.get(url))

    change(world, NARROW)

    assert before == ["Anna 2", "Anna 3", "Anna 4"]
    assert names(browser.get(url)) == ["Anna 2"]
    world.enter(world.bikes)
    assert StaffRoster().actor_of(world.charlie.id).frequency_bounds == USUAL


def test_a_job_means_the_bounds_of_when_it_runs(
    app: Flask, world: World, came: dict[int, int]
) -> None:
    actor = world.actor(world.alice)
    some = Selection(frequency="frequent")
    work.run(
        lambda: service.change_selected(
            some, field="customer_type", value="vip", title="All of them", actor=actor
        )
    )

    change(world, NARROW)
    work_off(app)

    world.enter()
    vips = db.select(Customer.visits).where(Customer.customer_type == "vip")
    assert sorted(db.session.scalars(vips)) == [4, 5, 9, 10, 12]


def test_an_export_in_the_background_does_so_too(
    app: Flask, world: World, came: dict[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customers.transfer.export.service.AT_ONCE", 1)
    browser = world.client(world.alice)
    job_id = job_of(ask(browser, frequency="frequent"))

    change(world, (2, 3, 9))
    work_off(app)

    found = codes_of(browser.get(file_of(job_id)))
    assert found == ["V09", "V10", "V12"]

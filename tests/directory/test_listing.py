"""Any list, walked both ways: the same as sorting and filtering everything by hand."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory import queries, rules, service
from customers.directory.models import Customer
from customers.directory.queries import leads, listing
from customers.directory.rules import SORTS, Selection, frequency_ranges
from customers.directory.schemas import ImportedCustomer
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.errors import Invalid
from tests.directory.came import count_visits
from tests.world import World

DAY = date(2024, 1, 1)
MANY = 70
# The first visits of occasional, regular and frequent customers, unless changed.
BOUNDS = (2, 5, 10)


@pytest.fixture
def actor(world: World) -> Actor:
    """Alice, with seventy customers, many of whom are alike."""
    alice = world.actor(world.alice)
    chance = Random(7)
    work.run(lambda: service.import_customers(people(chance), source="x", actor=alice))
    rows = [
        {
            "id": customer_id,
            "visits": chance.choice((0, 0, 1, 3, 6, 12)),
            "spend_minor": chance.choice((0, 500, 99_99)),
            "last_visit_on": DAY + timedelta(days=chance.randrange(4)),
            "preferred_shop_id": chance.choice((None, world.book_shop.id)),
        }
        for customer_id in db.session.scalars(select(Customer.id))
    ]
    session = db.session()
    work.run(lambda: tenancy.write_many(session, Customer, rows, by=["id"]))
    work.run(count_visits)
    return alice


def people(chance: Random) -> list[ImportedCustomer]:
    """Customers of few names, emails, days and types."""
    return [
        ImportedCustomer(
            name=chance.choice(("Anna", "Änne", "Bo", "Zoë")),
            email=chance.choice((None, "a@example.org", "b@example.org")),
            customer_type=chance.choice(rules.CUSTOMER_TYPES),
            status=chance.choice(("active", "active", "inactive")),
            since=DAY + timedelta(days=chance.randrange(5)),
            external_id=str(number),
        )
        for number in range(MANY)
    ]


def by_hand(selection: Selection) -> list[int]:
    """The ids of the selection, in its order."""
    everybody = list(db.session.scalars(select(Customer)))
    kept = [one for one in everybody if passes(one, selection)]
    column = SORTS[selection.sort]
    kept.sort(
        key=lambda one: (getattr(one, column), one.id), reverse=selection.is_descending
    )
    return [one.id for one in kept]


def passes(one: Customer, wanted: Selection) -> bool:
    """Whether the customer is in the selection."""
    least, most = frequency_ranges(BOUNDS).get(wanted.frequency or "", (0, None))
    return (
        wanted.type in (None, one.customer_type)
        and wanted.status in (None, one.status)
        and wanted.shop_id in (None, one.preferred_shop_id)
        and one.visits >= least
        and (most is None or one.visits <= most)
        and (wanted.since_from is None or one.since >= wanted.since_from)
        and (wanted.since_to is None or one.since <= wanted.since_to)
    )


def walked(selection: Selection, *, size: int, actor: Actor) -> list[int]:
    """The ids on all pages, forward, after checking that the way back is the same."""
    pages = []
    after: str | None = None
    while True:
        page = queries.listed(selection, size=size, after=after, actor=actor)
        pages.append([row.id for row in page.rows])
        if page.after is None:
            break
        assert page.rows or page.is_cut
        after = page.after
    found = [one for ids in pages for one in ids]
    # An empty last page leads to the beginning alone.
    if pages[-1]:
        before_last = found[: len(found) - len(pages[-1])]
        assert back_from(page, selection, size, actor) == before_last
    return found


def back_from(page: Any, selection: Selection, size: int, actor: Actor) -> list[int]:
    found: list[int] = []
    while page.before is not None:
        page = queries.listed(selection, size=size, before=page.before, actor=actor)
        found[:0] = [row.id for row in page.rows]
    return found


@pytest.mark.parametrize("is_descending", [True, False])
@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_is_walked_both_ways(
    actor: Actor, sort: str, is_descending: bool
) -> None:
    whole = Selection(sort=sort, is_descending=is_descending)

    assert walked(whole, size=25, actor=actor) == by_hand(whole)


FILTERS: list[dict[str, Any]] = [
    {"type": "vip"},
    {"status": "inactive"},
    {"status": "active"},
    {"frequency": "one_time"},
    {"frequency": "frequent"},
    {"since_from": DAY + timedelta(days=2)},
    {"since_from": DAY + timedelta(days=1), "since_to": DAY + timedelta(days=2)},
    {"type": "wholesale", "status": "active", "frequency": "occasional"},
    {"type": "vip", "since_to": DAY - timedelta(days=1)},
]


@pytest.mark.parametrize("sort", ["name", "since", "visits", "email"])
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_every_filter_leaves_what_it_says(
    actor: Actor, filters: dict[str, Any], sort: str
) -> None:
    for is_descending in (True, False):
        some = Selection(sort=sort, is_descending=is_descending, **filters)

        assert walked(some, size=25, actor=actor) == by_hand(some)


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("reading", [(3, 7), (10, 30)])
def test_a_list_read_in_pieces_goes_on_until_its_end(
    actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
    filters: dict[str, Any],
    reading: tuple[int, int],
) -> None:
    monkeypatch.setattr(leads, "FEW", 0)
    monkeypatch.setattr(listing, "READING", reading)
    some = Selection(sort="name", is_descending=False, **filters)

    found = walked(some, size=5, actor=actor)

    assert found == by_hand(some)


def test_a_list_that_was_not_read_to_its_end_says_so(
    actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leads, "FEW", 0)
    monkeypatch.setattr(listing, "READING", (2, 4))
    some = Selection(type="vip", sort="code", is_descending=False)

    page = queries.listed(some, size=25, actor=actor)

    assert page.is_cut
    assert page.after is not None
    assert page.before is None


def test_a_filter_of_a_shop_is_one_of_its_customers(actor: Actor, world: World) -> None:
    some = Selection(shop_id=world.book_shop.id)

    assert walked(some, size=25, actor=actor) == by_hand(some)


def test_totals_are_told_where_a_tally_knows(actor: Actor) -> None:
    def total(**filters: Any) -> int | None:
        return queries.listed(Selection(**filters), size=25, actor=actor).total

    assert total() == MANY
    assert total(type="vip") == len(by_hand(Selection(type="vip")))
    assert total(status="active") == len(by_hand(Selection(status="active")))
    assert total(type="vip", status="active") is None
    assert total(since_from=DAY) is None


def test_the_ids_of_a_selection_come_in_chunks(actor: Actor) -> None:
    some = Selection(type="vip", frequency="one_time")
    found: list[int] = []
    chunk = partial(queries.selected_ids, some, limit=2, actor=actor)
    while ids := chunk(after_id=max(found, default=0)):
        found += ids

    assert found == sorted(by_hand(some))
    assert queries.count_up_to(some, most=1_000, actor=actor) == len(found)
    assert queries.count_up_to(Selection(), most=10, actor=actor) == 10


@pytest.mark.parametrize("cursor", ["x", "-1", "1e3", "9" * 9, "٣"])
def test_a_page_of_a_search_that_is_none_is_refused(actor: Actor, cursor: str) -> None:
    with pytest.raises(Invalid):
        queries.listed(Selection(q="anna"), size=25, after=cursor, actor=actor)


def test_pages_of_a_search_are_walked_both_ways(actor: Actor) -> None:
    anna = Selection(q="a")

    found = walked(anna, size=25, actor=actor)

    assert len(found) == len(set(found)) > 25


def test_a_selection_comes_back_from_its_json() -> None:
    some = Selection(type="vip", since_from=DAY, sort="name", is_descending=False)

    assert Selection.of_json(some.as_json()) == some
    assert "q" not in Selection(q="Anna").as_json()

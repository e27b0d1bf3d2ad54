"""Keyset pages: together they are the list, whichever way one walks."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from customers.directory.models import Customer
from customers.ground.columns import MAX_ID
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.paging import Order, Window, window
from customers.ground.tenancy import write_many
from tests.world import World

START = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS: dict[str, Any] = {
    "id": None,
    "sort_name": Customer.sort_name,
    "profile_version": Customer.profile_version,
    "since": Customer.since,
    "created_at": Customer.created_at,
    "is_deleted": Customer.customer_type,
}
WORDS = st.sampled_from(["", "a", "A", "Ä", "a b", "é", "z", "Ж", "山", "😀", "%", "_"])
seeds = st.lists(st.tuples(WORDS, st.integers(0, 3)), max_size=25)


def fill(rows: list[tuple[str, int]]) -> None:
    """Customers of few different values, so that ties are many."""
    write_many(
        db.session(),
        Customer,
        [
            {
                "code": f"C{place}",
                "name": word,
                "sort_name": word,
                "profile_version": number,
                "since": date(2026, 1, 1 + number),
                "created_at": START + timedelta(microseconds=number),
                "customer_type": ("regular", "vip")[number % 2],
                "status": "active",
            }
            for place, (word, number) in enumerate(rows)
        ],
    )


def order_of(name: str, descending: bool) -> Order:
    """The order by one of the columns."""
    return Order(Customer.id, COLUMNS[name], descending=descending)


def page_of(order: Order, size: int, **cursors: str | None) -> Window:
    """One page of the customers."""
    columns = [Customer.id] if order.by is None else [Customer.id, order.by]
    return window(db.session(), select(*columns), order=order, size=size, **cursors)


def walk(order: Order, size: int) -> tuple[list[Window], list[Window]]:
    """All pages, forward from the first, then backward from the last."""
    there = [page_of(order, size)]
    while there[-1].after:
        there.append(page_of(order, size, after=there[-1].after))
    back = [there[-1]]
    while back[-1].before:
        back.append(page_of(order, size, before=back[-1].before))
    return there, back


def sorted_ids(order: Order) -> list[int]:
    """The ids of all customers in this order, as Python sorts them."""
    by = Customer.id if order.by is None else order.by
    rows = db.session.execute(select(Customer.id, by.label("by"))).all()
    ranked = sorted(rows, key=lambda row: (row.by, row.id), reverse=order.descending)
    return [row.id for row in ranked]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("name", COLUMNS)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=seeds, size=st.integers(1, 9))
def test_the_pages_are_the_list_both_ways(
    world: World, name: str, descending: bool, rows: list[Any], size: int
) -> None:
    savepoint = db.session.begin_nested()
    try:
        fill(rows)
        order = order_of(name, descending)
        expected = sorted_ids(order)
        there, back = walk(order, size)
    finally:
        savepoint.rollback()

    assert [row.id for page in there for row in page.rows] == expected
    assert [row.id for page in reversed(back) for row in page.rows] == expected
    assert all(len(page.rows) <= size for page in there + back)
    assert all(page.rows for page in there[1:] + back[1:])


def test_the_ends_of_the_list_lead_no_further(world: World) -> None:
    fill([("a", 1), ("b", 2), ("c", 3)])
    order = order_of("sort_name", False)

    first = page_of(order, 2)
    last = page_of(order, 2, after=first.after)

    assert (first.before, last.after) == (None, None)
    assert last.before is not None
    assert page_of(order, 3).after is None
    assert page_of(order, 1, after=None, before=None).before is None


def test_a_row_that_is_gone_is_still_a_place_in_the_list(world: World) -> None:
    fill([("a", 1), ("b", 2), ("c", 3)])
    order = order_of("sort_name", False)
    cursor = page_of(order, 2).after
    db.session.query(Customer).filter_by(sort_name="b").delete()

    page = page_of(order, 2, after=cursor)

    assert [row.sort_name for row in page.rows] == ["c"]


def test_pages_hold_one_business_alone(world: World) -> None:
    fill([("a", 1), ("b", 2)])
    world.enter(world.bikes)
    fill([("theirs", 1), ("also theirs", 2)])
    world.enter()

    there, back = walk(order_of("sort_name", True), 1)

    assert [row.sort_name for page in there for row in page.rows] == ["b", "a"]
    assert len(back) == 2


def packed(shape: Any) -> str:
    """A cursor of any shape."""
    return base64.urlsafe_b64encode(json.dumps(shape).encode()).decode().rstrip("=")


HOSTILE = [
    *("x", "=", "%", "é", "-1", "0", "\x00", "a" * 10_000, "W10", "bnVsbA", "////"),
    packed([]),
    packed(5),
    packed({"on": 1}),
    packed(["sort_name"]),
    packed(["sort_name", "a", "1"]),
    packed(["sort_name", "a", True]),
    packed(["sort_name", "a", -1]),
    packed(["sort_name", "a", MAX_ID + 1]),
    packed(["sort_name", "a", 1.0]),
    packed(["sort_name", None, 1]),
    packed(["sort_name", 5, 1]),
    packed(["sort_name", ["a"], 1]),
    packed(["sort_name", {"on": "2026-01-01"}, 1]),
    packed(["sort_name", {}, 1]),
    packed(["sort_name", "a\x00b", 1]),
    packed(["sort_name", "\ud800", 1]),
    packed(["since", "a", 1]),
    packed(["name", "a", 1]),
    base64.urlsafe_b64encode(b'["sort_name", "\xff", 1]').decode(),
    base64.urlsafe_b64encode(b"[" * 20_000).decode(),
    base64.urlsafe_b64encode(b'["sort_name", ' + b"9" * 5000 + b", 1]").decode(),
]


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize("cursor", HOSTILE, ids=range(len(HOSTILE)))
def test_a_cursor_that_is_none_is_refused(world: World, cursor: str, side: str) -> None:
    order = order_of("sort_name", True)

    with pytest.raises(Invalid, match="Start from its beginning"):
        page_of(order, 5, **{side: cursor})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("profile_version", 2**31),
        ("profile_version", -(2**70)),
        ("profile_version", True),
        ("profile_version", 1.5),
        ("since", {"on": "2026-13-01"}),
        ("since", {"on": 5}),
        ("since", {"on": "2026-01-01T00:00:00"}),
        ("since", {"at": "2026-01-01"}),
        ("created_at", {"on": "2026-01-01"}),
        ("created_at", {"on": "2026-01-01T00:00:00"}),
        ("created_at", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_a_value_that_does_not_fit_its_column_is_refused(
    world: World, name: str, value: Any
) -> None:
    with pytest.raises(Invalid):
        page_of(order_of(name, True), 5, after=packed([name, value, 1]))


def test_a_hostile_cursor_on_a_page_is_refused_in_words(world: World) -> None:
    answer = world.client(world.bob).get("/customers?after=nonsense")

    assert answer.status_code == 422
    assert "Start from its beginning" in answer.text


@pytest.mark.parametrize("descending", [True, False])
def test_a_piece_of_the_order_is_walked_and_nothing_else(
    world: World, descending: bool
) -> None:
    fill([("x", number % 7) for number in range(30)])
    order = order_of("since", descending)
    first, last = date(2026, 1, 3), date(2026, 1, 5)
    statement = select(Customer.id, Customer.since)
    more = {"within": [Customer.since >= first, Customer.since <= last]}

    def page(**cursors: Any) -> Window:
        return window(db.session(), statement, order=order, size=4, **more, **cursors)

    with seen() as asked:
        there = [page()]
        while there[-1].after:
            there.append(page(after=there[-1].after))
    back = [there[-1]]
    while back[-1].before:
        back.append(page(before=back[-1].before))
    beside = [page_of(order, size) for size in (1, 29)]
    elsewhere = [page(after=one.after) for one in beside]

    wanted = [one for one in sorted_ids(order) if first <= since_of(one) <= last]
    assert [row.id for one in there for row in one.rows] == wanted
    assert [row.id for one in reversed(back) for row in one.rows] == wanted
    # A cursor of another list is before the piece, or behind it.
    assert [row.id for row in elsewhere[0].rows] == wanted[:4]
    assert list(elsewhere[1].rows) == []
    assert all("autoindex" not in step for step in asked)


def since_of(customer_id: int) -> date:
    """The column of a customer."""
    return db.session.get_one(Customer, customer_id).since


@contextmanager
def seen() -> Iterator[list[str]]:
    """By which indexes SQLite reads what it is asked in the block."""
    steps: list[str] = []

    def note(
        connection: Any, cursor: Any, statement: str, values: Any, *_rest: Any
    ) -> None:
        if connection.dialect.name == "sqlite" and statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            steps.extend(row[3] for row in cursor.fetchall())

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield steps
    finally:
        event.remove(Engine, "before_cursor_execute", note)

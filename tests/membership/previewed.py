"""A crowd whose memberships, holds and spends are as a test wants them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from customers.directory.models import Customer
from customers.directory.schemas import ImportedCustomer
from customers.directory.service import import_customers
from customers.ground import clock, work
from customers.membership.queries.preview_counts import Counts, counts
from customers.membership.queries.preview_lists import PeoplePage, people
from customers.membership.rules import FOREVER, MANUAL, NEVER, State
from customers.membership.service.states import Book, Cause
from tests.directory.seen import delete, rows
from tests.world import World

TODAY = clock.today("Europe/London")
DAY = timedelta(days=1)
UNTILS = (FOREVER, TODAY + DAY, TODAY, TODAY - DAY)
HOLDS = (NEVER, NEVER, FOREVER, TODAY + DAY, TODAY, TODAY - DAY)
# Around the edges of steps, of bars, and of nothing.
SPENDS = (
    *(-500, 0, 0, 1, 9, 10, 99, 100, 101, 999, 1000, 1001, 1009, 1010),
    *(9_990, 9_995, 9_999, 10_000, 10_001, 12_344, 12_345, 12_346, 12_399, 12_400),
    *(99_950, 99_999, 100_000, 123_456, 123_999, 124_000, 1_000_000),
)


class Wanted(NamedTuple):
    """What somebody is to be."""

    spend_minor: int
    until: date = NEVER
    held_until: date = NEVER


def crowd(world: World, wanted: Sequence[Wanted]) -> list[int]:
    """Customers of Alice's who are all that, and counted as such; their ids."""
    actor = world.actor(world.alice)
    size = len(wanted)
    named = [ImportedCustomer(code=f"P{size}-{number}") for number in range(size)]
    outcomes = work.run(lambda: import_customers(named, source="crowd", actor=actor))
    ids = [outcome.customer_id or 0 for outcome in outcomes]

    def write() -> None:
        book = Book(ids, actor=actor)
        for customer_id, one in zip(ids, wanted, strict=True):
            standing = book.standings[customer_id]
            standing.window_spend_minor = one.spend_minor
            state = State(one.until > NEVER, one.until, one.held_until)
            book.enter(
                standing,
                state,
                spend_minor=one.spend_minor,
                cause=Cause(MANUAL),
                even_if_same=True,
            )
        book.write()

    work.run(write)
    return ids


def any_crowd(world: World, seed: int, *, size: int = 120) -> None:
    """A crowd of all sorts, some of them deleted."""
    drawn = random.Random(seed)
    wanted = [
        Wanted(
            drawn.choice(SPENDS),
            drawn.choice((NEVER, NEVER, *UNTILS)),
            drawn.choice(HOLDS),
        )
        for _number in range(size)
    ]
    for customer_id in drawn.sample(crowd(world, wanted), size // 10):
        delete(world, customer_id)


def concerned(world: World, threshold_minor: int) -> dict[str, list[int]]:
    """Whom a threshold concerns, found by looking at everybody; as lists fall."""
    found: dict[str, list[Customer]] = {"join": [], "leave": [], "held": []}
    for row in rows(world):
        if row.deleted_at is not None:
            continue
        meets = row.window_spend_minor >= threshold_minor
        if meets == (row.member_until > TODAY):
            continue
        action = "join" if meets else "leave"
        found["held" if row.held_until > TODAY else action].append(row)
    return {
        action: [row.id for row in sorted(them, key=_falling)]
        for action, them in found.items()
    }


def _falling(row: Customer) -> tuple[int, int]:
    return -row.window_spend_minor, -row.id


def walked(
    action: str, threshold_minor: int, *, is_walked: bool | None = None
) -> tuple[list[int], list[int]]:
    """The whole list, page by page to its end, and back to its beginning.

    `is_walked` says in which of its two ways the list of those held is read.
    """
    found = counts(threshold_minor, today=TODAY)
    if is_walked is not None:
        found = found._replace(holds=10**9 if is_walked else 0)
    forth: list[int] = []
    back: list[int] = []
    after = before = None
    while True:
        page = _page(action, found, threshold_minor, after=after)
        forth += [row.id for row in page.rows]
        if page.after is None:
            break
        after = page.after
    last = [row.id for row in page.rows]
    before = page.before
    while before is not None:
        page = _page(action, found, threshold_minor, before=before)
        back = [row.id for row in page.rows] + back
        before = page.before
    return forth, back + last


def _page(
    action: str,
    found: Counts,
    threshold_minor: int,
    *,
    after: str | None = None,
    before: str | None = None,
) -> PeoplePage:
    return people(
        action,
        found=found,
        threshold_minor=threshold_minor,
        today=TODAY,
        currency="GBP",
        after=after,
        before=before,
    )

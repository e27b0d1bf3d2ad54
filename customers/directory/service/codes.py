"""Codes for new customers: the next free numbers, exact however many ask at once.

The business's counter row keeps the last number given out. Whoever wants a number
locks it, after the customers and before the tallies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain, islice

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from customers.directory.models import Counter, Customer
from customers.directory.rules import generated_code
from customers.ground import tenancy
from customers.ground.db import db

CUSTOMER_CODES = "customer_codes"
_DELETED_TOO = {"include_deleted": True}


def next_codes(count: int, *, taken: Collection[int] = ()) -> list[str]:
    """The next free codes, in order, skipping those given by hand.

    `taken` are numbers of codes that this unit of work is about to write as well.
    Locks the counter row.
    """
    counter = lock_counter()
    free = _free_numbers(count + len(taken), after=counter.value)
    unused = (number for number in free if number not in taken)
    numbers = list(islice(unused, count))
    counter.value = numbers[-1]
    db.session.flush()
    return [generated_code(number) for number in numbers]


def lock_counter() -> Counter:
    """The counter row of this business, locked until the unit of work ends."""
    wanted = (
        select(Counter)
        .where(Counter.name == CUSTOMER_CODES)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    counter = db.session.scalars(wanted).one_or_none()
    if counter is None:
        new = {"name": CUSTOMER_CODES, "value": 0}
        tenancy.insert_or_nothing(db.session(), Counter, new, unique=["name"])
        counter = db.session.scalars(wanted).one()
    return counter


def _free_numbers(count: int, *, after: int) -> Iterator[int]:
    """At least `count` numbers after `after` that no code has, deleted ones counted."""
    first = db.session.execute(
        select(func.min(Customer.code_number)).where(Customer.code_number > after),
        execution_options=_DELETED_TOO,
    ).scalar_one()
    if first is None or first - after > count:
        return iter(range(after + 1, after + 1 + count))
    gaps = [range(after + 1, first), *_gaps(count, after=after)]
    return chain.from_iterable(gaps)


def _gaps(count: int, *, after: int) -> list[range]:
    """The first `count` gaps behind taken numbers, the last one being open."""
    behind = aliased(Customer)
    following = aliased(Customer)
    is_followed = (
        select(following.id)
        .where(following.code_number == Customer.code_number + 1)
        .exists()
    )
    end = (
        select(func.min(behind.code_number))
        .where(behind.code_number > Customer.code_number)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(Customer.code_number, end)
        .where(Customer.code_number > after, ~is_followed)
        .order_by(Customer.code_number)
        .limit(count),
        execution_options=_DELETED_TOO,
    )
    return [range(start + 1, stop or start + 1 + count) for start, stop in found]

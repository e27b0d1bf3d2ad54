"""The few customers that a page names by one figure: each one piece of one index."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Date, Integer, Row, Select, bindparam, literal, select, union_all

from customers.directory import wording
from customers.directory.models import NEVER, Customer
from customers.directory.rules.birthdays import coming, month_days, stretches
from customers.directory.rules.meanings import BIRTHDAYS_SOON, LONG_UNSEEN
from customers.ground.db import db

# So many of the latest lost are looked at, and where all of them are inactive so many
# more at most: whoever is inactive is left out.
READ = (1_000, 20_000)

_NEVER = literal(NEVER, literal_execute=True)
_NOBODYS_BIRTHDAY: Any = literal(0, literal_execute=True)
_SIZE = bindparam("size", type_=Integer)
Figure = TypeVar("Figure", date, int)


class Person(NamedTuple, Generic[Figure]):
    """A customer and what they are named for; `name` is the code where there is none.

    `figure` is a day, or an amount in minor units of the business's currency.
    """

    id: int
    name: str
    code: str
    initials: str
    figure: Figure


class BirthdayPerson(NamedTuple):
    """A customer whose birthday is soon; `name` is the code where there is none.

    `on` is the day of it, so many `days` from today (0: today); `turns` is how old
    the profile says they will be.
    """

    id: int
    name: str
    code: str
    initials: str
    on: date
    days: int
    turns: int


def birthdays_soon(today: date, *, size: int) -> list[BirthdayPerson]:
    """Whose birthday is today or within 13 days, the next first: `size` at most.

    Of one day, who came first to the business. `/customers?birthday=soon` lists them.
    """
    first, second = stretches(*month_days(today, days=BIRTHDAYS_SOON))
    ends = dict(zip(("from_1", "to_1", "from_2", "to_2"), first + second, strict=True))
    found = db.session.execute(_birthdays(), {**ends, "size": size})
    people = [_birthday_person(row, today) for row in found]
    return sorted(people, key=lambda one: (one.days, one.id))[:size]


def long_unseen(today: date, *, size: int) -> list[Person[date]]:
    """Who is active and came last more than 90 days ago, the latest lost first.

    `figure` is the last visit. `/customers?seen=long&sort=last_visit` lists them.
    """
    for read in READ:
        given = {"before": today - LONG_UNSEEN, "size": size, "read": read}
        found = [_person(row) for row in db.session.execute(_unseen(), given)]
        if found:
            return found
    return []


def newest(size: int) -> list[Person[date]]:
    """The newest customers, as `/customers` lists them; `figure` is since when."""
    return [_person(row) for row in db.session.execute(_newest(), {"size": size})]


def top(size: int) -> list[Person[int]]:
    """Who spent most and more than nothing, as `/customers?sort=spend` lists them."""
    return [_person(row) for row in db.session.execute(_top(), {"size": size})]


def _person(row: Row[Any]) -> Person[Any]:
    initials = wording.initials(row.name)
    return Person(row.id, row.name or row.code, row.code, initials, row.figure)


def _birthday_person(row: Row[Any], today: date) -> BirthdayPerson:
    on = coming(row.birth_month_day, today=today)
    return BirthdayPerson(
        row.id,
        row.name or row.code,
        row.code,
        wording.initials(row.name),
        on,
        (on - today).days,
        on.year - row.birthday.year,
    )


def _columns(*more: Any) -> tuple[Any, ...]:
    return Customer.id, Customer.name, Customer.code, *more


@cache
def _birthdays() -> Any:
    """Two pieces of the index, since New Year may lie between them."""
    columns = _columns(Customer.birthday, Customer.birth_month_day)
    parts = [
        select(*columns)
        .where(
            Customer.birth_month_day >= bindparam(f"from_{n}", type_=Integer),
            Customer.birth_month_day <= bindparam(f"to_{n}", type_=Integer),
            # Said as the index says it, or it is not used; and last, since SQLite
            # begins to read at the first of two.
            Customer.birth_month_day > _NOBODYS_BIRTHDAY,
        )
        .order_by(Customer.birth_month_day, Customer.id)
        .limit(_SIZE)
        .subquery(f"stretch_{n}")
        for n in (1, 2)
    ]
    return union_all(*map(select, parts))


@cache
def _unseen() -> Select[*tuple[Any, ...]]:
    columns = _columns(Customer.status, Customer.last_visit_on.label("figure"))
    latest = (
        select(*columns)
        .where(
            Customer.last_visit_on > _NEVER,
            Customer.last_visit_on < bindparam("before", type_=Date),
        )
        .order_by(Customer.last_visit_on.desc(), Customer.id.desc())
        .limit(bindparam("read", type_=Integer))
        .subquery("latest")
    )
    return (
        select(latest)
        .where(latest.c.status == "active")
        .order_by(latest.c.figure.desc(), latest.c.id.desc())
        .limit(_SIZE)
    )


@cache
def _newest() -> Select[*tuple[Any, ...]]:
    wanted = select(*_columns(Customer.since.label("figure")))
    return wanted.order_by(Customer.since.desc(), Customer.id.desc()).limit(_SIZE)


@cache
def _top() -> Select[*tuple[Any, ...]]:
    return (
        select(*_columns(Customer.spend_minor.label("figure")))
        .where(Customer.spend_minor > 0)
        .order_by(Customer.spend_minor.desc(), Customer.id.desc())
        .limit(_SIZE)
    )

"""Proving figures that are kept beside what they are made of: how one goes about it.

A difference that one statement sees between a kept figure and its parts stays the same
however much is sold meanwhile, since each unit of work changes both alike. So sums are
compared by single statements, nobody waits, and what differs is mended by adding to
it; what needs several statements is looked at again under the locks of its rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, literal, select, text, true, tuple_
from sqlalchemy.orm import Session

from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.locks import lock_name

T = TypeVar("T")

_REPAIR = "repair of figures"
_EVERYBODY = {"include_deleted": True}


class Difference(NamedTuple):
    """A figure that is not what its parts come to.

    `what` is the table and column, `where` the row; `kept` is what stands there and
    `true` what should. None of them says who somebody is. What `is_lasting` cannot be
    mended: it was written down once and for all.
    """

    what: str
    where: str
    kept: Any
    true: Any
    is_lasting: bool = False

    def __str__(self) -> str:
        return f"{self.what}, {self.where}: kept {self.kept}, true {self.true}"


def field_differences(
    table: str, where: str, *, kept: Mapping[str, Any], true: Mapping[str, Any]
) -> list[Difference]:
    """A difference for each of the fields that is another one in truth."""
    return [
        Difference(f"{table}.{name}", where, kept[name], true[name])
        for name in true
        if kept[name] != true[name]
    ]


class Span(NamedTuple):
    """A run of rows: those behind `after` up to `last`, None being no bound."""

    after: tuple[Any, ...] | None
    last: tuple[Any, ...] | None

    def holds(self, *key: Any) -> ColumnElement[bool]:
        """Whether the row with this key is in the run."""
        columns = tuple_(*key)
        ends = true()
        if self.after is not None:
            ends &= columns > _tuple(self.after, key)
        if self.last is not None:
            ends &= columns <= _tuple(self.last, key)
        return ends

    def holds_number(self, number: int) -> bool:
        """Whether the row with this number for a key is in the run."""
        is_behind = self.after is None or self.after[0] < number
        return is_behind and (self.last is None or number <= self.last[0])


def _tuple(values: tuple[Any, ...], key: tuple[Any, ...]) -> Any:
    pairs = zip(values, key, strict=True)
    return tuple_(*(literal(value, column.type) for value, column in pairs))


def spans(*key: Any, size: int) -> Iterator[Span]:
    """Runs of `size` rows along a table's rising key, hidden rows counted.

    The read ends after each, so that none is long; the last run is open, for what
    came meanwhile.
    """
    after = None
    while True:
        behind = Span(after, None).holds(*key)
        wanted = select(*key).where(behind).order_by(*key).offset(size - 1).limit(1)
        row = db.session.execute(wanted, execution_options=_EVERYBODY).one_or_none()
        last = None if row is None else tuple(row)
        yield Span(after, last)
        work.end_read()
        if last is None:
            return
        after = last


def parts(items: Sequence[T], *, size: int) -> Iterator[Sequence[T]]:
    """The items in order, so many at a time."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def repair_alone() -> None:
    """Let no two units of work mend figures of the business at the same time."""
    lock_name(db.session(), _REPAIR, is_alone=True)


def those_there(
    session: Session, table: Any, keys: Collection[tuple[Any, ...]]
) -> set[tuple[Any, ...]]:
    """Which of the rows of a keyed table, named by their whole keys, are there."""
    if not keys:
        return set()
    columns = list(table.__table__.primary_key.columns)[1:]
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    names = ", ".join(f"given.{column.name}" for column in columns)
    same = " AND ".join(f"kept.{c.name} = given.{c.name}" for c in columns)
    of = f"{table.__tablename__} AS kept WHERE kept.business_id = :business AND {same}"
    # Each is looked up by the key: neither planner may go through the whole table.
    if is_sqlite:
        sources = f"{_of_json(columns)} CROSS JOIN {of}"
    else:
        looked_up = f"(SELECT 1 FROM {of} LIMIT 1)"  # noqa: S608
        sources = f"{_of_arrays(columns)} CROSS JOIN LATERAL {looked_up} AS there"
    statement = text(f"SELECT {names} FROM {sources}")  # noqa: S608
    found = tenancy.core(
        session,
        statement,
        _values(columns, list(keys), as_json=is_sqlite)
        | {"business": tenancy.entered(session)},
        business_id=tenancy.entered(session),
    )
    return {tuple(row) for row in found}


def _of_json(columns: Sequence[Any]) -> str:
    parts = ", ".join(
        f"json_extract(value, '$[{at}]') AS {column.name}"
        for at, column in enumerate(columns)
    )
    return f"(SELECT {parts} FROM json_each(:rows)) AS given"  # noqa: S608


def _of_arrays(columns: Sequence[Any]) -> str:
    arrays = ", ".join(f"CAST(:{c.name} AS {_array_type(c)})" for c in columns)
    names = ", ".join(column.name for column in columns)
    return f"unnest({arrays}) AS given ({names})"


def _array_type(column: Any) -> str:
    is_number = column.type.python_type is int
    return "bigint[]" if is_number else "text[]"


def _values(
    columns: Sequence[Any], keys: list[tuple[Any, ...]], *, as_json: bool
) -> dict[str, Any]:
    if as_json:
        return {"rows": json.dumps(keys)}
    turned = zip(*keys, strict=True)
    return {c.name: list(values) for c, values in zip(columns, turned, strict=True)}

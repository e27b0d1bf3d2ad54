"""Tables whose rows are known by what they hold: indexes and counters of other rows.

They are written in bulk as tuples, without the cost of an id, a foreign key or a
second tree a row. What the two databases take quickest stands here for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    FromClause,
    Table,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from customers.ground import tenancy
from customers.ground.columns import Id
from customers.ground.tenancy import Owned

Tuples = Sequence[tuple[Any, ...]]
# What becomes of the numbers of a row that is there already.
PUT, ADD, COUNT = "put", "add", "count"


class Keyed(Owned):
    """Mixin of an owned table whose rows are known by what they hold, not by an id.

    For indexes and counters that are made of other rows: they can be made anew, nothing
    refers to them, and they refer to nothing, since a foreign key of each of ten
    thousand rows would cost more than the row. They are written by the functions
    below alone.
    """

    # Base has one for every other table.
    id: Any = None
    business_id: Mapped[int] = mapped_column(Id, primary_key=True, sort_order=-9)

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805 (SQLAlchemy gives it the class)
        """On SQLite the key is the table: no second tree beside it."""
        return {"sqlite_with_rowid": False}


def add_rows(session: Session, table: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write new rows of a keyed table: its columns in order, without the business.

    Raises: TenancyError for a table with ids, or where no business is entered.
    """
    if rows:
        session.flush()
        target = _keyed(table)
        _insert(
            session.connection(),
            table=target,
            rows=rows,
            business_id=tenancy.entered(session),
        )


def remove_rows(session: Session, table: Any, rows: Sequence[tuple[Any, ...]]) -> None:
    """Take away rows of a keyed table, named by their whole key as in `add_rows`.

    Raises: TenancyError as `add_rows` does, and where one of them is not there.
    """
    if rows:
        session.flush()
        target = _keyed(table)
        touched = _delete(
            session.connection(),
            table=target,
            rows=rows,
            business_id=tenancy.entered(session),
        )
        if touched != len(rows):
            told = f"{len(rows)} rows of {target.name} given, {touched} touched."
            raise tenancy.TenancyError(told)


def add_up(
    session: Session,
    table: Any,
    sums: Mapping[tuple[Any, ...], tuple[int, ...]],
) -> None:
    """Add to the numbers of rows of a keyed table, making those that are not there.

    Each row is named by its key without the business, and gets a number for every
    column behind it. The rows are locked in the order of their keys. Raises:
    TenancyError as `add_rows`.
    """
    target = _keyed(table)
    business_id = tenancy.entered(session)
    changed = [
        _named(target, (business_id, *key, *numbers))
        for key, numbers in sorted(sums.items())
        if any(numbers)
    ]
    if changed:
        session.flush()
        statement = _upsert(target, _dialect(session), then=ADD)
        session.connection().execute(statement, changed)


def count_up(session: Session, table: Any, *, key: tuple[Any, ...]) -> int:
    """Add one to the number of a row of a keyed table, and give what it is now.

    The row is named by its key without the business, made where it is not there, and
    locked until the unit of work ends. Raises: TenancyError as `add_rows`.
    """
    target = _keyed(table)
    row = _named(target, (tenancy.entered(session), *key, 1))
    statement = _upsert(target, _dialect(session), then=COUNT)
    return int(session.connection().execute(statement, row).scalar_one())


def put_rows(session: Session, table: Any, rows: Tuples) -> None:
    """Write rows of a keyed table anew, whether they are there or not.

    Columns in order, without the business. They are locked in the order of their keys.
    Raises: TenancyError as `add_rows`.
    """
    target = _keyed(table)
    if not rows:
        return
    business_id = tenancy.entered(session)
    given = [_named(target, (business_id, *row)) for row in sorted(rows)]
    statement = _upsert(target, _dialect(session), then=PUT)
    session.connection().execute(statement, given)


def _named(table: Table, values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip((column.name for column in table.columns), values, strict=True))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


@cache
def _upsert(table: Table, dialect: str, *, then: str) -> Any:
    """Insert a row, or change the one of its key: `then` says how.

    Its numbers are put in place of those there, or added to them; or one is added, and
    they are given back.
    """
    makes: Any = sqlite if dialect == "sqlite" else postgresql
    statement = makes.insert(table)
    keys = [column.name for column in table.primary_key.columns]
    others = [column for column in table.columns if column.name not in keys]
    changed = {
        column.name: {
            PUT: statement.excluded[column.name],
            ADD: column + statement.excluded[column.name],
            COUNT: column + 1,
        }[then]
        for column in others
    }
    upsert = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    return upsert.returning(*others) if then == COUNT else upsert


def _keyed(table: Any) -> Table:
    target: Table = getattr(table, "__table__", table)
    if not tenancy.is_owned(target.name) or "id" in target.c:
        raise tenancy.TenancyError(f"The rows of {target.name} are known by an id.")
    return target


def _insert(
    connection: Connection, *, table: Table, rows: Tuples, business_id: int
) -> None:
    """Insert tuples of the table's columns after its business, as quick as it goes."""
    if connection.dialect.name == "sqlite":
        names = ", ".join(column.name for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608
            [(business_id, *row) for row in sorted(rows)],
        )
        return
    columns = list(table.columns)[1:]
    given = _arrays(columns)
    source = select(bindparam("business", type_=BigInteger()), *given.c)
    connection.execute(
        insert(table).from_select([c.name for c in table.columns], source),
        _by_column(columns, rows) | {"business": business_id},
    )


def _delete(
    connection: Connection, *, table: Table, rows: Tuples, business_id: int
) -> int:
    """Delete the rows with these keys, and give how many there were."""
    columns = list(table.primary_key.columns)[1:]
    if connection.dialect.name == "sqlite":
        tests = " AND ".join(f"{column.name} = ?" for column in columns)
        deleted = connection.exec_driver_sql(
            f"DELETE FROM {table.name} WHERE business_id = ? AND {tests}",  # noqa: S608
            [(business_id, *row) for row in rows],
        )
        return deleted.rowcount
    given = _arrays(columns)
    statement = delete(table).where(
        table.c.business_id == bindparam("business", type_=BigInteger()),
        *(column == given.c[column.name] for column in columns),
    )
    values = _by_column(columns, rows) | {"business": business_id}
    return connection.execute(statement, values).rowcount


def _arrays(columns: Sequence[Column[Any]]) -> FromClause:
    """The tuples as one array a column, which PostgreSQL puts side by side."""
    arrays = [bindparam(c.name, type_=ARRAY(c.type)) for c in columns]
    names = [column(c.name, c.type) for c in columns]
    turned: Any = func.unnest(*arrays).table_valued(*names)
    return turned.render_derived(name="given")


def _by_column(columns: Sequence[Column[Any]], rows: Tuples) -> dict[str, list[Any]]:
    """Sorted like the key, so that neighbours are written together."""
    turned = zip(*sorted(rows), strict=True)
    return {c.name: list(values) for c, values in zip(columns, turned, strict=True)}

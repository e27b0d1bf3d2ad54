"""Tenancy: every owned row belongs to one business, and nothing is seen across.

A door or command enters a business once (`enter`); the guarded session of `guard.py`
does the rest. Bulk writes and the rare bare statement go through the two named helpers
here, which take the business themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from customers.ground import clock
from customers.ground.bulk import insert_rows, update_rows
from customers.ground.columns import Id, UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy import Connection, Executable, Result
    from sqlalchemy.orm import Session

NAMED_BUSINESS = "regulars_named_business"
INCLUDE_DELETED = "include_deleted"
APPEND_ONLY = "append_only"

_SET_BUSINESS = text("SELECT set_config('app.business_id', :id, true)")

_owned_tables: set[str] = set()


class TenancyError(RuntimeError):
    """A statement or row would have crossed businesses: a mistake in the code."""


class Owned:
    """Mixin of a table whose rows belong to one business."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        name = cls.__dict__.get("__tablename__")
        if name:
            _owned_tables.add(name)

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805 (SQLAlchemy gives it the class)
        """The table's options; a model with constraints gives `owned_args(...)`."""
        return owned_args()

    business_id: Mapped[int] = mapped_column(
        Id, ForeignKey("business.id", ondelete="RESTRICT"), sort_order=-9
    )


class SoftDeleted:
    """Mixin of a table whose rows are hidden, not removed: `deleted_at` (UTC).

    The execution option `include_deleted=True` shows them.
    """

    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, sort_order=94)


def is_owned(table_name: str) -> bool:
    """Whether rows of this table belong to a business."""
    return table_name.lower() in _owned_tables


def owned_tables() -> frozenset[str]:
    """The names of all tables whose rows belong to a business."""
    return frozenset(_owned_tables)


def owned_args(*constraints: Any, append_only: bool = False) -> tuple[Any, ...]:
    """The `__table_args__` of an owned table: its constraints and what all need."""
    unique = UniqueConstraint("business_id", "id")
    options = {"sqlite_autoincrement": True, "info": {APPEND_ONLY: append_only}}
    return (*constraints, unique, options)


def owned_reference(column: str, target: str) -> ForeignKeyConstraint:
    """A foreign key that cannot cross businesses: (business_id, column) -> target."""
    return ForeignKeyConstraint(
        ["business_id", column],
        [f"{target}.business_id", f"{target}.id"],
        ondelete="RESTRICT",
    )


def enter(session: Session, business_id: int) -> None:
    """Serve this business from now on; entering another empties the session first."""
    before = session.info.get("business_id")
    if before == business_id:
        return
    leave(session)
    session.info["business_id"] = business_id
    _tell_database(session, business_id)


def leave(session: Session) -> None:
    """Serve no business: what was loaded is forgotten, what was changed is flushed."""
    if session.info.get("business_id") is not None:
        session.flush()
        session.expunge_all()
        _tell_database(session, None)
    session.info["business_id"] = None


def back_to(session: Session, business_id: int | None) -> None:
    """Serve the business of before a unit that was rolled back and entered others."""
    if session.info.get("business_id") != business_id:
        session.expunge_all()
        session.info["business_id"] = business_id


def _tell_database(session: Session, business_id: int | None) -> None:
    if session.in_transaction() and session.get_bind().dialect.name == "postgresql":
        tell_postgres(session.connection(), business_id)


def tell_postgres(connection: Connection, business_id: int | None) -> None:
    """Let row-level security know the business; it forgets with the transaction."""
    known = "" if business_id is None else str(business_id)
    connection.execute(_SET_BUSINESS, {"id": known})


def entered(session: Session) -> int:
    """The id of the business that is served; raises where there is none."""
    business_id: int | None = session.info.get("business_id")
    if business_id is None:
        raise TenancyError("No business is entered.")
    return business_id


def core(
    session: Session,
    statement: Executable,
    parameters: Any = None,
    *,
    business_id: int,
) -> Result[Any]:
    """Run a bare statement that restricts itself to `business_id`, the entered one."""
    return session.execute(
        statement, parameters, execution_options={NAMED_BUSINESS: business_id}
    )


def write_many(
    session: Session,
    table: Any,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Collection[str] = (),
    touches: bool = True,
) -> list[int]:
    """Insert rows, or with `by` update those whose `by` columns match, in bulk.

    `table` is an owned model or its table; every row has the same keys. The business
    is stamped, and the moment of the change where it `touches` what a person edits; a
    row that names another business raises, as does a write that touched another number
    of rows than given. Gives the new ids in the order of the rows (inserts), or nothing
    (updates).
    """
    if not rows:
        return []
    target: Table = getattr(table, "__table__", table)
    business_id = entered(session)
    if any(row.keys() != rows[0].keys() for row in rows):
        raise TenancyError(f"The rows of {target.name} do not name the same columns.")
    if by and target.info.get(APPEND_ONLY):
        raise TenancyError(f"Rows of {target.name} are appended, never changed.")
    session.flush()
    stamped = list(_stamped(target, rows, business_id, inserts=not by, touches=touches))
    connection = session.connection()
    if by:
        keys = {"business_id", *by}
        touched = update_rows(connection, table=target, rows=stamped, keys=keys)
        _expect(touched, len(rows), target)
        session.expire_all()
        return []
    ids = insert_rows(connection, table=target, rows=stamped)
    _expect(len(ids), len(rows), target)
    return ids


def _stamped(
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    business_id: int,
    *,
    inserts: bool,
    touches: bool = True,
) -> Iterable[dict[str, Any]]:
    if not is_owned(table.name):
        raise TenancyError(f"{table.name} belongs to no business.")
    moment = clock.now()
    times = {"updated_at": moment} if touches else {}
    times |= {"created_at": moment} if inserts else {}
    stamps = {name: value for name, value in times.items() if name in table.c}
    for row in rows:
        if row.get("business_id", business_id) != business_id:
            raise TenancyError("A row of another business cannot be written.")
        yield {**stamps, **row, "business_id": business_id}


def _expect(touched: int, given: int, table: Table) -> None:
    if touched != given:
        raise TenancyError(f"{given} rows of {table.name} given, {touched} touched.")


def insert_or_nothing(
    session: Session, table: Any, row: Mapping[str, Any], *, unique: Sequence[str]
) -> int | None:
    """Insert one row and give its id, or None where one with the same `unique` is.

    On PostgreSQL a second transaction waits here until the first has ended.
    """
    target: Table = getattr(table, "__table__", table)
    (stamped,) = _stamped(target, [row], entered(session), inserts=True)
    connection = session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(target)
        .on_conflict_do_nothing(index_elements=["business_id", *unique])
        .returning(target.c.id)
    )
    new_id: int | None = connection.execute(statement, stamped).scalar()
    return new_id

"""The guarded session: no statement on owned tables runs without its business.

`do_orm_execute` sees every statement. ORM statements get the business as a criterion
on every owned entity, wherever it stands (joins, subqueries, unions, CTEs, bulk
updates). What the criterion cannot reach is refused: plain tables, text, inserts.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NoReturn

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, with_loader_criteria
from sqlalchemy.orm.attributes import instance_state

from customers.ground.reach import touches_owned
from customers.ground.tenancy import (
    INCLUDE_DELETED,
    NAMED_BUSINESS,
    Owned,
    SoftDeleted,
    TenancyError,
    tell_postgres,
)

# Set on UPDATE and DELETE, whose own look for loaded rows beforehand carries it on.
_GUARDED = "regulars_guarded"


class GuardedSession(Session):
    """A session that serves one business at a time and forgets nothing about it."""

    def _refuse_bulk(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TenancyError(
            "The session's bulk methods pass by the guard: use tenancy.write_many."
        )

    def get(  # type: ignore[override]
        self,
        entity: Any,
        ident: Any,
        *,
        options: Any = None,
        populate_existing: bool = False,
        with_for_update: Any = None,
        execution_options: Any = None,
        **others: Any,
    ) -> Any:
        """The row with this id, or None: always asked for, so always filtered.

        The inherited one answers from what is loaded without asking the filter.
        `with_for_update` locks the row until the unit of work ends, and reads it anew.
        """
        wanted = dict(execution_options or {})
        if not (isinstance(entity, type) and issubclass(entity, Owned)):
            return super().get(
                entity,
                ident,
                options=options,
                populate_existing=populate_existing,
                with_for_update=with_for_update,
                execution_options=wanted,
                **others,
            )
        model: Any = entity
        row_id = ident[0] if isinstance(ident, tuple) else ident
        statement = select(model).where(model.id == row_id).options(*(options or ()))
        if with_for_update:
            how = with_for_update if isinstance(with_for_update, dict) else {}
            statement = statement.with_for_update(**how)
        if with_for_update or populate_existing:
            wanted["populate_existing"] = True
        found = self.execute(statement, execution_options=wanted)
        return found.scalar_one_or_none()

    bulk_save_objects = _refuse_bulk
    bulk_insert_mappings = _refuse_bulk
    bulk_update_mappings = _refuse_bulk


@event.listens_for(GuardedSession, "do_orm_execute")
def _guard_statement(state: ORMExecuteState) -> None:
    business_id = state.session.info.get("business_id")
    named = state.execution_options.get(NAMED_BUSINESS)
    if named is not None:
        if named != business_id:
            raise TenancyError(f"Business {named} named, {business_id} entered.")
        return
    if _is_our_own(state, business_id) or not touches_owned(state.statement):
        return
    if business_id is None:
        raise TenancyError("No business is entered, and this statement needs one.")
    if state.is_insert or state.is_executemany:
        raise TenancyError("Criteria do not reach this: use tenancy.write_many.")
    if "business_id" in (state.parameters or ()):
        raise TenancyError("A row cannot be given to another business.")
    if not state.is_select:
        state.update_execution_options(**{_GUARDED: business_id})
    state.statement = _with_criteria(state, business_id)


def _is_our_own(state: ORMExecuteState, business_id: int | None) -> bool:
    """Whether the session itself asks, about what passed the guard already."""
    if state.is_column_load:
        # A loaded row reads its columns again; entering another business forgot it.
        return True
    looked_at = state.execution_options.get(_GUARDED)
    return state.is_select and looked_at is not None and looked_at == business_id


def _with_criteria(state: ORMExecuteState, business_id: int) -> Any:
    statement: Any = state.statement
    of_business = _of_business(business_id)
    if state.execution_options.get(INCLUDE_DELETED):
        return statement.options(of_business)
    return statement.options(of_business, _not_deleted())


@lru_cache(maxsize=1_024)
def _of_business(business_id: int) -> Any:
    """Put together once a business: that takes longer than many a statement."""
    return with_loader_criteria(
        Owned, lambda cls: cls.business_id == business_id, include_aliases=True
    )


@cache
def _not_deleted() -> Any:
    return with_loader_criteria(
        SoftDeleted, lambda cls: cls.deleted_at.is_(None), include_aliases=True
    )


@event.listens_for(GuardedSession, "after_begin")
def _tell_at_the_beginning(
    session: GuardedSession, _transaction: SessionTransaction, connection: Connection
) -> None:
    business_id = session.info.get("business_id")
    if business_id is not None and connection.dialect.name == "postgresql":
        tell_postgres(connection, business_id)


@event.listens_for(GuardedSession, "before_flush")
def _stamp_and_check(session: GuardedSession, _context: Any, _objects: Any) -> None:
    business_id = session.info.get("business_id")
    for row in session.new:
        if isinstance(row, Owned) and not row.business_id:
            if business_id is None:
                raise TenancyError("No business is entered, and a new row needs one.")
            row.business_id = business_id
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Owned) and row.business_id != business_id:
            raise TenancyError("A row of another business cannot be written.")


@event.listens_for(GuardedSession, "before_attach")
def _refuse_strangers(_session: GuardedSession, row: Any) -> None:
    """A kept row comes in by the guarded ways of loading it, and no other."""
    if isinstance(row, Owned) and instance_state(row).key:
        raise TenancyError("A row from elsewhere cannot be added: load it.")

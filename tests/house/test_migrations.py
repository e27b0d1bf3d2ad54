"""Migrations make what the models say, up and down; tables keep the house's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Inspector,
    Table,
    UniqueConstraint,
    inspect,
)

from customers.ground.db import Model, db
from customers.ground.tenancy import owned_tables
from tests.house.source import expect_none

Names = dict[str, set[str]]


@pytest.fixture(scope="module")
def migrated(database: str, new_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """An app over a database of its own, migrated to the newest revision."""
    app = new_app(database)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> list[Table]:
    """All tables of the models."""
    return list(db.metadata.sorted_tables)


def owned() -> list[Table]:
    """The tables whose rows belong to a business."""
    return [table for table in tables() if table.name in owned_tables()]


def is_keyed(table: Table) -> bool:
    """Whether the rows are known by what they hold, in their business."""
    key = [column.name for column in table.primary_key]
    return key[0] == "business_id" and len(key) > 1


def references() -> Iterator[ForeignKeyConstraint]:
    """All foreign keys of the models."""
    for table in tables():
        yield from table.foreign_key_constraints


def differences() -> list[object]:
    """What alembic would still change, types included."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


def in_the_database(look: Inspector, table: str) -> Names:
    """The named constraints and indexes that a table has."""
    uniques = {str(one["name"]) for one in look.get_unique_constraints(table)}
    return {
        "checks": {str(one["name"]) for one in look.get_check_constraints(table)},
        "references": {str(one["name"]) for one in look.get_foreign_keys(table)},
        "uniques": uniques,
        "indexes": {str(one["name"]) for one in look.get_indexes(table)} - uniques,
    }


def in_the_model(table: Table) -> Names:
    """The named constraints and indexes that a table should have."""

    def named(kind: type) -> set[str]:
        return {str(one.name) for one in table.constraints if isinstance(one, kind)}

    return {
        "checks": named(CheckConstraint),
        "references": named(ForeignKeyConstraint),
        "uniques": named(UniqueConstraint),
        "indexes": {str(index.name) for index in table.indexes},
    }


def test_migrations_make_what_the_models_say(migrated: Flask) -> None:
    look = inspect(db.engine)

    assert differences() == []
    assert set(look.get_table_names()) == {*db.metadata.tables, "alembic_version"}
    for table in tables():
        assert in_the_database(look, table.name) == in_the_model(table)


def test_migrations_go_down_to_nothing_and_up_again(migrated: Flask) -> None:
    downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names())
    upgrade()

    assert left == {"alembic_version"}
    assert differences() == []


def test_every_step_can_be_taken_back_and_again(migrated: Flask) -> None:
    steps = 0
    while set(inspect(db.engine).get_table_names()) != {"alembic_version"}:
        downgrade(revision="-1")
        upgrade(revision="+1")
        downgrade(revision="-1")
        steps += 1
    upgrade()

    assert steps >= 3
    assert differences() == []


def test_owned_tables_are_referred_to_by_business_and_id() -> None:
    assert owned()
    expect_none(
        f"{table.name} has no UNIQUE (business_id, id)"
        for table in owned()
        if not is_keyed(table)
        and ["business_id", "id"]
        not in [
            [column.name for column in one.columns]
            for one in table.constraints
            if isinstance(one, UniqueConstraint)
        ]
    )


def test_every_table_of_businesses_is_owned_or_of_accounts() -> None:
    named = {table.name for table in tables() if "business_id" in table.c}

    assert named - {"staff_member", "session", "invitation"} == owned_tables()


def crosses(reference: ForeignKeyConstraint) -> bool:
    """Whether a foreign key could lead from one business into another."""
    if "business_id" not in reference.referred_table.c:
        return False
    pairs = [(one.parent.name, one.column.name) for one in reference.elements]
    return ("business_id", "business_id") not in pairs or "id" not in dict(
        pairs
    ).values()


def test_no_foreign_key_can_cross_businesses() -> None:
    expect_none(
        f"{reference.name} leads from {reference.table.name} past the business"
        for reference in references()
        if "business_id" in reference.table.c and crosses(reference)
    )


def test_deleting_a_row_never_changes_others() -> None:
    expect_none(
        f"{reference.name} does {reference.ondelete}"
        for reference in references()
        if reference.ondelete not in (None, "RESTRICT", "NO ACTION")
    )


def test_every_constraint_has_a_name() -> None:
    expect_none(
        f"{table.name}: {constraint!r}"
        for table in tables()
        for constraint in table.constraints
        if not constraint.name
    )


def test_relationships_only_look() -> None:
    expect_none(
        f"{mapper.class_.__name__}.{relationship.key} writes"
        for mapper in Model.registry.mappers
        for relationship in mapper.relationships
        if not relationship.viewonly
    )


def test_ids_are_never_given_out_twice() -> None:
    expect_none(
        f"{table.name} counts its ids anew"
        for table in tables()
        if not is_keyed(table)
        and (
            not table.dialect_options["sqlite"]["autoincrement"]
            or [column.name for column in table.primary_key] != ["id"]
        )
    )


def test_nothing_refers_to_rows_without_an_id_nor_they_to_anything() -> None:
    keyed = {table.name for table in owned() if is_keyed(table)}

    assert keyed
    expect_none(
        f"{reference.name} leads to or from a keyed table"
        for reference in references()
        if {reference.table.name, reference.referred_table.name} & keyed
    )


def begins_elsewhere(index: Index) -> bool:
    """Whether an index serves all businesses at once, or an expression."""
    first = next(iter(index.expressions))
    return not isinstance(first, Column) or first.name != "business_id"


def test_indexes_of_owned_tables_begin_with_the_business() -> None:
    expect_none(
        f"{index.name} does not begin with business_id"
        for table in owned()
        for index in table.indexes
        if begins_elsewhere(index)
    )


def test_no_index_is_over_an_expression() -> None:
    expect_none(
        f"{index.name} would be lost by a batch migration"
        for table in tables()
        for index in table.indexes
        if not all(isinstance(one, Column) for one in index.expressions)
    )

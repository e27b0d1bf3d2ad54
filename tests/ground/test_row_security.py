"""The second wall: what PostgreSQL refuses by itself, tried with raw SQL.

Nothing of ours stands between these statements and the tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from psycopg import sql

from customers.ground import tenancy, work
from customers.ground.db import db
from tests.ground.pair import Pair
from tests.world import World


@pytest.fixture(scope="module")
def walled(new_app: Callable[[str], Flask]) -> Iterator[tuple[Pair, str]]:
    """Two filled businesses in a PostgreSQL, and the address of its plain role."""
    app = new_app("postgresql")
    with app.app_context():
        db.session.configure(join_transaction_mode="conditional_savepoint")
        pair = work.run(lambda: Pair(World(app)))
        address = db.engine.url.render_as_string(hide_password=False)
        yield pair, address.replace("+psycopg", "")
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def raw(walled: tuple[Pair, str]) -> Iterator[psycopg.Connection[Any]]:
    """A connection of psycopg, in a transaction that is rolled back."""
    with psycopg.connect(walled[1]) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def pair(walled: tuple[Pair, str]) -> Pair:
    """The two businesses."""
    return walled[0]


def enter(raw: psycopg.Connection[Any], business_id: int | str) -> None:
    """Serve a business, as the session does when a transaction begins."""
    raw.execute("SELECT set_config('app.business_id', %s, true)", [str(business_id)])


def test_the_role_is_no_superuser_and_passes_no_wall(
    raw: psycopg.Connection[Any],
) -> None:
    role = raw.execute(
        "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()

    assert role == (False, False)


def test_every_owned_table_is_walled(raw: psycopg.Connection[Any]) -> None:
    walled = raw.execute(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
        "WHERE relrowsecurity AND relforcerowsecurity "
        "AND polcmd = '*' AND polqual IS NOT NULL AND polwithcheck IS NOT NULL"
    ).fetchall()

    assert tenancy.owned_tables()
    assert {name for (name,) in walled} == tenancy.owned_tables()


def test_every_table_with_a_business_is_owned_or_known_not_to_be(
    raw: psycopg.Connection[Any],
) -> None:
    named = raw.execute(
        "SELECT table_name FROM information_schema.columns "
        "WHERE column_name = 'business_id' AND table_schema = 'public'"
    ).fetchall()

    of_accounts = {"staff_member", "session", "invitation"}
    assert {name for (name,) in named} - of_accounts == tenancy.owned_tables()


@pytest.mark.parametrize("table", sorted(tenancy.owned_tables()))
def test_without_a_business_a_table_looks_empty(
    raw: psycopg.Connection[Any], table: str
) -> None:
    count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))

    assert raw.execute(count).fetchone() == (0,)
    enter(raw, "")
    assert raw.execute(count).fetchone() == (0,)


@pytest.mark.parametrize("table", ["shop", "customer", "event"])
def test_one_business_alone_is_seen(
    raw: psycopg.Connection[Any], pair: Pair, table: str
) -> None:
    seen = sql.SQL("SELECT DISTINCT business_id FROM {}").format(sql.Identifier(table))

    for side, _ in pair.sides():
        enter(raw, side.business_id)
        assert raw.execute(seen).fetchall() == [(side.business_id,)]


def test_no_join_or_function_sees_past_the_wall(
    raw: psycopg.Connection[Any], pair: Pair
) -> None:
    enter(raw, pair.alice.business_id)

    for statement in (
        "SELECT max(name) FROM shop WHERE name LIKE 'of-%'",
        "SELECT s.name FROM event e FULL JOIN shop s ON false WHERE s.name LIKE 'of-%'",
        "WITH all_of AS (SELECT * FROM shop) SELECT name FROM all_of "
        "WHERE name LIKE 'of-%'",
    ):
        assert raw.execute(statement).fetchall() == [(pair.alice.mark,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shop SET name = 'stolen' WHERE id = %(shop)s",
        "UPDATE shop SET name = 'stolen' WHERE business_id = %(business)s",
        "DELETE FROM event WHERE id = %(event)s",
        "DELETE FROM event WHERE business_id = %(business)s",
    ],
)
def test_rows_behind_the_wall_are_not_touched(
    raw: psycopg.Connection[Any], pair: Pair, statement: str
) -> None:
    enter(raw, pair.alice.business_id)
    theirs = pair.charlie

    touched = raw.execute(
        statement,
        {
            "shop": theirs.shop_id,
            "event": theirs.event_id,
            "business": theirs.business_id,
        },
    )

    assert touched.rowcount == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO shop (business_id, name, created_at, updated_at) "
        "VALUES (%(business)s, 'smuggled', now(), now())",
        "UPDATE shop SET business_id = %(business)s",
        "UPDATE event SET business_id = %(business)s",
    ],
)
def test_nothing_is_put_behind_the_wall(
    raw: psycopg.Connection[Any], pair: Pair, statement: str
) -> None:
    enter(raw, pair.alice.business_id)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute(statement, {"business": pair.charlie.business_id})


def test_nothing_is_written_without_a_business(
    raw: psycopg.Connection[Any], pair: Pair
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute(
            "INSERT INTO counter (business_id, name, value) VALUES (%s, 'x', 1)",
            [pair.alice.business_id],
        )


def test_the_business_ends_with_the_transaction(
    raw: psycopg.Connection[Any], pair: Pair
) -> None:
    enter(raw, pair.alice.business_id)
    raw.commit()

    assert raw.execute("SELECT count(*) FROM shop").fetchone() == (0,)


def test_a_foreign_reference_is_refused_though_the_row_exists(
    raw: psycopg.Connection[Any], pair: Pair
) -> None:
    enter(raw, pair.alice.business_id)

    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        raw.execute(
            "UPDATE customer SET preferred_shop_id = %s", [pair.charlie.shop_id]
        )


def test_the_session_tells_the_database_its_business(walled: tuple[Pair, str]) -> None:
    pair = walled[0]
    asked = db.text("SELECT current_setting('app.business_id', true)")

    def told(side_id: int) -> Any:
        return tenancy.core(db.session(), asked, business_id=side_id).scalar()

    for side, other in pair.sides():
        pair.enter(side)
        assert told(side.business_id) == str(side.business_id)
        work.end_read()
        assert told(side.business_id) == str(side.business_id)
        pair.enter(other)
        assert told(other.business_id) == str(other.business_id)
    tenancy.leave(db.session())

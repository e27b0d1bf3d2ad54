"""What a migration leaves behind is looked at before it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from customers.ground.walls import CrossedReferences, check_references


@pytest.mark.parametrize("parent", [1, 2])
def test_a_reference_to_a_missing_row_stops_a_migration(
    tmp_path: Path, parent: int
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}", poolclass=NullPool)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        for statement in (
            "CREATE TABLE shelf (id INTEGER PRIMARY KEY)",
            "CREATE TABLE book (id INTEGER PRIMARY KEY, shelf REFERENCES shelf (id))",
            "INSERT INTO shelf VALUES (1)",
        ):
            connection.execute(text(statement))
        connection.execute(text("INSERT INTO book VALUES (1, :id)"), {"id": parent})

        if parent == 1:
            check_references(connection)
        else:
            with pytest.raises(CrossedReferences, match="1 broken, first in book"):
                check_references(connection)

"""A database in a file is for its user alone, and so are the files beside it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from customers.ground import work
from customers.ground.db import db, make_private
from tests.world import World


@pytest.fixture(autouse=True)
def open_handed() -> Iterator[None]:
    """A process that lets everybody read what it makes."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: str | Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(Path(path).stat().st_mode)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_files_of_a_new_database_are_for_its_user_alone(real_app: Flask) -> None:
    path = db.engine.url.database

    work.run(lambda: World(real_app))

    assert {name: mode(f"{path}{name}") for name in ("", "-wal", "-shm", ".queue")} == {
        "": 0o600,
        "-wal": 0o600,
        "-shm": 0o600,
        ".queue": 0o600,
    }


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    path.write_bytes(b"kept")
    path.chmod(0o640)

    make_private(f"sqlite:///{path}")

    assert (path.read_bytes(), mode(path)) == (b"kept", 0o640)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "postgresql+psycopg://u@h/d"]
)
def test_what_is_no_file_makes_none(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    make_private(url)

    assert list(tmp_path.iterdir()) == []

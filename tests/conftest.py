"""The fixtures of every test: both databases, a clean one each, and the world.

`app` runs a test twice, on SQLite and PostgreSQL, inside one outer transaction that is
rolled back; `real_app` gives databases of their own to what needs several connections.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, g
from flask_migrate import upgrade

from customers import create_app
from customers.ground import config, work
from customers.ground.db import db
from tests import postgres
from tests.world import World

DATABASES = ("sqlite", "postgresql")
SECRET = "a key that only the tests know, long enough"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server | None]:
    """A PostgreSQL of the tests' own, or None where none is installed."""
    server = postgres.find()
    if server is None and os.environ.get("REQUIRE_POSTGRES") == "1":
        pytest.fail("REQUIRE_POSTGRES=1, and no PostgreSQL is installed.")
    yield server
    if server is not None:
        server.stop()


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database a test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def new_app(
    postgres_server: postgres.Server | None, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Flask]:
    """Makes an app over a new, migrated database of the kind named."""
    count = 0

    def make(kind: str) -> Flask:
        nonlocal count
        count += 1
        folder = tmp_path_factory.mktemp(kind)
        return make_app(database_url(kind, folder, f"t{count}", postgres_server))

    return make


def database_url(
    kind: str, folder: Path, name: str, server: postgres.Server | None
) -> str:
    """A new, empty database of the kind; skips where there is no PostgreSQL."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'regulars.db'}"
    if server is None:
        pytest.skip("No PostgreSQL is installed.")
    return server.create_database(name)


def make_app(url: str) -> Flask:
    """An app over the database, migrated to the newest revision."""
    folder = Path(os.environ["REGULARS_TEST_INSTANCE"])
    settings = config.Config(
        environment=config.EMBEDDED,
        database_url=url,
        migration_database_url=url,
        secret_key=SECRET,
        instance=folder,
    )
    app = create_app(settings)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    # A test's app context outlives its requests; each begins with an empty `g`.
    app.before_request_funcs.setdefault(None, []).insert(0, _forget_last_request)
    with app.app_context():
        upgrade()
    return app


def _forget_last_request() -> None:
    for name in list(g):
        g.pop(name)


@pytest.fixture(scope="session", autouse=True)
def instance_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing of a test touches the instance folder of the checkout."""
    folder = tmp_path_factory.mktemp("instance")
    os.environ["REGULARS_TEST_INSTANCE"] = str(folder)


@pytest.fixture(scope="session")
def shared_app(database: str, new_app: Callable[[str], Flask]) -> Flask:
    """One app a database for all tests that are rolled back."""
    return new_app(database)


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The app in a transaction that ends with the test; nothing stays."""
    with shared_app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        db.engines[None] = connection  # type: ignore[assignment]
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield shared_app
        finally:
            db.session.remove()
            db.engines[None] = engine
            outer.rollback()
            connection.close()


@pytest.fixture
def real_app(database: str, new_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """An app over a database of its own, for threads and processes."""
    app = new_app(database)
    with app.app_context():
        db.session.configure(join_transaction_mode="conditional_savepoint")
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    """Alice's and Charlie's businesses and the people in them."""
    return work.run(lambda: World(app))

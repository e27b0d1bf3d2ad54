"""The fixtures of every test: both databases, a clean one each, and the world.

`app` runs a test twice, on SQLite and PostgreSQL, inside one outer transaction that is
rolled back; `real_app` gives databases of their own to what needs several connections.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, g
from flask_migrate import upgrade
from flask_wtf import csrf
from hypothesis import settings
from itsdangerous import TimestampSigner

from customers import create_app
from customers.accounts import passwords
from customers.desk import drawn
from customers.ground import config, work
from customers.ground.db import db
from tests import postgres
from tests.counted import pytest_runtest_protocol
from tests.standing import StandingWorld
from tests.world import World

__all__ = ["pytest_runtest_protocol"]

# Whether an example is right does not hang on how busy the machine is.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DATABASES = ("sqlite", "postgresql")
SECRET = "a key that only the tests know, long enough"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Begin with the longest test, so that it is not the one all wait for.

    What says `one_database` asks nothing that the two could answer differently.
    """
    again = [item for item in items if _is_the_same_again(item)]
    if again:
        config.hook.pytest_deselected(items=again)
        items[:] = [item for item in items if item not in set(again)]
    items.sort(key=lambda item: item.path.name != "test_bench.py")


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over code and tests, which stay to the end.

    It went through all of them again and again: a tenth of what the tests cost.
    """
    gc.collect()
    gc.freeze()


def _is_the_same_again(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database") is None:
        return False
    return item.callspec.params.get("database") == "postgresql"  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """The hasher of a shop; the tests hash at Argon2's lowest cost meanwhile."""
    real = passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody"))
        yield real


class _Untimed(TimestampSigner):
    """Signs as if it were always the same moment."""

    def get_timestamp(self) -> int:
        return 1


@pytest.fixture(scope="session", autouse=True)
def untimed_forms() -> Iterator[None]:
    """A form's token reads alike whenever it is drawn, as a part and in its page.

    It says the second otherwise, and a page drawn in one is not that of the next.
    """
    with pytest.MonkeyPatch.context() as patch:
        signs = partial(csrf.URLSafeTimedSerializer, signer=_Untimed)
        patch.setattr(csrf, "URLSafeTimedSerializer", signs)
        yield


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
    """Makes an app over a new database of the kind named: a copy of a migrated one."""
    migrated: dict[str, Path] = {}

    def empty(kind: str, **begins: Any) -> tuple[Path, str]:
        folder = tmp_path_factory.mktemp(kind)
        if kind == "sqlite":
            return folder, f"sqlite:///{folder / 'regulars.db'}"
        if postgres_server is None:
            pytest.skip("No PostgreSQL is installed.")
        return folder, postgres_server.create_database(folder.name, **begins)

    def make(kind: str) -> Flask:
        if kind not in migrated:
            migrated[kind], url = empty(kind)
            with make_app(url).app_context():
                db.engine.dispose()
        if kind == "sqlite":
            folder, url = empty(kind)
            shutil.copy(migrated[kind] / "regulars.db", folder)
        else:
            _, url = empty(kind, template=migrated[kind].name)
        return make_app(url, is_migrated=True)

    return make


def make_app(url: str, *, is_migrated: bool = False) -> Flask:
    """An app over the database, which is migrated to the newest revision first."""
    folder = Path(os.environ["REGULARS_TEST_INSTANCE"])
    wanted = config.Config(
        environment=config.EMBEDDED,
        database_url=url,
        migration_database_url=url,
        secret_key=SECRET,
        instance=folder,
    )
    app = create_app(wanted)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    # A test's app context outlives its requests; each begins with an empty `g`.
    app.before_request_funcs.setdefault(None, []).insert(0, _forget_last_request)
    if not is_migrated:
        with app.app_context():
            upgrade()
    return app


def make_world(app: Flask) -> World:
    """The world, kept in the app's database."""
    with app.app_context():
        world = work.run(lambda: World(app))
        db.session.remove()
    return world


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


@pytest.fixture(scope="session")
def peopled(database: str, new_app: Callable[[str], Flask]) -> World:
    """The world in an app of its own a database, for all tests that begin with it."""
    return make_world(new_app(database))


@pytest.fixture
def app(request: pytest.FixtureRequest, database: str) -> Iterator[Flask]:
    """The app in a transaction that ends with the test; nothing stays.

    Its database is empty, but for the world where the test asks for that.
    """
    if "world" in request.fixturenames:
        shared_app: Flask = request.getfixturevalue("peopled").app
    else:
        shared_app = request.getfixturevalue("shared_app")
    with shared_app.app_context():
        # The versions of a test begin where those of the last one did.
        drawn.kept().clear()
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
def world(app: Flask, peopled: World) -> World:
    """Alice's and Charlie's businesses and the people in them."""
    return StandingWorld(peopled)

"""What the tests of the ground stand on: two businesses side by side, a tiny room."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from customers.ground.db import db
from tests.ground import tiny
from tests.ground.pair import Pair
from tests.world import World


@pytest.fixture(scope="session")
def shared_app(database: str, new_app: Callable[[str], Flask]) -> Flask:
    """The app with the tiny room in it."""
    app = new_app(database)
    app.register_blueprint(tiny.room)
    return app


@pytest.fixture
def real_app(database: str, new_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """The app with the tiny room, over a database of its own, for many connections."""
    app = new_app(database)
    app.register_blueprint(tiny.room)
    with app.app_context():
        db.session.configure(join_transaction_mode="conditional_savepoint")
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def pair(world: World) -> Pair:
    """Alice's and Charlie's businesses with the same rows, told apart by a mark."""
    return Pair(world)

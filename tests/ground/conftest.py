"""What the tests of the ground stand on: two businesses side by side, a tiny room."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.conftest import make_world
from tests.ground import counting, tiny
from tests.ground.pair import Pair
from tests.world import World


@pytest.fixture(scope="session")
def new_app(new_app: Callable[[str], Flask]) -> Callable[[str], Flask]:
    """Makes an app with the tiny room in it, over a new database."""

    def make(kind: str) -> Flask:
        app = new_app(kind)
        app.register_blueprint(tiny.room)
        return app

    return make


@pytest.fixture(scope="session")
def shared_app(database: str, new_app: Callable[[str], Flask]) -> Flask:
    """The app with the tiny room; other folders share one without it."""
    return new_app(database)


@pytest.fixture(scope="session")
def peopled(database: str, new_app: Callable[[str], Flask]) -> World:
    """The world in such an app."""
    return make_world(new_app(database))


@pytest.fixture
def pair(world: World) -> Pair:
    """Alice's and Charlie's businesses with the same rows, told apart by a mark."""
    return Pair(world)


@pytest.fixture(autouse=True)
def nothing_happens_while_counting() -> Iterator[None]:
    """Each test says itself what happens in the steps of its jobs."""
    yield
    counting.before.clear()
    counting.after.clear()

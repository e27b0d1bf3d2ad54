"""Many writers at once: nothing is lost, nobody is turned away, readers never wait."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event as Signal

import pytest
from flask import Flask
from sqlalchemy import select

from customers.accounts.models import Shop
from customers.directory.models import Counter
from customers.ground import tenancy, work
from customers.ground.db import db
from tests.ground import adders
from tests.world import World


@pytest.fixture
def counter(real_app: Flask) -> tuple[int, int]:
    """A counter at nought: its id and its business."""

    def begin() -> tuple[int, int]:
        world = World(real_app)
        row = Counter(name="tries", value=0)
        db.session.add(row)
        db.session.flush()
        return row.id, world.books.id

    return work.run(begin)


def value_of(counter: tuple[int, int]) -> int:
    """What the counter says now."""
    work.end_read()
    tenancy.enter(db.session(), counter[1])
    number = select(Counter.value).where(Counter.id == counter[0])
    return db.session.scalars(number).one()


def in_a_thread(app: Flask, counter: tuple[int, int], times: int) -> None:
    """Add with a session and a connection of the thread's own."""
    with app.app_context():
        adders.add(*counter, times=times)


def test_threads_lose_no_update(real_app: Flask, counter: tuple[int, int]) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: in_a_thread(real_app, counter, 25), range(8)))

    assert value_of(counter) == 200


def test_processes_lose_no_update(real_app: Flask, counter: tuple[int, int]) -> None:
    url = db.engine.url.render_as_string(hide_password=False)
    instance = os.environ["REGULARS_TEST_INSTANCE"]
    # Forked from one that has read the code already, and nothing else.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([adders.__name__])

    told = (url, instance, counter, 40)
    all_adders = [context.Process(target=adders.main, args=told) for _ in range(3)]
    for adder in all_adders:
        adder.start()
    for adder in all_adders:
        adder.join(timeout=120)

    assert [adder.exitcode for adder in all_adders] == [0, 0, 0]
    assert value_of(counter) == 120


def test_a_reader_does_not_wait_for_a_writer(
    real_app: Flask, counter: tuple[int, int]
) -> None:
    writes, may_end = Signal(), Signal()

    def hold() -> None:
        db.session.add(Shop(name="held"))
        db.session.flush()
        writes.set()
        assert may_end.wait(30)

    def write() -> None:
        with real_app.app_context():
            tenancy.enter(db.session(), counter[1])
            work.run(hold)

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write)
        assert writes.wait(30)
        read = value_of(counter)
        names = db.session.scalars(select(Shop.name)).all()
        still_writes = not writing.done()
        may_end.set()
        writing.result()

    assert still_writes
    assert read == 0
    assert "held" not in names


def test_writers_of_one_file_wait_for_their_turn(
    new_app: Callable[[str], Flask],
) -> None:
    app = new_app("sqlite")
    inside: list[str] = []
    at_once: list[int] = []

    def unit() -> None:
        inside.append("one")
        at_once.append(len(inside))
        add_shop = Shop(name=f"shop {len(at_once)}")
        db.session.add(add_shop)
        db.session.flush()
        inside.pop()

    def write(business_id: int) -> None:
        with app.app_context():
            tenancy.enter(db.session(), business_id)
            for _ in range(10):
                work.run(unit)

    with app.app_context():
        business_id = work.run(lambda: World(app)).books.id
        with ThreadPoolExecutor(6) as threads:
            list(threads.map(write, [business_id] * 6))
        database = str(db.engine.url.database)
        db.engine.dispose()

    assert set(at_once) == {1}
    assert len(at_once) == 60
    assert Path(f"{database}.queue").stat().st_mode & 0o777 == 0o600

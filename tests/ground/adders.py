"""A process that adds to a counter, over and over."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from customers import create_app
from customers.directory.models import Counter
from customers.ground import config, tenancy, work
from customers.ground.db import db


def add(counter_id: int, business_id: int, *, times: int) -> None:
    """Add one to the counter, each time in a unit of work of its own."""
    tenancy.enter(db.session(), business_id)
    one_more = (
        update(Counter)
        .where(Counter.id == counter_id)
        .values(value=Counter.value + 1)
        .execution_options(synchronize_session=False)
    )
    for _ in range(times):
        work.run(lambda: db.session.execute(one_more))


def main(url: str, instance: str, counter: tuple[int, int], times: int) -> None:
    """Add from a process of its own."""
    settings = config.Config(
        environment=config.EMBEDDED,
        database_url=url,
        migration_database_url=url,
        secret_key="a key that only this process knows, for nothing",
        instance=Path(instance),
    )
    with create_app(settings).app_context():
        add(*counter, times=times)

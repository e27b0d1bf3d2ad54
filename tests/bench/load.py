"""Loading, once: migrated databases with businesses, people, shops and customers."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask_migrate import upgrade

from customers import create_app
from customers.accounts import service as accounts
from customers.accounts.models import Shop, StaffMember, User
from customers.accounts.passwords import hash_password
from customers.directory.models import Counter
from customers.directory.service.codes import CUSTOMER_CODES
from customers.ground import config, tenancy, work
from customers.ground.db import db
from tests.bench import check, cluster, filling, kept, shards
from tests.bench.people import Plan

SQLITE, POSTGRESQL = "sqlite", "postgresql"
EMAIL, PASSWORD = "owner@bench.example.com", "a password for measuring"
SECRET = "a key for measuring, which nobody needs to guess"
# One person asks here for what a hundred would.
SEARCHES_PER_MINUTE = 1_000_000
_SHOPS, _STAFF = 6, 5
# Slug, country, currency, time zone, share of the customers.
_BUSINESSES = (
    ("big", "GB", "GBP", "Europe/London", 70),
    ("middle", "DE", "EUR", "Europe/Berlin", 20),
    ("small", "FR", "EUR", "Europe/Paris", 10),
)
Say = Callable[[str], None]


class Loaded(NamedTuple):
    """A loaded database: its kind, its URL, and how it came about."""

    kind: str
    url: str
    folder: Path
    seconds: float
    megabytes: int
    version: str


def make_app(url: str, *, folder: Path) -> Flask:
    """The app over the database, as the server has it."""
    return create_app(
        config.Config(
            environment=config.EMBEDDED,
            database_url=url,
            migration_database_url=url,
            secret_key=SECRET,
            instance=folder / "instance",
            searches_per_minute=SEARCHES_PER_MINUTE,
        )
    )


def load(
    kind: str, *, size: int, folder: Path, server: cluster.KeptServer | None, say: Say
) -> Loaded:
    """The database of the kind in the folder; loaded now if it was not before."""
    known = kept.note(folder, kind)
    if known is None:
        say(f"Loading {size:,} customers into {kind}, only this once …")
        url = _empty(kind, folder, server)
        seconds = _fill(kind, url, size, folder, server)
        kept.write_down(folder, kind, told={"seconds": seconds})
        known = kept.note(folder, kind) or {}
    url = _url(kind, folder, server)
    megabytes, version = _measured(kind, folder, server)
    return Loaded(kind, url, folder, known["seconds"], megabytes, version)


def forget_rows(folder: Path) -> None:
    """Remove the files that the databases were filled from."""
    shutil.rmtree(folder / "rows", ignore_errors=True)


def _empty(kind: str, folder: Path, server: cluster.KeptServer | None) -> str:
    if kind == POSTGRESQL:
        assert server is not None
        return server.new_database()
    for path in folder.glob("regulars.db*"):
        path.unlink()
    return _url(kind, folder, server)


def _url(kind: str, folder: Path, server: cluster.KeptServer | None) -> str:
    if kind == SQLITE:
        return f"sqlite:///{folder / 'regulars.db'}"
    assert server is not None
    server.start()
    return server.url(cluster.DATABASE)


def _fill(
    kind: str, url: str, size: int, folder: Path, server: cluster.KeptServer | None
) -> float:
    """Fill the empty database; how many seconds it took, and the rows if made now."""
    began = time.monotonic()
    app = make_app(url, folder=folder)
    with app.app_context():
        upgrade()
        plans = work.run(lambda: _settle(size))
        db.session.remove()
        db.engine.dispose()
    paths = shards.made(folder / "rows", size=size, plans=plans)
    if kind == SQLITE:
        filling.fill_sqlite(folder / "regulars.db", shards=paths)
    else:
        assert server is not None
        with server.superuser() as connection:
            filling.fill_postgresql(connection, shards=paths)
    seconds = time.monotonic() - began
    with app.app_context():
        check.refuse_what_is_wrong(plans)
        db.session.remove()
        db.engine.dispose()
    return round(seconds, 1)


def _settle(size: int) -> tuple[Plan, ...]:
    """Make the businesses with shops and staff; codes go on after the last one."""
    password_hash = hash_password(PASSWORD)
    return tuple(_plan(number, size, password_hash) for number in range(3))


def _plan(number: int, size: int, password_hash: str) -> Plan:
    slug, country, currency, timezone, share = _BUSINESSES[number]
    business = accounts.create_business(
        name=f"The {slug} one",
        slug=slug,
        country=country,
        currency=currency,
        timezone=timezone,
        owner_name="Olive Owner",
        owner_email=EMAIL if not number else f"{slug}.{EMAIL}",
        password_hash=password_hash,
    )
    tenancy.enter(db.session(), business.id)
    shops = [Shop(name=f"Shop {n}") for n in range(1, _SHOPS)]
    people = [
        User(
            email=f"{slug}.{n}@bench.example.com", name=f"Person {n}", password_hash=""
        )
        for n in range(_STAFF)
    ]
    db.session.add_all([*shops, *people, Counter(name=CUSTOMER_CODES, value=size)])
    db.session.flush()
    members = [
        StaffMember(business_id=business.id, user_id=person.id, role="staff")
        for person in people
    ]
    db.session.add_all(members)
    db.session.flush()
    shop_ids = tuple(shop.id for shop in shops)
    staff_ids = tuple(member.id for member in members)
    return Plan(business.id, slug, country, share, shop_ids, staff_ids)


def _measured(
    kind: str, folder: Path, server: cluster.KeptServer | None
) -> tuple[int, str]:
    """The size of the database in MB, and the version of the program."""
    if kind == SQLITE:
        size = os.stat(folder / "regulars.db").st_size
        return size // 1_000_000, f"SQLite {sqlite3.sqlite_version}"
    assert server is not None
    with server.superuser() as connection:
        found = connection.execute("SELECT pg_database_size(current_database())")
        size = (found.fetchone() or (0,))[0]
        version = connection.info.server_version
    return size // 1_000_000, f"PostgreSQL {version // 10_000}.{version % 10_000}"

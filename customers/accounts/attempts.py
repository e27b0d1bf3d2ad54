"""Attempts: lockout with back-off for whatever guards a secret.

A try is counted before its secret is looked at, in a unit of work of its own, so that
guesses sent side by side are counted like guesses sent in turn. Tries count for the
account (known or not, kept as a hash) and for the address they come from. A success
takes its try back.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from customers.accounts.models import Attempt
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import TooMany

ACCOUNT_FREE, ADDRESS_FREE = 5, 15
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


def reserve(
    purpose: str, *, account: str | None = None, address: str | None = None
) -> None:
    """Count a try of `purpose` for the account (an email, a link) and the address.

    From the fifth try of an account and the fifteenth of an address the next has to
    wait 30 seconds, doubling up to 15 minutes; a day without tries forgets them. Call
    it outside a unit of work and before the secret is verified.

    Raises: TooMany, with the seconds to wait, where one of them has to wait.
    """
    work.run(lambda: _reserve(purpose, account, address))


def succeeded(
    purpose: str, *, account: str | None = None, address: str | None = None
) -> None:
    """Take the try back, inside the unit of work that it was for.

    The account starts anew, since its secret is known; the address loses this one try
    only, or a guesser could clear it by signing in as themselves.
    """
    if account is not None:
        _change(_account_key(purpose, account), count=0, blocked_until=None)
    if address is not None:
        fewer = case((Attempt.count > 0, Attempt.count - 1), else_=0)
        _change(_address_key(purpose, address), count=fewer, blocked_until=None)


def failed(
    purpose: str, *, account: str | None = None, address: str | None = None
) -> None:
    """Note inside a unit of work that the try failed: its day of quiet begins now."""
    for key, _free in _keys(purpose, account, address):
        _change(key, last_at=clock.now())


def take_turn(purpose: str) -> None:
    """Wait until no other unit of work that took the same turn is under way."""
    _count(f"{purpose}:turn", clock.now())


def _reserve(purpose: str, account: str | None, address: str | None) -> None:
    moment = clock.now()
    db.session.execute(
        delete(Attempt)
        .where(Attempt.last_at < moment - FORGOTTEN_AFTER)
        .execution_options(synchronize_session=False)
    )
    for key, free in _keys(purpose, account, address):
        count = _count(key, moment)
        if count is None:
            raise _too_many(_blocked_until(key) - moment)
        if count >= free:
            _change(key, blocked_until=moment + _wait(count - free))


def _keys(
    purpose: str, account: str | None, address: str | None
) -> list[tuple[str, int]]:
    """The keys to count, in the order in which every unit of work locks them."""
    keys = []
    if account is not None:
        keys.append((_account_key(purpose, account), ACCOUNT_FREE))
    if address is not None:
        keys.append((_address_key(purpose, address), ADDRESS_FREE))
    return keys


def _account_key(purpose: str, account: str) -> str:
    digest = hashlib.sha256(account.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{purpose}:account:{digest}"


def _address_key(purpose: str, address: str) -> str:
    return f"{purpose}:address:{address}"


def _count(key: str, moment: datetime) -> int | None:
    """Count one try and give how many there are, or None where the key has to wait.

    One statement: of two at once the second waits for the first to end.
    """
    dialect = sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(Attempt)
        .values(key=key, count=1, last_at=moment)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={"count": Attempt.count + 1, "last_at": moment},
            where=or_(Attempt.blocked_until.is_(None), Attempt.blocked_until <= moment),
        )
        .returning(Attempt.count)
    )
    count: int | None = db.session.execute(statement).scalar()
    return count


def _change(key: str, **values: Any) -> None:
    db.session.execute(
        update(Attempt)
        .where(Attempt.key == key)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _blocked_until(key: str) -> datetime:
    moment = db.session.scalar(select(Attempt.blocked_until).where(Attempt.key == key))
    return moment or clock.now()


def _wait(tries_too_many: int) -> timedelta:
    return min(FIRST_WAIT * 2 ** min(tries_too_many, 10), LONGEST_WAIT)


def _too_many(wait: timedelta) -> TooMany:
    seconds = int(wait.total_seconds()) + 1
    if seconds <= 60:
        words = _(
            "That was tried too often. Wait %(seconds)s seconds.", seconds=seconds
        )
    else:
        words = _(
            "That was tried too often. Wait %(minutes)s minutes.",
            minutes=-(-seconds // 60),
        )
    return TooMany(words, retry_after=seconds)

"""Locks on a name of a business, for what has no row yet that could be locked.

They are held until the unit of work ends, and taken before any row is locked. On
SQLite the unit of work has the only write lock, which serves.

So that no two units ever wait for each other, each takes its locks in one order: names;
customers by id; purchases by id; the counter of codes. Then what they add up, each
table by rising key: Tally (names of the directory, then those of membership),
SpendTally, MembershipDay, VisitTally, FirstVisitTally, PurchaseDay, PurchaseHour,
FirstDay. At the commit the Version of the business, then those of its customers.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import text
from sqlalchemy.orm import Session

from customers.ground import tenancy

_SHARED = text("SELECT pg_advisory_xact_lock_shared(:key)")
_ALONE = text("SELECT pg_advisory_xact_lock(:key)")
_EACH_ALONE = text(
    "SELECT pg_advisory_xact_lock(key) "
    "FROM unnest(CAST(:keys AS bigint[])) AS given (key)"
)
# As many locks as a unit of work takes at most for the names it is about to give.
_PARTS = 32


def lock_name(session: Session, name: str, *, is_alone: bool) -> None:
    """Wait until nobody has the name alone, or at all, and hold it.

    Any number may share a name of the entered business; one alone excludes all others.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    key = _key(session, name)
    session.connection().execute(_ALONE if is_alone else _SHARED, {"key": key})


def lock_new(session: Session, kind: str, names: Iterable[str]) -> None:
    """Hold alone these names of a kind, which rows are about to be given.

    Whoever is about to give one of them too waits here, and finds the row then. Names
    share a few locks, taken in one order, so that a thousand cost no more.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    parts = {_hash(name) % _PARTS for name in names}
    keys = sorted(_key(session, f"{kind}:{part}") for part in parts)
    session.connection().execute(_EACH_ALONE, {"keys": keys})


def _key(session: Session, name: str) -> int:
    return _hash(f"{tenancy.entered(session)}:{name}")


def _hash(said: str) -> int:
    digest = blake2b(said.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)

"""Versions: how often a business, and what is known of each customer, has changed.

An open page asks every two seconds whether anything is new; the answer is one look at a
key. What a unit of work records moves the versions (`Fact.whom`) once, as the last
statements before its commit; a unit that is rolled back moves nothing.

The business's row counts. A customer's row says up to which count of the business they
were changed, so that one number tells a page all that it has seen. Past a hundred
customers one row stands for everybody (`EVERYBODY`).

Of two units that commit at the same time neither may be missed, whatever order they
began in: the business's row is locked until the commit, and before any customer's, so
that counts become visible in their order. Nothing else is locked after it, and
customers' rows here by nobody who does not hold it, so that two units never wait for
each other. A page reads the version before it reads what it shows: whatever is
committed in between, it asks for once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, event, func, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from customers.events.facts import Fact
from customers.ground import keyed, tenancy
from customers.ground.columns import Id
from customers.ground.db import Model, db
from customers.ground.guard import GuardedSession
from customers.ground.keyed import Keyed

BUSINESS, CUSTOMER = "business", "customer"
# The row of a customer that stands for all of them; the business's own number.
EVERYBODY = 0
MOST_NAMED = 100

_TOUCHED = "regulars_touched"


class Version(Keyed, Model):
    """How often a business was changed, or at which of its changes a customer was.

    `subject` is business or customer. `subject_id` is 0 for the business, and for what
    concerns all its customers.
    """

    __tablename__ = "version"

    subject: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject_id: Mapped[int] = mapped_column(Id, primary_key=True)
    value: Mapped[int] = mapped_column(Id)


@dataclass
class _Touched:
    """What the unit at hand changed in one business."""

    customer_ids: set[int] = field(default_factory=set)
    is_everybody: bool = False


def of_business() -> int:
    """How often the entered business was changed; 0 before the first time."""
    return _highest(_value_of(BUSINESS), customer_id=EVERYBODY)


def of_customer(customer_id: int) -> int:
    """At which change of the business a customer, or everybody, was changed last."""
    return _highest(_value_of(CUSTOMER), customer_id=customer_id)


def changed_since(version: int, *, among: Collection[int]) -> set[int]:
    """Those of the customers who were changed after this version of the business.

    All of them after 0: who was not changed since versions are kept has none.
    """
    if version <= 0:
        return set(among)
    found = _rows(_changed(), ids=[EVERYBODY, *among], version=version)
    ids = {row.subject_id for row in found}
    return set(among) if EVERYBODY in ids else ids


def touch(facts: Iterable[Fact]) -> None:
    """Note what these facts changed; the versions move when the unit commits."""
    for fact in facts:
        whom = fact.whom()
        if whom is None:
            continue
        touched = _noted()
        touched.customer_ids.update(whom)
        touched.is_everybody |= fact.is_of_everybody


def touch_customers(customer_ids: Collection[int]) -> None:
    """Note that these customers are changed by something that records no fact."""
    if customer_ids:
        _noted().customer_ids.update(customer_ids)


def touch_everybody() -> None:
    """Note that many customers are changed, by a statement that names none of them."""
    _noted().is_everybody = True


def _noted() -> _Touched:
    session = db.session()
    noted: dict[int, _Touched] = session.info.setdefault(_TOUCHED, {})
    return noted.setdefault(tenancy.entered(session), _Touched())


@event.listens_for(GuardedSession, "before_commit")
def _move(session: Session) -> None:
    """Move the versions of what was changed, when all else of the unit is written."""
    if session.in_nested_transaction():
        return
    session.flush()
    noted: dict[int, _Touched] = session.info.pop(_TOUCHED, {})
    entered = session.info.get("business_id")
    for business_id in sorted(noted):
        tenancy.enter(session, business_id)
        _write(session, noted[business_id])
    tenancy.back_to(session, entered)


def _write(session: Session, touched: _Touched) -> None:
    version = keyed.count_up(session, Version, key=(BUSINESS, EVERYBODY))
    ids: Collection[int] = touched.customer_ids
    if touched.is_everybody or len(ids) > MOST_NAMED:
        ids = [EVERYBODY]
    rows = [(CUSTOMER, customer_id, version) for customer_id in ids]
    keyed.put_rows(session, Version, rows)


@event.listens_for(GuardedSession, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_TOUCHED, None)


def _highest(statement: Select[Any], **values: Any) -> int:
    (found,) = _rows(statement, **values)
    return int(found.value or 0)


def _rows(statement: Select[Any], **values: Any) -> Any:
    """Rows of a statement that restricts itself to the business."""
    session = db.session()
    business_id = tenancy.entered(session)
    given = {"business": business_id, **values}
    return tenancy.core(session, statement, given, business_id=business_id).all()


_TABLE: Any = Version.__table__


@cache
def _value_of(subject: str) -> Select[Any]:
    wanted = select(func.max(_TABLE.c.value).label("value"))
    ids: Any = (EVERYBODY, bindparam("customer_id"))
    return _of(subject, wanted).where(_TABLE.c.subject_id.in_(ids))


@cache
def _changed() -> Select[Any]:
    ids: Any = bindparam("ids", expanding=True)
    return _of(CUSTOMER, select(_TABLE.c.subject_id)).where(
        _TABLE.c.subject_id.in_(ids), _TABLE.c.value > bindparam("version")
    )


def _of(subject: str, wanted: Select[Any]) -> Select[Any]:
    return wanted.where(
        _TABLE.c.business_id == bindparam("business"), _TABLE.c.subject == subject
    )

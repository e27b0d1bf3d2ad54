"""What follows from the entries that a run wrote: facts, customers, tallies.

Thousands in each statement, of rows that are locked: what `states.Book` does for a
few. The tallies come last of a unit of work, since everybody's purchases wait for them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    table,
    true,
    type_coerce,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from customers.accounts.actors import Actor
from customers.directory.service.tallies import add_named
from customers.events import versions
from customers.events.models import Event
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.membership import sql
from customers.membership.events import (
    MembershipActivated,
    MembershipEnded,
    MembershipHeld,
)
from customers.membership.models import MembershipEntry, SpendTally
from customers.membership.rules import FOREVER, NEVER
from customers.membership.service import days, tallies
from customers.membership.service.runs.candidates import core
from customers.membership.service.runs.spend import CUSTOMER

ENTRY: Any = MembershipEntry.__table__
BEFORE: Any = ENTRY.alias("entry_before")
_TALLY: Any = SpendTally.__table__
# Of the table itself, `updated_at` would be set: a run changes no profile. To set it to
# what it is makes SQLite write its index anew.
_ROW: Any = table(
    CUSTOMER.name,
    *(
        column(name, CUSTOMER.c[name].type)
        for name in (
            *("business_id", "id", "is_member", "member_until", "held_until"),
            "membership_entry_id",
        )
    ),
)


class Written(NamedTuple):
    """Which entries are meant: those of the run behind the one named, of one cause."""

    run_id: int
    after_entry: int
    cause: str
    rule_number: int | None = None


def typed(column: str, *, value: Any) -> Any:
    """A value, or a column as it is, for that column of an entry."""
    if isinstance(value, ColumnElement):
        return value
    type_ = ENTRY.c[column].type
    return cast(null(), type_) if value is None else literal(value, type_)


def last_entry(run_id: int) -> int:
    """The id of the run's last entry so far, 0 before the first."""
    wanted = select(func.max(ENTRY.c.id)).where(
        ENTRY.c.business_id == tenancy.entered(db.session()), ENTRY.c.run_id == run_id
    )
    return core(wanted).scalar() or 0


def lock(some: Any) -> None:
    """Lock the customers whose ids a statement gives, by rising id."""
    rows = (
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.business_id == tenancy.entered(db.session()),
            CUSTOMER.c.id.in_(some),
        )
        .order_by(CUSTOMER.c.id)
        .with_for_update(key_share=True)
        .subquery("locked")
    )
    # SQLite's unit of work is alone anyway.
    if db.session().get_bind().dialect.name == "postgresql":
        core(select(func.count()).select_from(rows))


def follow(written: Written, *, actor: Actor) -> None:
    """Write the facts of these entries, then customers as they say."""
    _record(written, actor)
    _update_customers(written)
    versions.touch_everybody()


def _these(run_id: int, after_entry: int) -> ColumnElement[bool]:
    return and_(
        ENTRY.c.business_id == tenancy.entered(db.session()),
        ENTRY.c.run_id == run_id,
        ENTRY.c.id > after_entry,
    )


def _and_before() -> FromClause:
    """The entries, each beside the customer's one before."""
    same = and_(
        BEFORE.c.business_id == ENTRY.c.business_id, BEFORE.c.id == ENTRY.c.before_id
    )
    joined: FromClause = ENTRY.outerjoin(BEFORE, same)
    return joined


def _record(written: Written, actor: Actor) -> None:
    """Write down what happened, as `events.record` would; nobody is told of each."""
    is_now = ENTRY.c.until > ENTRY.c.on_day
    held = func.coalesce(BEFORE.c.held_until, literal(NEVER)) != ENTRY.c.held_until
    joined, ended = is_now & ~ENTRY.c.was_member, ~is_now & ENTRY.c.was_member
    name = case(
        (joined, MembershipActivated.__name__),
        (ended, MembershipEnded.__name__),
        else_=MembershipHeld.__name__,
    )
    event: Any = Event.__table__
    source = (
        select(
            ENTRY.c.business_id,
            literal(clock.now(), event.c.at.type),
            name,
            literal(MembershipActivated.subject),
            ENTRY.c.customer_id,
            cast(literal(actor.user_id), event.c.user_id.type),
            _told(written, joined),
            cast(null(), JSON(none_as_null=True)),
        )
        .select_from(_and_before())
        .where(_these(*written[:2]), or_(joined, ended, held))
        .order_by(ENTRY.c.id)
    )
    names = ["business_id", "at", "name", "subject", "subject_id", "user_id"]
    core(insert(event).from_select([*names, "data", "personal"], source))


def _told(written: Written, joined: ColumnElement[bool]) -> ColumnElement[Any]:
    """What a fact says of itself; of who joined, until when (None: without end)."""
    rule = "" if written.rule_number is None else f', "rule": {written.rule_number}'
    all_say = f'{{"cause": "{written.cause}", "run_id": {written.run_id}{rule}'
    until = cast(ENTRY.c.until, Text)
    text: ColumnElement[str] = case(
        (joined & (ENTRY.c.until == FOREVER), literal(all_say + ', "until": null}')),
        (joined, literal(all_say + ', "until": "') + until + literal('"}')),
        else_=literal(all_say + "}"),
    )
    if db.session().get_bind().dialect.name == "postgresql":
        return cast(text, postgresql.JSON)
    return type_coerce(text, Text)


def _update_customers(written: Written) -> None:
    """Let the customers be what their new entries say."""
    changed = (
        update(_ROW)
        .where(
            _ROW.c.business_id == tenancy.entered(db.session()),
            _ROW.c.id == ENTRY.c.customer_id,
            _these(*written[:2]),
        )
        .values(
            is_member=ENTRY.c.is_member,
            member_until=ENTRY.c.until,
            held_until=ENTRY.c.held_until,
            membership_entry_id=ENTRY.c.id,
        )
    )
    core(changed)


def move_tallies(run_id: int, *, after_entry: int) -> None:
    """Count the customers, none deleted, where they stand now and no more before.

    They are those of the run's entries behind the one named, which their day counts
    too, whoever was deleted. Locks the tallies, then the days.
    """
    places = _places(run_id, after_entry)
    joined = places.c.is_now - places.c.was
    held = places.c.is_held - places.c.was_held
    row = core(select(func.sum(joined), func.sum(held))).one()
    add_named({tallies.MEMBER: int(row[0] or 0), tallies.HELD: int(row[1] or 0)})
    c = places.c
    counted = (
        select(c.state_before, c.state_now, c.step, func.count().label("total"))
        .group_by(c.state_before, c.state_now, c.step)
        .cte("counted")
    )
    moves = union_all(
        select(counted.c.state_before.label("state"), counted.c.step, -counted.c.total),
        select(counted.c.state_now.label("state"), counted.c.step, counted.c.total),
    ).subquery("moves")
    state, step, total = moves.c
    source = (
        select(literal(tenancy.entered(db.session())), state, step, func.sum(total))
        # Nobody counts those who spent nothing and are nothing.
        .where(or_(state != "none", step != 0))
        .group_by(state, step)
        .having(func.sum(total) != 0)
        # As every other unit of work locks them.
        .order_by(state, step)
    )
    names = ["business_id", "state", "from_minor", "total"]
    is_sqlite = db.session().get_bind().dialect.name == "sqlite"
    adding: Any = (sqlite if is_sqlite else postgresql).insert(_TALLY)
    adding = adding.from_select(names, source)
    added = {"total": _TALLY.c.total + adding.excluded.total}
    core(adding.on_conflict_do_update(index_elements=names[:3], set_=added))
    days.count_entries(_these(run_id, after_entry))


def _places(run_id: int, after_entry: int) -> FromClause:
    """Where each customer, none deleted, stood before, and stands now."""
    spend = (
        select(case((CUSTOMER.c.deleted_at.is_(None), CUSTOMER.c.window_spend_minor)))
        .where(
            CUSTOMER.c.business_id == ENTRY.c.business_id,
            CUSTOMER.c.id == ENTRY.c.customer_id,
        )
        .correlate(ENTRY)
        .scalar_subquery()
    )
    # Each customer is looked up by id, whatever PostgreSQL knows of how many there are,
    # and both databases do that once and not once a mention.
    c = (
        select(
            *(ENTRY.c.is_member, ENTRY.c.held_until, spend.label("spend")),
            func.coalesce(BEFORE.c.is_member, ~true()).label("was"),
            func.coalesce(BEFORE.c.held_until, literal(NEVER)).label("was_held"),
        )
        .select_from(_and_before())
        .where(_these(run_id, after_entry))
        .offset(0)
        .subquery("stood")
        .c
    )
    return (
        select(
            sql.state_of(c.was, c.was_held).label("state_before"),
            sql.state_of(c.is_member, c.held_until).label("state_now"),
            sql.step_of(c.spend).label("step"),
            _number(c.was).label("was"),
            _number(c.is_member).label("is_now"),
            _number(c.was_held > NEVER).label("was_held"),
            _number(c.held_until > NEVER).label("is_held"),
        )
        .where(c.spend.is_not(None))
        .subquery("places")
    )


def _number(is_so: ColumnElement[bool]) -> ColumnElement[int]:
    return case((is_so, literal(1)), else_=literal(0))

"""The rules: the saved one, and those that granted memberships."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.ground.db import db
from customers.membership.models import MembershipRule
from customers.membership.rules import Rule

_FIELDS = tuple(name for name in Rule._fields)


def saved_row() -> MembershipRule | None:
    """The rule that counts, as it is kept; None where none was saved."""
    wanted = (
        select(MembershipRule)
        .where(MembershipRule.is_saved)
        .order_by(MembershipRule.number.desc())
        .limit(1)
    )
    return db.session.scalars(wanted).one_or_none()


def saved_rule() -> Rule | None:
    """The rule that counts; None where none was saved."""
    row = saved_row()
    return None if row is None else rule_of(row)


def rules_by_id(rule_ids: Collection[int]) -> dict[int, Rule]:
    """The rules with these ids."""
    if not rule_ids:
        return {}
    wanted = select(MembershipRule).where(MembershipRule.id.in_(sorted(rule_ids)))
    return {row.id: rule_of(row) for row in db.session.scalars(wanted)}


def rule_of(row: MembershipRule) -> Rule:
    """The rule of a row."""
    return Rule(**{name: getattr(row, name) for name in _FIELDS})


def is_spend_counted(saved: Rule | None) -> bool:
    """Whether what counts under the saved rule is what all customers' rows hold.

    Not while they are counted for another window, nor where that was stopped.
    """
    months = (saved.window_months if saved else None) or 0
    return accounts.counted_window_months() == months


def any_rule() -> bool:
    """Whether an amount of the business's currency is kept in a rule."""
    return db.session.scalars(select(MembershipRule.id).limit(1)).first() is not None

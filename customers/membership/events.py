"""The facts about membership.

`data` names the `cause` (threshold, manual, run, import, undo, expiry) and, where there
are any, `purchase_id`, `run_id`, and of a run the number of its `rule`. A reason is
written by a person and stands in no fact. What a run changes is written in one
statement for thousands: its facts are kept like all others, but nobody is told of them
one by one.
"""

from __future__ import annotations

from customers.events import Fact


class MembershipActivated(
    Fact, subject="customer", meaning="A customer became a member.", published=True
):
    """Data: `cause`, `until` (None: open)."""


class MembershipEnded(
    Fact, subject="customer", meaning="A membership ended.", published=True
):
    """Data: `cause`."""


class MembershipHeld(
    Fact,
    subject="customer",
    meaning="A membership is held by hand, or no longer, or until another day.",
):
    """Whether they are a member stayed as it was. Data: `cause`."""


class MembershipRuleSaved(
    Fact,
    subject="membership_rule",
    meaning="What makes a member was changed.",
    everybody=True,
):
    """Data: `changes`, as `{field: [before, after]}`."""


class MembershipRunApplied(
    Fact,
    subject="membership_run",
    meaning="Many memberships were changed at once.",
    everybody=True,
):
    """Data: `joined`, `left`, `left_out`, the numbers of customers."""


class MembershipRunUndone(
    Fact, subject="membership_run", meaning="A run was undone.", everybody=True
):
    """Data: `undone`, `skipped`, the numbers of customers."""


class MembershipFiguresRepaired(
    Fact,
    subject="business",
    meaning="Numbers of members, runs or the threshold were put right by a command.",
):
    """Data: `changes`, as `{tally, day, run or threshold: [before, after]}`."""


class MembershipRepaired(
    Fact,
    subject="customer",
    meaning="What is kept of a membership was put right by a command.",
):
    """Data: `changes`, as `{field: [before, after]}`."""

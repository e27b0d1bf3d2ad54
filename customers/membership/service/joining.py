"""Who is to be a member from the beginning: said in the form that adds them."""

from __future__ import annotations

from collections.abc import Sequence

from customers import events
from customers.accounts.actors import Actor
from customers.directory.events import CustomerCreated
from customers.events import Fact
from customers.membership.schemas import SwitchInput
from customers.membership.service.switching import switch


def begin() -> None:
    """Listen to customers that are added."""
    events.listen(CustomerCreated, action=_switch_new)


def _switch_new(facts: Sequence[Fact], *, actor: Actor) -> None:
    """Switch those who are to be members; people add one at a time.

    Raises: Forbidden; Invalid for a hold's day that is not to come. Records:
    MembershipActivated.
    """
    for fact in facts:
        if fact.data.get("wants_membership") and fact.subject_id is not None:
            _before, reason = fact.personal.get("membership_reason", (None, None))
            wanted = SwitchInput(
                is_member=True, reason=reason, hold_until=fact.data.get("hold_until")
            )
            switch(fact.subject_id, values=wanted, actor=actor)

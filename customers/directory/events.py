"""The facts about customers. Changes are `{field: [before, after]}`.

Values that tell who somebody is stand in `personal`, the others in `data["changes"]`;
`data["version"]` is the profile version that the change led to.
"""

from __future__ import annotations

from customers.events import Fact


class CustomerCreated(
    Fact,
    subject="customer",
    meaning="A customer was added, by hand or by an import.",
    published=True,
):
    """A customer was added; every filled field changed from None.

    `data["wants_membership"]` where they are to be a member from the beginning, until
    automation decides again on the day `data["hold_until"]`, where one was said.
    """


class CustomerUpdated(
    Fact,
    subject="customer",
    meaning="Fields of a customer's profile changed.",
    published=True,
):
    """Profile fields changed: only those, each with its value before and after."""


class CustomerDeleted(
    Fact,
    subject="customer",
    meaning="A customer was deleted: hidden, kept, and restorable.",
    published=True,
):
    """A customer was hidden."""


class CustomerRestored(
    Fact,
    subject="customer",
    meaning="A deleted customer was brought back.",
    published=True,
):
    """A customer is seen again."""


class TalliesRepaired(
    Fact,
    subject="business",
    meaning="Counts of customers were made anew of the customers, by a command.",
):
    """Data: `tallies`, as `{name: [before, after]}`."""


class IndexRepaired(
    Fact,
    subject="customer",
    meaning="What a customer is found under was made anew, by a command.",
):
    """Data: `repaired`, the tables and columns that were put right."""

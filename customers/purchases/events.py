"""The facts about purchases, which membership and points listen to.

`data` names `customer_id` (None: nobody's), `kind`, `total_minor`, `on` (the day whose
windows it falls in) and, where there is a customer, `before` and `after`: their totals
as {visits, spend_minor}. What somebody is called stands in no fact.
"""

from __future__ import annotations

from customers.events import Fact


class PurchaseRecorded(
    Fact, subject="purchase", meaning="A purchase was recorded.", published=True
):
    """A purchase counts from now on."""


class PurchaseRefunded(
    Fact, subject="purchase", meaning="Money was given back.", published=True
):
    """A refund counts from now on; `refund_of_id` is its purchase, None for none."""


class RefundWaits(
    Fact, subject="purchase", meaning="A refund waits for the purchase it names."
):
    """A refund came before its purchase, or that was undone: it counts nowhere."""


class PurchaseVoided(
    Fact,
    subject="purchase",
    meaning="A purchase or refund was undone: it counts no more.",
    published=True,
):
    """It counts no more, where it counted on `on`; of a refund, of `refund_of_id`.

    Of a purchase, `waiting` are its refunds, which wait again and no longer count:
    each {purchase_id, total_minor}, on the same day.
    """


class PurchaseAttached(
    Fact,
    subject="purchase",
    meaning="A purchase got its customer, or lost a wrong one.",
    published=True,
):
    """`customer_id` is the customer now, `customer_id_before` the one before."""


class PurchaseRepaired(
    Fact,
    subject="purchase",
    meaning="What is kept of a purchase and its refunds was put right by a command.",
):
    """Data: `changes`, as `{field: [before, after]}`."""


class TotalsRepaired(
    Fact,
    subject="customer",
    meaning="A customer's totals were made anew of what was bought, by a command.",
):
    """Data: `before` and `after`, the totals as `{field: value}`."""


class RollupRepaired(
    Fact,
    subject="business",
    meaning="Sums of days were made anew of what was bought, by a command.",
):
    """Data: `days`, `hours` or `first_days`, as `{day and shop: [before, after]}`.

    The numbers are those of the table, in its order.
    """

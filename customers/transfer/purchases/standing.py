"""Which purchases of a file stand before they are recorded, and whom they create: only
what stands may create its customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from customers.accounts.actors import Actor
from customers.ground import clock
from customers.purchases import rules
from customers.transfer.purchases import lookups
from customers.transfer.purchases.told import Told


def fault_of(told: Told, *, shops: dict[str, int], actor: Actor) -> str | None:
    """Why a purchase is refused whoever its customer is; None where it stands."""
    if told.shop and lookups.shop_of(told.shop, shops=shops) is None:
        return told.fault or lookups.no_such_shop(told.shop)
    return _fault_of_itself(told, actor=actor)


def _fault_of_itself(told: Told, *, actor: Actor) -> str | None:
    if told.purchase is None:
        return told.fault
    today, zone = clock.today(actor.timezone), ZoneInfo(actor.timezone)
    try:
        on = rules.shop_day(told.purchase.purchased_at, zone=zone)
        rules.checked(told.purchase, today=today, on=on)
    except rules.Fault as fault:
        return str(fault)
    return None


class Creations:
    """Counts each customer once whom a dry run would create, batch after batch.

    Of every batch nothing stays, so the next one creates the same customers anew.
    """

    def __init__(self, *, actor: Actor) -> None:
        self.actor = actor
        self.known: set[tuple[str, str]] = set()
        self.read_over: dict[tuple[lookups.Who, str], None] = {}

    def read(self, some: Iterable[Told]) -> None:
        """Purchases that were tried before, elsewhere; asks no database."""
        for told in some:
            who = lookups.Who(told.customer, told.external_id)
            if any(who) and _fault_of_itself(told, actor=self.actor) is None:
                self.read_over[who, told.shop] = None

    def learn(self) -> None:
        """Settle what was read, now that the shops can be asked for."""
        has_shops = any(shop for _who, shop in self.read_over)
        shops = lookups.shops() if has_shops else {}
        self.count(
            who
            for who, shop in self.read_over
            if not shop or lookups.shop_of(shop, shops=shops) is not None
        )
        self.read_over = {}

    def count(self, created: Iterable[lookups.Who]) -> int:
        """How many of them are new."""
        new = 0
        for who in created:
            if self.known.isdisjoint(who.found_by):
                self.known |= who.found_by
                new += 1
        return new

"""What purchases come to by the words of the rules: a model that shares no code.

It keeps a plain list of what happened and answers from that alone, slowly.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from customers.directory.models import NEVER
from customers.purchases.schemas import NewPurchase


@dataclass
class Entry:
    """One that was taken, and what became of it."""

    told: NewPurchase
    local: datetime
    who: int | None
    is_void: bool = False
    counts: bool = True
    of: Entry | None = None

    @property
    def on(self) -> date:
        """The day on the shop's calendar."""
        return self.local.date()

    @property
    def place(self) -> tuple[str, int]:
        """The day and the shop."""
        return self.on.isoformat(), self.told.shop_id or 0


class Model:
    """All that was taken, in the order in which it arrived."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], Entry] = {}

    def record(self, told: NewPurchase, *, local: datetime) -> str:
        """Take it, and say what became of it; `local` is by the shop's clock."""
        key = (told.source, told.reference)
        if key in self.entries:
            return "same" if self.entries[key].told == told else "refused"
        entry = Entry(told, local, told.customer_id)
        if told.refund_of_reference is not None:
            purchase = self.entries.get((told.source, told.refund_of_reference))
            if purchase is None or purchase.is_void:
                entry.counts = False
            elif (
                purchase.told.kind == "refund"
                or told.customer_id not in (None, purchase.who)
                or -told.total_minor > self.left(purchase)
            ):
                return "refused"
            else:
                self._join(entry, purchase)
        self.entries[key] = entry
        self._wake(entry)
        return "recorded"

    def left(self, purchase: Entry) -> int:
        """What may still be given back."""
        back = sum(-e.told.total_minor for e in self._refunds(purchase))
        return purchase.told.total_minor - back

    def void(self, key: tuple[str, str]) -> None:
        """Undo it."""
        entry = self.entries[key]
        entry.is_void, entry.counts = True, False
        for refund in self._refunds(entry):
            refund.counts, refund.of = False, None
        purchase, entry.of = entry.of, None
        if purchase is not None:
            self._wake(purchase)

    def attach(self, key: tuple[str, str], who: int | None) -> bool:
        """Give it a customer or take them off; whether that may be."""
        entry = self.entries[key]
        if entry.told.refund_of_reference is not None:
            return False
        if who is not None and entry.who not in (None, who):
            return False
        entry.who = who
        for refund in self._refunds(entry):
            refund.who = who
        if entry.counts:
            self._wake(entry)
        return True

    def _refunds(self, purchase: Entry) -> list[Entry]:
        return [e for e in self.entries.values() if e.of is purchase and e.counts]

    def _join(self, refund: Entry, purchase: Entry) -> None:
        refund.counts, refund.of, refund.who = True, purchase, purchase.who

    def _wake(self, purchase: Entry) -> None:
        """Count what waits for the purchase, the oldest first, as far as it fits."""
        told = purchase.told
        if told.kind == "refund" or purchase.is_void:
            return
        for entry in self.entries.values():
            waits = not entry.is_void and not entry.counts
            named = (entry.told.source, entry.told.refund_of_reference)
            is_its = waits and named == (told.source, told.reference)
            is_theirs = entry.told.customer_id in (None, purchase.who)
            if is_its and is_theirs and -entry.told.total_minor <= self.left(purchase):
                self._join(entry, purchase)

    def states(self) -> dict[str, str]:
        """The state of each, by its reference."""
        return {
            reference: "void" if e.is_void else "counted" if e.counts else "waiting"
            for (_source, reference), e in self.entries.items()
        }

    def totals(self) -> dict[str, Any]:
        """Every figure that is not 0, as `sold.kept_totals` names them."""
        found: dict[str, Any] = {}
        counting = [e for e in self.entries.values() if e.counts]
        for who in {e.who for e in counting if e.who is not None}:
            own = [e for e in counting if e.who == who]
            days = [e.on for e in own if e.told.kind == "purchase"]
            figures = (
                len(days),
                sum(e.told.total_minor for e in own),
                sum(e.told.items for e in own),
                min(days, default=NEVER),
                max(days, default=NEVER),
            )
            if figures != (0, 0, 0, NEVER, NEVER):
                found[f"customer {who}"] = figures
        visits = Counter(
            figures[0] for name, figures in found.items() if name[:4] == "cust"
        )
        found |= {f"visits {number}": n for number, n in visits.items() if number}
        days_of: dict[Any, list[Entry]] = defaultdict(list)
        for e in counting:
            days_of[*e.place, int(e.who is not None)].append(e)
        for key, own in days_of.items():
            items = sum(e.told.items for e in own)
            found[f"day {key}"] = (*_come_to(own), items)
        return found | self._trends(counting)

    def _trends(self, counting: list[Entry]) -> dict[str, Any]:
        """What was bought by the hour, and by customers on the day they came first."""
        found: dict[str, Any] = {}
        groups: dict[str, list[Entry]] = defaultdict(list)
        sales = [e for e in counting if e.told.kind == "purchase"]
        for e in sales:
            hour = (e.local.isoweekday() - 1) * 24 + e.local.hour
            groups[f"hour {(*e.place, hour)}"].append(e)
        for name, own in groups.items():
            found[name] = (len(own), sum(e.told.total_minor for e in own))
        groups.clear()
        for who in {e.who for e in sales if e.who is not None}:
            visits = sorted(e.on for e in sales if e.who == who)
            for e in counting:
                if (e.who, e.on) == (who, visits[0]):
                    groups[f"first {e.place}"].append(e)
            month = f"month {visits[0].isoformat()[:8]}01"
            buyers, repeaters = found.get(month, (0, 0))
            found[month] = (buyers + 1, repeaters + (len(visits) > 1))
        return found | {name: _come_to(own) for name, own in groups.items()}


def _come_to(own: list[Entry]) -> tuple[int, int, int, int]:
    """How many purchases and refunds these are, and what both come to."""
    sales = [e.told.total_minor for e in own if e.told.kind == "purchase"]
    backs = [e.told.total_minor for e in own if e.told.kind == "refund"]
    return len(sales), len(backs), sum(sales), -sum(backs)

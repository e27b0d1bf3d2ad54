"""Recording purchases and refunds: one verb for a till, a form and a file.

A batch asks a fixed number of questions and writes with a fixed number of statements,
however many it has; one sale is a batch of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from customers.accounts import permissions
from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.service import hold_currency
from customers.events import Fact
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.locks import lock_name, lock_new
from customers.purchases import rules
from customers.purchases.events import PurchaseRecorded, PurchaseRefunded, RefundWaits
from customers.purchases.rules import (
    COUNTED,
    PURCHASE,
    REFUND,
    VOID,
    WAITING,
    ShopHour,
)
from customers.purchases.schemas import (
    RECORDED,
    REFUSED,
    SAME,
    NewPurchase,
    Outcome,
)
from customers.purchases.service import kept as kept_rows
from customers.purchases.service.kept import Kept
from customers.purchases.service.totals import Totals
from customers.purchases.service.writing import Entry, Told, write

AT_ONCE = 1_000
# Shared by whoever records; had alone by who has a refund that may have to wait.
ARRIVAL = "arrival of purchases"


def record_purchases(batch: Sequence[NewPurchase], *, actor: Actor) -> list[Outcome]:
    """Record purchases and refunds; an outcome for each, in order.

    One that is known with the same content is the same, and changes nothing; with
    other content it is refused, as is one that breaks a rule. A refusal stops no other.
    A refund that names a purchase which is not known, or is void, waits for it.

    At most 1,000 at once. Raises: Forbidden; Invalid for too many; Conflict where the
    business's currency is another one by now.
    Records: PurchaseRecorded, PurchaseRefunded, RefundWaits.
    """
    actor.need(permissions.RECORD_PURCHASES)
    if len(batch) > AT_ONCE:
        raise Invalid(_("At most %(count)s purchases at once.", count=AT_ONCE))
    hold_currency(actor)
    return _Batch(batch, actor=actor).recorded()


class _RefusedError(Exception):
    """One of a batch cannot be recorded; its text is the sentence that says why."""


class _Batch:
    """A batch, with everything it meets found and locked."""

    def __init__(self, batch: Sequence[NewPurchase], *, actor: Actor) -> None:
        self.actor = actor
        self.zone = ZoneInfo(actor.timezone)
        self.today = clock.today(actor.timezone)
        self.told = [self._checked(one) for one in batch]
        self.good = [one for one in self.told if not isinstance(one, str)]
        self.totals = Totals()
        self.entries: list[Entry] = []
        self.facts: list[Told] = []
        self.known: dict[kept_rows.Key, Kept] = {}
        self.waiting: dict[kept_rows.Key, list[Kept]] = defaultdict(list)
        self._find()
        has_shops = any(one.shop_id is not None for one, _hour in self.good)
        self.shop_ids = accounts.shop_names().keys() if has_shops else set()
        # Nearly always only the actor's own, who works here.
        staff = {one.staff_member_id for one, _hour in self.good}
        is_own = staff <= {None, actor.staff_member_id}
        self.staff_ids = staff if is_own else accounts.staff_names().keys()
        self.line_owners = kept_rows.purchases_of_lines(
            line.refund_of_line_id for one, _hour in self.good for line in one.lines
        )

    def _checked(self, told: NewPurchase) -> tuple[NewPurchase, ShopHour] | str:
        try:
            hour = rules.shop_hour(told.purchased_at, zone=self.zone)
            return rules.checked(told, today=self.today, on=hour.on), hour
        except rules.Fault as fault:
            return str(fault)

    def _find(self) -> None:
        """Find what the batch names; lock the customers first, then what may change."""
        keys = {(one.source, one.reference) for one, _hour in self.good}
        named = {
            (one.source, one.refund_of_reference)
            for one, _hour in self.good
            if one.refund_of_reference is not None
        }
        # The purchase of a refund may be on its way in another unit of work.
        may_wait = bool(named and named - kept_rows.by_keys(named).keys())
        lock_name(db.session(), ARRIVAL, is_alone=may_wait)
        # The same may be sent twice at this moment: the second has to find the first.
        for source in sorted({source for source, _reference in keys}):
            lock_new(
                db.session(),
                f"purchases of {source}",
                (r for s, r in keys if s == source),
            )
        known = kept_rows.by_keys(keys | named)
        waiting = kept_rows.waiting_for(keys)
        self.totals.lock(
            {one.customer_id for one, _hour in self.good if one.customer_id is not None}
            | {k.customer_id for k in known.values() if k.customer_id is not None}
            | {k.customer_id for k in waiting if k.customer_id is not None}
        )
        changing = [known[key] for key in named if key in known] + waiting
        ids = [k.id for k in changing if k.id is not None]
        locked = kept_rows.locked(ids, with_refunds=False)
        self.known = known | {k.key: k for k in locked.values() if k.key in known}
        for one in waiting:
            again = locked.get(one.id or 0, one)
            if again.state == WAITING and again.named is not None:
                self.waiting[again.named].append(again)
        self.touched = list(locked.values())

    def recorded(self) -> list[Outcome]:
        """Take each in order, write what came of them, and say it."""
        answers = [self._answer(one) for one in self.told]
        write(
            self.entries,
            touched=self.touched,
            totals=self.totals,
            facts=self.facts,
            actor=self.actor,
        )
        return [
            Outcome(kind, reason, kept.id if kept else None)
            for kind, reason, kept in answers
        ]

    def _answer(
        self, told: tuple[NewPurchase, ShopHour] | str
    ) -> tuple[str, str | None, Kept | None]:
        if isinstance(told, str):
            return REFUSED, told, None
        try:
            return self._taken(*told)
        except _RefusedError as refusal:
            return REFUSED, str(refusal), None

    def _taken(
        self, told: NewPurchase, hour: ShopHour
    ) -> tuple[str, str | None, Kept | None]:
        digest = rules.fingerprint(told)
        known = self.known.get((told.source, told.reference))
        if known is not None:
            if known.fingerprint == digest:
                return SAME, None, known
            raise _RefusedError(
                _(
                    "%(reference)s was recorded before with other content.",
                    reference=told.reference,
                )
            )
        self._check_places(told)
        kept = Kept.new(
            source=told.source,
            reference=told.reference,
            fingerprint=digest,
            kind=told.kind,
            state=COUNTED,
            customer_id=told.customer_id,
            shop_id=told.shop_id,
            purchased_on=hour.on,
            week_hour=hour.week_hour,
            counts_on=hour.on,
            total_minor=told.total_minor,
            items=told.items,
            refunded_minor=0,
            refund_of_reference=told.refund_of_reference,
            created_by=self.actor.user_id,
            has_said=bool(
                told.customer_name or told.customer_phone or told.customer_address
            ),
            customer_name=told.customer_name,
            customer_phone=told.customer_phone,
            customer_address=told.customer_address,
        )
        if kept.named is not None:
            self._join(kept)
        # Only now is it sure to be taken.
        self.known[kept.key] = kept
        self.entries.append(Entry(kept, told))
        self._count(kept)
        if kept.kind == PURCHASE:
            self._count_waiting(kept)
        return RECORDED, None, kept

    def _check_places(self, told: NewPurchase) -> None:
        """Refuse a customer or shop that is not there."""
        if told.customer_id is not None:
            customer = self.totals.customers.get(told.customer_id)
            if customer is None or customer.is_deleted:
                raise _RefusedError(_("There is no such customer here."))
        if told.shop_id is not None and told.shop_id not in self.shop_ids:
            raise _RefusedError(_("There is no such shop here."))
        staff = told.staff_member_id
        if staff is not None and staff not in self.staff_ids:
            raise _RefusedError(_("Nobody of this staff has that number."))
        named = (told.source, told.refund_of_reference or "")
        purchase = self.known.get(named)
        for line_id in filter(None, (line.refund_of_line_id for line in told.lines)):
            if purchase is None or self.line_owners.get(line_id) != purchase.id:
                raise _RefusedError(_("It gives back a line of another purchase."))

    def _join(self, refund: Kept) -> None:
        """Let a refund count as one of the purchase it names, or wait for that."""
        purchase = self.known.get(refund.named or refund.key)
        if purchase is None or purchase.state == VOID:
            if refund.named == refund.key:
                raise _RefusedError(_("A refund cannot give back itself."))
            refund.state = WAITING
            self.waiting[refund.named or refund.key].append(refund)
            return
        if purchase.kind == REFUND:
            raise _RefusedError(
                _("%(name)s is a refund itself.", name=refund.refund_of_reference)
            )
        buyer = purchase.customer_id
        if not rules.may_give_back(refund.customer_id, bought_by=buyer):
            raise _RefusedError(
                _(
                    "%(name)s is not a purchase of this customer.",
                    name=refund.refund_of_reference,
                )
            )
        if -refund.total_minor > purchase.room:
            raise _RefusedError(
                _(
                    "More than what was paid and not given back yet for %(name)s.",
                    name=refund.refund_of_reference,
                )
            )
        purchase.give_back(refund)

    def _count(self, kept: Kept) -> None:
        """Count it, if it does not wait, and note the fact with the totals around."""
        before = self.totals.told(kept.customer_id)
        kind: type[Fact] = RefundWaits
        if kept.state == COUNTED:
            self.totals.count(kept.counted())
            kind = PurchaseRecorded if kept.kind == PURCHASE else PurchaseRefunded
        after = self.totals.told(kept.customer_id)
        self.facts.append(Told(kind, kept, before=before, after=after))

    def _count_waiting(self, purchase: Kept) -> None:
        """Count the refunds that waited for it and fit, the oldest first."""
        waiting = self.waiting.pop(purchase.key, [])
        for refund in fitting(purchase, waiting=waiting):
            # One of this batch has not waited for anybody.
            self.facts = [
                t for t in self.facts if t.kept is not refund or refund.id is not None
            ]
            self._count(refund)


def fitting(purchase: Kept, *, waiting: Sequence[Kept]) -> list[Kept]:
    """Join those waiting refunds to the purchase that are of its customer and fit.

    The others go on waiting.
    """
    buyer = purchase.customer_id
    its = [w for w in waiting if rules.may_give_back(w.customer_id, bought_by=buyer)]
    fits = rules.fitting((-w.total_minor for w in its), room=purchase.room)
    joined = [refund for refund, fit in zip(its, fits, strict=True) if fit]
    for refund in joined:
        purchase.give_back(refund)
    return joined

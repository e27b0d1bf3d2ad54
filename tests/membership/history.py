"""What may happen to memberships, drawn by chance, done here and in the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select, update

from customers.directory.service import delete_customer, restore_customer
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import Conflict, Refused
from customers.ground.jobs import DONE, Job
from customers.membership import service
from customers.membership.models import MembershipEntry
from customers.membership.rules import WAYS, Rule
from customers.membership.schemas import RuleInput
from customers.membership.service import runs
from customers.membership.service.automatic import expire_some, move_windows
from customers.membership.service.refreshing import refresh
from customers.purchases import service as purchases
from customers.purchases.schemas import NewPurchase
from tests.membership.members import switch
from tests.membership.oracle import Oracle, Person
from tests.membership.till import Till
from tests.purchases.sold import people, record, rows
from tests.world import World

BEGIN = date(2024, 1, 20)
AMOUNTS = (0, 1, 400, 999, 1000, 1001, 2500)


class History:
    """Draws what happens next, and does it here and in the oracle."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.actor = world.actor(world.alice)
        self.till, self.oracle = Till(), Oracle()
        self.oracle.today = BEGIN
        self.ids = people(world, "Anna", "Bo", "Cy")
        for one in self.ids:
            self.oracle.people[one] = Person()
        self.rule_ids: dict[int, Rule] = {}
        # Runs that are previewed, with whom they are to change; and those applied.
        self.previewed: list[tuple[int, Rule, list[int], list[int]]] = []
        self.applied: list[int] = []

    def step(self) -> str:
        """One thing more; its name."""
        chosen = self.random.choices(
            (
                *(self.buy, self.undo_sale, self.attach, self.switch, self.undo),
                *(self.release, self.save, self.wait, self.import_, self.delete),
                *(self.preview, self.apply, self.undo_run),
            ),
            weights=(10, 3, 2, 5, 3, 2, 2, 6, 1, 1, 3, 3, 1),
        )[0]
        with self.clock():
            chosen()
        return chosen.__name__

    @contextmanager
    def clock(self) -> Iterator[None]:
        """Noon of the day that it is."""
        with clock.set_to(datetime.combine(self.oracle.today, time(12), UTC)):
            yield

    def buy(self) -> None:
        """Record up to three, the refunds partial, whole, early, or of nothing."""
        told = [self._drawn() for _ in range(self.random.randint(1, 3))]
        expected = [self.till.record(one, local=one.purchased_at) for one in told]

        assert [one.kind for one in record(self.world, *told)] == expected

        self.oracle.judge(self.till.take_moves())

    def _drawn(self) -> NewPurchase:
        random = self.random
        is_refund = random.random() < 0.35
        amount = random.choice(AMOUNTS)
        reference = f"{'r' if is_refund else 'p'}{random.randint(1, 200)}"
        known = [row.reference for row in rows(kind="purchase")] or ["p1"]
        named = random.choice(
            (None, f"p{random.randint(1, 200)}", *[random.choice(known)] * 4)
        )
        ago = random.choice((0, 0, 0, 1, 17, 40, 200, 400))
        day = self.oracle.today - timedelta(days=ago)
        return NewPurchase(
            source="till",
            reference=reference,
            purchased_at=datetime.combine(day, time(11), UTC),
            total_minor=-max(1, amount // random.choice((1, 1, 2)))
            if is_refund
            else amount,
            kind="refund" if is_refund else "purchase",
            items=0,
            customer_id=None
            if is_refund and named
            else random.choice((None, *self._live() * 3)),
            refund_of_reference=named if is_refund else None,
        )

    def undo_sale(self) -> None:
        """Undo one of those that are there."""
        if found := rows():
            row = self.random.choice(found)
            self.till.void((row.source, row.reference))
            work.run(lambda: purchases.void(row.id, actor=self.actor))
            self.oracle.judge(self.till.take_moves())

    def attach(self) -> None:
        """Give one of them a customer, or take them off."""
        if not (found := rows()):
            return
        row, who = self.random.choice(found), self.random.choice((None, *self._live()))
        may = self.till.attach((row.source, row.reference), who)
        try:
            work.run(
                lambda: purchases.attach(row.id, customer_id=who, actor=self.actor)
            )
        except Refused:
            assert not may
        else:
            assert may
        self.oracle.judge(self.till.take_moves())

    def _somebody(self) -> int | None:
        return self.random.choice(self._live() or [None])

    def switch(self) -> None:
        """Switch by hand, some with a reason, some until a day."""
        if (who := self._somebody()) is None:
            return
        days = self.random.choice((None, None, 1, 30, 200))
        until = self.oracle.today + timedelta(days=days) if days else None
        reason = self.random.choice((None, None, "Friend"))
        wanted = self.random.random() < 0.5
        is_changed = self.oracle.switch(
            who, is_member=wanted, reason=reason, until=until
        )

        answer = switch(self.world, who, wanted, reason=reason, hold_until=until)

        assert (answer.is_changed, answer.is_member) == (is_changed, wanted)

    def undo(self) -> None:
        """Take back the last switch by hand of somebody, which may be too late."""
        who = self._somebody()
        made = self.oracle.people[who].changes if who else []
        by_hand = [n for n, one in enumerate(made) if one.cause == "manual"]
        if who is None or not by_hand:
            return
        entry = self._entries(who)[by_hand[-1]]
        may = self.oracle.undo(who, by_hand[-1])
        try:
            work.run(lambda: service.undo_switch(entry.id, actor=self.actor))
        except Conflict:
            assert not may
        else:
            assert may

    def release(self) -> None:
        """End a hold."""
        if who := self._somebody():
            is_changed = self.oracle.release(who)

            answer = work.run(lambda: service.release(who, actor=self.actor))

            assert answer.is_changed == is_changed

    def save(self) -> None:
        """Save another rule; what counts of everybody is counted anew."""
        random = self.random
        more: dict[str, Any] = {
            "window_months": random.choice((None, 1, 6, 12)),
            "is_automatic": random.random() < 0.8,
            "period_months": random.choice((None, None, 1, 6)),
            "is_renewed": random.random() < 0.5,
            "grace_days": random.choice((0, 10, 45)),
            "on_refund": random.choice(WAYS),
            "on_window": random.choice(WAYS),
        }
        minor = random.choice((400, 1000, 2000))
        values = RuleInput(threshold=f"{minor / 100:.2f}", **more)

        row = work.run(lambda: service.save_rule(values, actor=self.actor))
        work.run(lambda: refresh(self._live(), actor=self.actor))
        counted = update(Job).values(state=DONE)
        work.run(lambda: db.session.execute(counted))

        rule = Rule(row.id, minor, **more)
        if self.oracle.saved != rule:
            self.oracle.rules.append(rule)
        self.rule_ids[row.id] = rule

    def _live(self) -> list[int]:
        return [i for i in self.ids if not self.oracle.people[i].is_deleted]

    def wait(self) -> None:
        """Some days pass; a worker may be there on the last of them, or not."""
        self.oracle.today += timedelta(days=self.random.choice((1, 2, 27, 31, 90)))
        if self.random.random() < 0.5:
            with self.clock():
                work.run(lambda: expire_some(self.actor))
                work.run(lambda: move_windows(self.actor))
            self.oracle.daily()

    def import_(self) -> None:
        """A file tells who is a member."""
        if who := self._somebody():
            told = self.random.random() < 0.5
            self.oracle.told(who, is_member=told)
            work.run(lambda: service.imported({who: told}, actor=self.actor))

    def preview(self) -> None:
        """Find out what a threshold would do, in the saved window or another one."""
        saved = self.oracle.saved
        window = saved.window_months if saved and self.random.random() < 0.5 else 3
        minor, also_ends = self.random.choice((400, 1000, 2000)), self._tosses()

        run = work.run(
            lambda: runs.preview_run(
                minor, window_months=window, also_ends=also_ends, actor=self.actor
            )
        )

        usual = saved or Rule(None, minor)
        rule = usual._replace(
            id=run.rule_id, threshold_minor=minor, window_months=window
        )
        self.rule_ids[rule.id or 0] = rule
        joins, ends = self.oracle.preview(rule, also_ends=also_ends)
        assert (run.to_join, run.to_leave) == (len(joins), len(ends))
        self.previewed.append((run.id, rule, joins, ends))

    def _tosses(self) -> bool:
        return self.random.random() < 0.5

    def apply(self) -> None:
        """Apply the last preview, from which things may have changed."""
        if self.previewed:
            run_id, rule, joins, ends = self.previewed.pop()
            self.oracle.apply(run_id, rule, joins=joins, ends=ends)
            work.run(lambda: runs.apply_run(run_id, actor=self.actor) and None)
            self.applied.append(run_id)

    def undo_run(self) -> None:
        """Undo one of the runs, which is once."""
        if self.applied:
            run_id = self.applied.pop(self.random.randrange(len(self.applied)))
            expected = self.oracle.undo_run(run_id)

            run = work.run(lambda: runs.undo_run(run_id, actor=self.actor))

            assert (run.undone, run.skipped) == expected

    def delete(self) -> None:
        """Delete somebody, or let them come back."""
        who = self.random.choice(self.ids)
        person = self.oracle.people[who]
        verb = restore_customer if person.is_deleted else delete_customer
        work.run(lambda: verb(who, actor=self.actor))
        person.is_deleted = not person.is_deleted

    def _entries(self, who: int) -> list[MembershipEntry]:
        wanted = (
            select(MembershipEntry)
            .where(MembershipEntry.customer_id == who)
            .order_by(MembershipEntry.id)
        )
        return list(db.session.scalars(wanted))

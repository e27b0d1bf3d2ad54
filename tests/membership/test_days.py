"""How many memberships begin and end on each day: kept by every way in and out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from customers.accounts import queries as accounts
from customers.directory.queries import count_up_to
from customers.directory.rules import Selection
from customers.directory.service import delete_customer, restore_customer
from customers.ground import clock, work
from customers.membership import service
from customers.membership.queries import trends
from customers.membership.rules import FOREVER, NEVER
from customers.membership.service.automatic import expire_some
from customers.membership.service.runs import kept
from customers.membership.service.verifying import differences
from tests.membership.members import save_rule, switch
from tests.membership.running import (
    applied,
    previewed,
    spenders,
    switched,
    undone,
    work_off,
)
from tests.purchases.sold import people, recorded, refund, sale
from tests.world import World


def totals() -> tuple[int, int]:
    """How many memberships began and ended so far."""
    days = trends.joined_and_ended(NEVER, until=FOREVER)
    return sum(day.joined for day in days), sum(day.ended for day in days)


class _Verbs:
    """What may be done with Ann, Ben, Cas and Dot, each in its own unit of work."""

    def __init__(self, world: World) -> None:
        self.world, self.actor = world, world.actor(world.alice)
        self.ann, self.ben, self.cas, self.dot = people(
            world, "Ann", "Ben", "Cas", "Dot"
        )
        self.run_id = self.entry_id = 0

    def bought(self, who: int, minor: int) -> None:
        now, reference = clock.now(), str(minor)
        told = sale(reference, minor, customer_id=who, purchased_at=now)
        recorded(self.world, told)

    def returned(self, minor: int, *, of: str) -> None:
        told = refund("r", minor, refund_of_reference=of, purchased_at=clock.now())
        recorded(self.world, told)

    def switch(self, who: int, is_member: bool, reason: str | None = None) -> None:
        made = switch(self.world, who, is_member, reason=reason)
        self.entry_id = made.entry_id or 0

    def do(self, verb: Callable[..., object], row_id: int) -> None:
        work.run(lambda: verb(row_id, actor=self.actor))

    def take_back(self) -> None:
        self.do(service.undo_switch, self.entry_id)

    def told(self, who: int, is_member: bool) -> None:
        work.run(lambda: service.imported({who: is_member}, actor=self.actor))

    def run(self, threshold_minor: int) -> None:
        self.run_id = previewed(self.world, threshold_minor)
        applied(self.world, self.run_id)

    def take_run_back(self) -> None:
        undone(self.world, self.run_id)

    def all_by_hand(self, *ids: int, to_member: bool) -> None:
        applied(self.world, switched(self.world, ids, to_member=to_member))


def _story(v: _Verbs) -> list[tuple[str, Callable[[], None], tuple[int, int]]]:
    """What happens in a day, and how many joined and ended by each of it."""
    both = (v.ben, v.cas)
    return [
        ("a purchase under it", lambda: v.bought(v.dot, 500), (0, 0)),
        ("a purchase", lambda: v.bought(v.ann, 1000), (1, 0)),
        ("a refund", lambda: v.returned(1, of="1000"), (0, 1)),
        ("a switch", lambda: v.switch(v.ben, True), (1, 0)),
        ("a reason", lambda: v.switch(v.ben, True, "Friend"), (0, 0)),
        ("its undo", v.take_back, (0, 0)),
        ("switched off", lambda: v.switch(v.ben, False), (0, 1)),
        ("its undo", v.take_back, (1, 0)),
        ("a hold ended", lambda: v.do(service.release, v.ben), (0, 1)),
        ("a file", lambda: v.told(v.cas, True), (1, 0)),
        ("the file again", lambda: v.told(v.cas, True), (0, 0)),
        ("another file", lambda: v.told(v.cas, False), (0, 1)),
        ("a run", lambda: v.run(500), (2, 0)),
        ("its undo", v.take_run_back, (0, 2)),
        ("many by hand", lambda: v.all_by_hand(*both, to_member=True), (2, 0)),
        ("once more", lambda: v.all_by_hand(*both, to_member=True), (0, 0)),
        ("and off", lambda: v.all_by_hand(v.cas, to_member=False), (0, 1)),
        ("a run again", lambda: v.run(500), (2, 0)),
        ("a deletion", lambda: v.do(delete_customer, v.ann), (0, 0)),
        ("who comes back", lambda: v.do(restore_customer, v.ann), (0, 0)),
    ]


def test_every_verb_counts_what_it_began_and_ended(world: World) -> None:
    save_rule(world, "10.00", is_automatic=True, on_refund="end", period_months=1)
    verbs, today = _Verbs(world), clock.today("Europe/London")
    for name, verb, expected in _story(verbs):
        before = totals()
        verb()

        after = totals()

        assert (after[0] - before[0], after[1] - before[1]) == expected, name

    # A month later two have lapsed, which the day's work writes down: on its own day.
    with clock.later(days=40):
        later = clock.today("Europe/London")
        work.run(lambda: expire_some(verbs.actor))
        assert trends.joined_and_ended(later, until=later) == [(later, 0, 2)]
    known = trends.joined_and_ended(NEVER, until=FOREVER)
    assert [day.on for day in known] == [today, later]
    assert list(differences(mends=False, actor=verbs.actor)) == []
    world.enter(world.bikes)
    assert totals() == (0, 0)


def test_a_run_in_pieces_counts_each_of_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "AT_ONCE", 1)
    monkeypatch.setattr(kept, "portion", lambda _most: 2)
    spenders(world, **{f"C{number}": 1000 + number for number in range(5)})
    run_id = previewed(world, 1000)
    work_off(world)
    applied(world, run_id)
    work_off(world)
    joined = totals()

    undone(world, run_id)
    work_off(world)

    assert (joined, totals()) == ((5, 0), (5, 5))


def test_what_is_counted_at_a_glance_is_what_the_lists_have(world: World) -> None:
    actor = world.actor(world.alice)
    assert trends.count_near(actor) is None
    assert trends.count_ending(actor) == 0
    without_threshold = actor
    ids = spenders(world, A=950, B=900, C=500, D=1000, E=12_345, F=950, G=950)
    save_rule(world, "10.00", is_automatic=True, period_months=2)
    switch(world, ids["F"], is_member=False, reason="No thanks")
    applied(world, previewed(world, 1000))
    for name in ("A", "G"):
        switch(world, ids[name], True)
        made = switch(world, ids[name], False).entry_id or 0
        assert made
    work.run(lambda: service.release(ids["A"], actor=actor))
    work.run(lambda: delete_customer(ids["B"], actor=actor) and None)
    actor = accounts.command_for("alices-books")

    near, ending = trends.count_near(actor), trends.count_ending(actor)
    bands = trends.spend_bands([1, 900, 1000, 10_000])

    def listed(name: str) -> int:
        return count_up_to(Selection(membership=name), most=1_001, actor=actor)

    with clock.later(days=45):
        soon = trends.count_ending(actor)
        assert soon == listed("ending")
        assert soon == trends.count_ending(without_threshold)
    assert (near, ending) == (listed("near"), listed("ending")) == (1, 0)
    assert soon == 2
    # 500 · 950 three times · 1,000 · 12,345; 900 is of somebody who was deleted.
    assert bands == [1, 3, 1, 1]
    for wrong in ([0, 10], [1234], [10, 5], []):
        with pytest.raises(ValueError, match=r"rise|steps"):
            trends.spend_bands(wrong)


def test_the_latest_runs_are_those_that_were_applied(world: World) -> None:
    spenders(world, A=1000, B=2000)
    first = previewed(world, 2000)
    applied(world, first)
    second = previewed(world, 1000, user=world.adam)
    applied(world, second, world.adam)
    undone(world, second, world.adam)
    previewed(world, 3000)
    actor = world.actor(world.alice)

    latest, older = trends.latest_runs(5, actor=actor)

    assert [run.url for run in (latest, older)] == [
        f"/membership/runs/{second}",
        f"/membership/runs/{first}",
    ]
    assert (latest.who, latest.many, latest.state_text) == (
        "Adam",
        "1 joined",
        "Undone",
    )
    assert (older.who, older.at != "") == ("Alice", True)
    assert [run.url for run in trends.latest_runs(1, actor=actor)] == [latest.url]

"""Why, where something was undone, or was written down later than it happened."""

from __future__ import annotations

from customers.ground import clock, work
from customers.membership import service
from customers.membership.service.automatic import expire_some
from tests.directory.seen import soup
from tests.membership.members import save_rule, switch
from tests.membership.test_why import ada, at, buy, facts_in, midsummer, why
from tests.notes.jotted import one
from tests.world import World

__all__ = ["ada", "midsummer"]


def test_an_end_that_is_written_later_is_told_by_its_own_day(
    world: World, ada: int
) -> None:
    with clock.set_to(at(1, 5)):
        save_rule(world, "100.00", is_automatic=True, period_months=2)
    buy(world, ada, (at(2, 28), 10000))
    with clock.set_to(at(5, 20)):
        work.run(lambda: expire_some(world.actor(world.alice)))

    said = [why(world, ada, day) for day in ("2026-05-19", "2026-05-20", "")]
    page = soup(world.client(world.vera).get(f"/customers/{ada}/membership"))

    assert not [text for text in said if "Ended by itself on 28 Apr 2026" not in text]
    newest = page.select("#membership-history .edit")[0]
    assert one(newest, "strong").get_text() == "Membership ended on 28 Apr 2026"
    assert one(newest, "del").get_text() == "before: Member"
    assert one(newest, "ins").get_text() == "after: Not a member"


def test_an_undo_brings_back_what_made_them_a_member(world: World, ada: int) -> None:
    with clock.set_to(at(2, 1)):
        switch(world, ada, True, world.bob, reason="Founder")
    for day in (1, 5):
        with clock.set_to(at(3, day)):
            done = switch(world, ada, False, world.bob)
        with clock.set_to(at(3, day + 2)):
            undo(world, done.entry_id)

    said = {day: why(world, ada, f"2026-03-0{day}") for day in (2, 4, 6, 8)}

    for day in (2, 6):
        assert not facts_in(said[day], "Not a member", "As it is since")
    for day in (4, 8):
        assert not facts_in(
            said[day],
            "Member since 1 Feb 2026",
            "Joined by hand, Bob , 1 Feb 2026, 12:00 Founder",
            "Last change by an undo",
        )


def test_the_undo_of_a_hold_brings_back_who_held_them(world: World, ada: int) -> None:
    with clock.set_to(at(2, 1)):
        switch(world, ada, False, world.bob, reason="Asked not to")
    with clock.set_to(at(3, 1)):
        done = work.run(
            lambda: service.release(ada, actor=world.actor(world.bob)).entry_id
        )
    with clock.set_to(at(3, 2)):
        undo(world, done)

    assert "Held by hand, Bob , 1 Feb 2026, 12:00 Asked not to" in why(world, ada)


def undo(world: World, entry_id: int | None) -> None:
    """Take a switch back, as Bob."""
    assert entry_id is not None
    work.run(lambda: service.undo_switch(entry_id, actor=world.actor(world.bob)))

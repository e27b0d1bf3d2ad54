"""The dashboard where little is known: what lapsed, what is told of long periods."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.accounts import queries as accounts
from customers.desk.dashboard import members
from customers.desk.dashboard.asked import MEMBERSHIP, PATHS
from customers.directory.models import Customer
from customers.directory.queries import totals
from customers.ground import clock
from customers.ground.db import db
from tests.desk.listing import one
from tests.directory.seen import soup, written
from tests.membership.members import save_rule, switch
from tests.purchases.sold import NOON, people, recorded, sale
from tests.world import World

TODAY = NOON.date()


def test_where_too_many_holds_lapsed_no_figure_is_made_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (anna,) = people(world, "Anna")
    with clock.set_to(NOON):
        until = TODAY + timedelta(days=7)
        switch(world, anna, is_member=True, reason="A gift", hold_until=until)
    monkeypatch.setattr(totals, "MOST_LAPSED", 0)

    with clock.set_to(NOON + timedelta(days=30)):
        answer = world.client(world.vera).get(PATHS[MEMBERSHIP])

    held = soup(answer).select("#figures .tile")[1]
    assert held.select_one("dd").get_text() == "–"
    assert held.select_one("a")["href"] == "/customers?membership=held"


def test_who_lapsed_is_about_to_join_beside_who_never_was_one(world: World) -> None:
    ids = people(world, "Anna", "Bert", "Cleo", "Dora", "Eve")
    anna, bert, cleo, dora, eve = ids
    spends = zip((9_500, 9_700, 9_900, 9_600, 7_900), ids, strict=True)
    with clock.set_to(NOON):
        save_rule(world, "100")
        recorded(world, *(sale(f"{n}", n, customer_id=each) for n, each in spends))

    def ages() -> None:
        for customer_id, days in ((bert, 0), (cleo, 1), (dora, -40), (eve, -1)):
            customer = db.session.get_one(Customer, customer_id)
            customer.is_member = True
            customer.member_until = TODAY + timedelta(days=days)

    written(world, ages)
    with clock.set_to(NOON):
        actor = accounts.command_for("alices-books")
        near, more = (members.about_to_join(most, actor=actor) for most in (2, 5))

    assert [(each.id, each.figure) for each in near] == [(bert, 300), (dora, 400)]
    assert [each.id for each in more] == [bert, dora, anna]


def test_the_line_of_a_long_period_is_of_weeks(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, sale("1", 1000, customer_id=anna))
    browser = world.client(world.vera)

    with clock.set_to(NOON):
        lines = {
            days: str(one(browser.get(f"/?days={days}"), ".spark polyline")["points"])
            for days in (30, 90, 365)
        }

    found = {days: len(points.split()) for days, points in lines.items()}
    assert found == {30: 30, 90: 90, 365: 53}

"""Recording purchases: known by source and reference, counted once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from customers import events
from customers.directory.models import NEVER, Customer
from customers.directory.service import delete_customer
from customers.events.models import Event
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import Forbidden, Invalid
from customers.purchases import service
from customers.purchases.models import PurchaseLine
from customers.purchases.schemas import NewPurchase
from tests.purchases.sold import (
    days_later,
    kept_totals,
    line,
    people,
    record,
    recorded,
    refund,
    rows,
    sale,
    states,
    totals,
    true_totals,
)
from tests.world import World

MONDAY = date(2026, 3, 2)


def facts(name: str) -> list[dict[str, object]]:
    """What the facts of this name say."""
    wanted = select(Event.data).where(Event.name == name).order_by(Event.id)
    return list(db.session.scalars(wanted))


def test_a_purchase_becomes_part_of_its_customer(world: World) -> None:
    [anna] = people(world, "Anna")

    recorded(world, sale("1", 1250, customer_id=anna, items=2500))
    recorded(world, sale("2", 750, customer_id=anna, purchased_at=days_later(3)))

    assert totals(anna) == (2, 2000, 3500, MONDAY, date(2026, 3, 5))
    assert kept_totals() == true_totals()


def test_the_same_again_changes_nothing(world: World) -> None:
    [anna] = people(world, "Anna")
    [first] = recorded(world, sale("1", customer_id=anna))

    [again] = record(world, sale("1", customer_id=anna), user=world.bob)

    assert (again.kind, again.purchase_id) == ("same", first)
    assert totals(anna)[0] == 1
    assert len(facts("PurchaseRecorded")) == 1


@pytest.mark.parametrize(
    "other", [{"total": 999}, {"customer_id": None}, {"lines": (line(1000),)}]
)
def test_other_content_under_the_same_reference_is_refused(
    world: World, other: dict[str, object]
) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))
    given: dict[str, object] = {"customer_id": anna, "total": 1000, **other}

    [answer] = record(world, sale("1", **given))  # type: ignore[arg-type]

    assert answer.kind == "refused"
    assert "1 was recorded before" in (answer.reason or "")
    assert totals(anna)[:2] == (1, 1000)


def test_twice_in_one_batch_is_once(world: World) -> None:
    [anna] = people(world, "Anna")
    told = sale("1", customer_id=anna)

    outcomes = record(world, told, told, sale("1", 5, customer_id=anna))

    assert [outcome.kind for outcome in outcomes] == ["recorded", "same", "refused"]
    assert totals(anna)[0] == 1


def test_the_same_reference_of_another_source_is_another_purchase(world: World) -> None:
    recorded(world, sale("1"), sale("1", source="web"))

    assert len(rows()) == 2


REFUSED = {
    "negative purchase": sale("1", -5),
    "refund of nothing": sale("1", 0, kind="refund"),
    "neither": sale("1", kind="gift"),
    "too much": sale("1", 10**12 + 1),
    "a float": sale("1", 9.5),  # type: ignore[arg-type]
    "in the future": sale("1", purchased_at=datetime(2027, 1, 1, tzinfo=UTC)),
    "before computers": sale("1", purchased_at=datetime(1969, 1, 1, tzinfo=UTC)),
    "no reference": sale("  "),
    "long reference": sale("x" * 101),
    "control character": sale("1\x00"),
    "lines that do not add up": sale("1", 5, lines=(line(4),)),
    "quantities that do not": sale("1", 5, lines=(line(5, 7),), items=1000),
    "negative discount": sale("1", discount_minor=-1),
    "a purchase naming one": sale("1", refund_of_reference="2"),
    "a refund of itself": refund("1", refund_of_reference="1"),
    "no such customer": sale("1", customer_id=10**6),
    "no such shop": sale("1", shop_id=10**6),
    "no such person": sale("1", staff_member_id=10**6),
    "a line of nothing": refund(
        "1", 5, lines=(line(-5, -1000, refund_of_line_id=10**6),), items=1000
    ),
    "a discount too large": sale("1", 5, lines=(line(5, discount_minor=10**19),)),
    "a negative discount of a line": sale("1", 5, lines=(line(5, discount_minor=-1),)),
    "the year 1": sale("1", purchased_at=datetime.min.replace(tzinfo=UTC)),
    "no time zone": sale("1", purchased_at=datetime(2026, 3, 1)),  # noqa: DTZ001
}


@pytest.mark.parametrize("told", REFUSED.values(), ids=REFUSED)
def test_what_breaks_a_rule_is_refused_and_stops_no_other(
    world: World, told: NewPurchase
) -> None:
    with clock.set_to(days_later(1)):
        bad, good = record(world, told, sale("good"))

    assert (bad.kind, good.kind) == ("refused", "recorded")
    assert bad.reason
    assert states() == {"good": "counted"}
    assert kept_totals() == true_totals()


def test_another_business_s_customer_and_shop_are_not_there(world: World) -> None:
    world.enter(world.bikes)
    [theirs] = people(world, "Carl", user=world.charlie)
    world.enter()

    answers = record(
        world,
        sale("1", customer_id=theirs),
        sale("2", shop_id=world.bike_shop.id),
    )

    assert [answer.kind for answer in answers] == ["refused", "refused"]
    assert rows() == []


def test_a_deleted_customer_buys_nothing(world: World) -> None:
    [anna] = people(world, "Anna")
    actor = world.actor(world.alice)
    work.run(lambda: delete_customer(anna, actor=actor))

    [answer] = record(world, sale("1", customer_id=anna))

    assert answer.kind == "refused"


def test_a_viewer_records_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        record(world, sale("1"), user=world.vera)

    assert rows() == []


def test_more_than_a_thousand_at_once_are_refused(world: World) -> None:
    with pytest.raises(Invalid):
        record(world, *(sale(str(number)) for number in range(1001)))


def test_the_sale_keeps_the_customer_as_they_were(world: World) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))
    recorded(world, sale("2", customer_name="Somebody", customer_phone="0123"))

    known, unknown = rows()

    assert known.customer_name == "Anna"
    assert (unknown.customer_name, unknown.customer_phone) == ("Somebody", "0123")


def test_lines_are_kept_in_order_to_the_thousandth(world: World) -> None:
    lines = (
        line(299, 1000, description="Tea", sku="T1", unit_price_e4=29900),
        line(450, 1333, description="Ham, cut", unit_price_e4=33750, discount_minor=1),
    )
    [one] = recorded(world, sale("1", 700, lines=lines, items=2333, discount_minor=49))

    found = db.session.scalars(
        select(PurchaseLine).where(PurchaseLine.purchase_id == one)
    ).all()

    told = [(row.position, row.description, row.quantity) for row in found]
    assert told == [(1, "Tea", 1000), (2, "Ham, cut", 1333)]
    assert [row.total_minor for row in found] == [299, 450]


def test_the_day_is_the_shop_s_own(world: World) -> None:
    """London is an hour ahead of UTC in summer: 23:30 there is the next day here."""
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    with clock.set_to(datetime(2026, 7, 2, tzinfo=UTC)):
        recorded(world, sale("1", purchased_at=late))

    [row] = rows()

    assert row.purchased_on == date(2026, 7, 1)
    assert row.purchased_at == late


def test_the_fact_carries_the_totals_before_and_after(world: World) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna), sale("2", 500, customer_id=anna))

    first, second = facts("PurchaseRecorded")

    assert first["before"] == {"visits": 0, "spend_minor": 0}
    assert second["before"] == first["after"] == {"visits": 1, "spend_minor": 1000}
    assert second["after"] == {"visits": 2, "spend_minor": 1500}
    assert second["on"] == "2026-03-02"


def test_a_sale_is_no_change_of_the_profile(world: World) -> None:
    [anna] = people(world, "Anna")
    wanted = select(Customer.updated_at, Customer.profile_version)
    before = db.session.execute(wanted).one()
    with clock.later(hours=1):
        recorded(world, sale("1", customer_id=anna))

    after = db.session.execute(wanted).one()

    assert tuple(after) == tuple(before)


def test_nobody_s_sale_changes_nobody(world: World) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1"))

    assert totals(anna) == (0, 0, 0, NEVER, NEVER)
    assert kept_totals() == true_totals()


def test_a_listener_that_fails_fails_the_sale(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_facts: object, **_who: object) -> None:
        raise RuntimeError("no points today")

    monkeypatch.setattr("customers.events.service._listeners", [])
    events.listen(service.recording.PurchaseRecorded, action=refuse)

    with pytest.raises(RuntimeError):
        record(world, sale("1"))

    assert rows() == []
    assert kept_totals() == {}

"""Sales without a customer, and the customer they get or lose later."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from customers.accounts.models import User
from customers.directory.models import NEVER
from customers.directory.service import delete_customer
from customers.events.models import Event
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Conflict, Forbidden, Invalid, NotFound
from customers.purchases import service
from tests.purchases.sold import (
    days_later,
    kept_totals,
    people,
    recorded,
    refund,
    rows,
    sale,
    totals,
    true_totals,
)
from tests.world import World


def attach(
    world: World, purchase_id: int, who: int | None, user: User | None = None
) -> None:
    """Give it the customer, as Bob unless named."""
    actor = world.actor(user or world.bob)
    work.run(lambda: service.attach(purchase_id, customer_id=who, actor=actor))


def test_totals_change_as_of_the_sale_s_own_date(world: World) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))
    [early] = recorded(world, sale("2", 500, purchased_at=days_later(-40)))

    attach(world, early, anna)

    assert totals(anna) == (2, 1500, 2000, date(2026, 1, 21), date(2026, 3, 2))
    assert kept_totals() == true_totals()


def test_a_wrong_customer_is_taken_off(world: World) -> None:
    [anna] = people(world, "Anna")
    [one] = recorded(world, sale("1", customer_id=anna))

    attach(world, one, None)

    assert totals(anna) == (0, 0, 0, NEVER, NEVER)
    assert kept_totals() == true_totals()


def test_attached_twice_is_once(world: World) -> None:
    [anna] = people(world, "Anna")
    [one] = recorded(world, sale("1"))

    attach(world, one, anna)
    attach(world, one, anna)

    wanted = select(Event.data).where(Event.name == "PurchaseAttached")
    [told] = db.session.scalars(wanted)
    assert (told["customer_id_before"], told["customer_id"]) == (None, anna)
    assert told["after"] == {"visits": 1, "spend_minor": 1000}


def test_refunds_go_with_their_purchase(world: World) -> None:
    [anna] = people(world, "Anna")
    one, back = recorded(world, sale("1"), refund("r1", 300, refund_of_reference="1"))

    attach(world, one, anna)

    assert totals(anna)[:2] == (1, 700)
    assert {row.customer_id for row in rows()} == {anna}
    assert kept_totals() == true_totals()
    with pytest.raises(Invalid):
        attach(world, back, None)


def test_another_customer_s_sale_is_not_taken_over(world: World) -> None:
    anna, bo = people(world, "Anna", "Bo")
    [one] = recorded(world, sale("1", customer_id=anna))

    with pytest.raises(Conflict):
        attach(world, one, bo)

    assert totals(bo)[0] == 0


def test_an_undone_sale_gets_its_customer_and_counts_nowhere(world: World) -> None:
    [anna] = people(world, "Anna")
    [one] = recorded(world, sale("1"))
    actor = world.actor(world.alice)
    work.run(lambda: service.void(one, actor=actor))

    attach(world, one, anna)

    assert kept_totals() == {}
    assert rows()[0].customer_id == anna


def test_who_is_not_there_gets_nothing(world: World) -> None:
    anna, bo = people(world, "Anna", "Bo")
    actor = world.actor(world.alice)
    work.run(lambda: delete_customer(bo, actor=actor))
    [one] = recorded(world, sale("1"))

    for purchase_id, who in ((one, bo), (one, 10**6), (10**6, anna)):
        with pytest.raises(NotFound):
            attach(world, purchase_id, who)
    with pytest.raises(Forbidden):
        attach(world, one, anna, user=world.vera)

    assert rows()[0].customer_id is None


def test_another_business_s_sale_and_customer_are_not_there(world: World) -> None:
    [anna] = people(world, "Anna")
    [one] = recorded(world, sale("1"))
    world.enter(world.bikes)
    [carl] = people(world, "Carl", user=world.charlie)

    with pytest.raises(NotFound):
        attach(world, one, carl, user=world.charlie)
    world.enter()
    with pytest.raises(NotFound):
        attach(world, one, carl)

    attach(world, one, anna)
    assert kept_totals() == true_totals()


def said(reference: str) -> tuple[str | None, str | None]:
    """The name and phone that are kept with a sale."""
    [row] = rows(reference=reference)
    return row.customer_name, row.customer_phone


def test_who_is_taken_off_leaves_no_name_behind(world: World) -> None:
    anna, bo = people(world, "Anna", "Bo")
    one, _back = recorded(
        world,
        sale("1", customer_id=anna),
        refund("r1", 300, refund_of_reference="1"),
    )

    attach(world, one, None)

    assert said("1") == said("r1") == (None, None)
    attach(world, one, bo)
    assert said("1") == said("r1") == ("Bo", None)


def test_what_the_sale_said_stays_whoever_its_customer_is(world: World) -> None:
    [anna] = people(world, "Anna")
    [one] = recorded(world, sale("1", customer_name="A. Caller", customer_phone="01"))

    attach(world, one, anna)
    attach(world, one, None)

    assert said("1") == ("A. Caller", "01")


def test_a_refund_of_this_customer_that_waited_counts_once_the_sale_is_theirs(
    world: World,
) -> None:
    [anna] = people(world, "Anna")
    recorded(world, refund("r1", 300, refund_of_reference="1", customer_id=anna))
    [one] = recorded(world, sale("1"))
    assert rows(reference="r1")[0].state == "waiting"

    attach(world, one, anna)

    assert totals(anna)[:2] == (1, 700)
    assert kept_totals() == true_totals()

"""Making a member of somebody in the form that adds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from customers.directory import service
from customers.directory.models import FOREVER, NEVER, Customer
from customers.directory.schemas import CustomerInput
from customers.ground import clock, work
from customers.ground.errors import Forbidden, Invalid
from tests.directory.seen import NEW, edit_form, filled, rows, soup, url_of
from tests.membership.members import entries, kept
from tests.membership.switched import for_admins_alone
from tests.notes.jotted import facts, one
from tests.world import World


def added(world: World) -> Customer:
    """The one customer there is."""
    (customer,) = rows(world)
    return customer


def test_who_is_ticked_begins_as_a_member_with_the_reason(world: World) -> None:
    sent = {"name": "Ada", "is_member": "y", "membership_reason": "Moved over"}

    answer = world.client(world.bob).post(NEW, sent)

    customer = added(world)
    (entry,) = entries(customer.id)
    (fact,) = facts(world, "MembershipActivated")
    (created,) = facts(world, "CustomerCreated")
    assert answer.location == url_of(customer.id)
    assert kept(customer.id)[:3] == (True, FOREVER, FOREVER)
    assert (entry.cause, entry.reason) == ("manual", "Moved over")
    assert (entry.created_by, fact.user_id) == (world.bob.id, world.bob.id)
    assert created.data["wants_membership"] is True
    assert "Moved over" not in str(created.data)


def test_what_is_said_of_no_member_is_refused_beside_it(world: World) -> None:
    end = str(clock.today("Europe/London") + timedelta(days=1))
    sent = {"name": "Ada", "membership_reason": "Why not", "hold_until": end}

    answer = world.client(world.bob).post(NEW, sent)

    page = soup(answer)
    assert answer.status_code == 422
    for name, typed in (("membership_reason", "Why not"), ("hold_until", end)):
        sentence = one(page, f"#{name}-error").get_text()
        assert sentence == "Tick Member, or leave this empty."
        assert one(page, f"#{name}")["value"] == typed
    assert rows(world) == []


def test_who_is_not_ticked_is_none(world: World) -> None:
    world.client(world.bob).post(NEW, {"name": "Ada"})

    customer = added(world)
    (created,) = facts(world, "CustomerCreated")
    assert kept(customer.id)[:3] == (False, NEVER, NEVER)
    assert entries(customer.id) == []
    assert "wants_membership" not in created.data


def test_what_is_refused_stays_typed(world: World) -> None:
    sent = {"name": "", "is_member": "y", "membership_reason": "x" * 201}

    answer = world.client(world.bob).post(NEW, sent)

    page = soup(answer)
    assert answer.status_code == 422
    assert one(page, "#is_member").has_attr("checked")
    assert one(page, "#membership_reason")["value"] == "x" * 201
    assert "at most 200" in one(page, "#membership_reason-error").get_text()
    assert rows(world) == []


def test_an_end_of_the_hold_is_kept(world: World) -> None:
    end = clock.today("Europe/London") + timedelta(days=1)
    sent = {"name": "Ada", "is_member": "y", "hold_until": str(end)}

    form = world.client(world.bob).get(NEW)
    world.client(world.bob).post(NEW, sent)

    customer = added(world)
    assert "Automation decides again" in one(soup(form), "#hold_until-hint").get_text()
    assert kept(customer.id)[:3] == (True, FOREVER, end)
    assert entries(customer.id)[0].held_until == end


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("today", "Choose a day after today."),
        ("2020-02-29", "Choose a day after today."),
        ("soon", "Write a date, such as 1990-12-31."),
    ],
)
def test_an_end_that_is_not_to_come_is_refused_beside_the_field(
    world: World, typed: str, sentence: str
) -> None:
    day = str(clock.today("Europe/London")) if typed == "today" else typed
    sent = {"name": "Ada", "is_member": "y", "hold_until": day}

    answer = world.client(world.bob).post(NEW, sent)

    page = soup(answer)
    assert answer.status_code == 422
    assert one(page, "#hold_until-error").get_text() == sentence
    assert one(page, "#hold_until")["value"] == day
    assert one(page, "#is_member").has_attr("checked")
    assert rows(world) == []


def test_a_program_is_refused_such_an_end_too(world: World) -> None:
    today = clock.today("Europe/London")
    wanted = CustomerInput(name="Ada", is_member=True, hold_until=today)
    actor = world.actor(world.bob)

    with pytest.raises(Invalid) as refused:
        work.run(lambda: service.add_customer(wanted, actor=actor))

    assert refused.value.details == {"hold_until": "Choose a day after today."}
    assert rows(world) == []


def test_who_may_not_switch_is_not_asked_and_makes_no_member(world: World) -> None:
    for_admins_alone(world)
    browser = world.client(world.bob)

    form = browser.get(NEW)
    browser.post(NEW, {"name": "Ada", "is_member": "y"})
    wanted = CustomerInput(name="Berta", is_member=True)
    bob = replace(world.actor(world.bob), is_switch_for_admins=True)

    assert "is_member" not in filled(soup(form))
    assert kept(added(world).id)[0] is False
    with pytest.raises(Forbidden):
        work.run(lambda: service.add_customer(wanted, actor=bob))


def test_a_known_customer_is_switched_elsewhere(world: World) -> None:
    browser = world.client(world.bob)
    browser.post(NEW, {"name": "Ada"})
    customer = added(world)

    form = edit_form(browser, customer.id)
    browser.post(url_of(customer.id, "/edit"), {**form, "is_member": "y"})

    assert "is_member" not in form
    assert kept(customer.id)[0] is False


def test_adding_twice_with_one_key_switches_once(world: World) -> None:
    browser = world.client(world.bob)
    sent = {"name": "Ada", "is_member": "y", "request_key": "k" * 24}

    answers = [browser.post(NEW, sent) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert len(entries(added(world).id)) == 1

"""The settings of membership: who is about to join, who may switch it by hand."""

from __future__ import annotations

from typing import Any

import pytest
from flask import g

from customers.accounts import queries, service
from customers.accounts.actors import Actor
from customers.accounts.models import Business
from customers.accounts.permissions import (
    MANAGE_MEMBERSHIP,
    MAY,
    ROLES,
    SWITCH_MEMBERSHIP,
    may,
)
from customers.accounts.roster import StaffRoster
from customers.accounts.schemas.membership import MembershipSettings
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Forbidden
from tests.accounts.seen import toast_of
from tests.accounts.test_sales_settings import version_in
from tests.accounts.told import drawn, facts
from tests.directory.seen import HTMX, faults, soup
from tests.world import Browser, World

URL = "/settings/membership"
FIELDS = {"near_percent": "20"}
STRICT = {**FIELDS, "is_switch_for_admins": "y"}
MEANWHILE = "Somebody changed the settings meanwhile."


def now(world: World, business: Business | None = None) -> Actor:
    """What an actor of the business knows of its settings now."""
    db.session.expire_all()
    world.enter(business)
    found = Actor.of_command(queries.business_settings())
    world.enter()
    return found


def opened(browser: Browser) -> dict[str, str]:
    """The form as the browser has it open now."""
    return {**FIELDS, "version": version_in(browser.get(URL).text)}


def known(actor: Actor) -> tuple[int | None, int, bool]:
    """What an actor knows of membership."""
    return (
        actor.membership_threshold_minor,
        actor.near_percent,
        actor.is_switch_for_admins,
    )


def test_a_business_begins_with_the_usual_ones(world: World) -> None:
    page = soup(world.client(world.adam).get(URL))

    percent, strict = page.select(".field input")
    assert (percent["name"], percent["value"]) == ("near_percent", "20")
    assert (strict["name"], "checked" in strict.attrs) == (
        "is_switch_for_admins",
        False,
    )
    assert known(now(world)) == (None, 20, False)


def test_everybody_at_work_knows_what_is_set(world: World) -> None:
    browser = world.client(world.adam)

    answer = browser.post(URL, {**STRICT, "near_percent": " 35 "})

    (fact,) = facts(world, "BusinessChanged")
    assert (answer.status_code, answer.location) == (303, URL)
    assert "The settings are saved." in toast_of(browser, URL)
    world.client(world.vera).get("/customers")
    for actor in (now(world), StaffRoster().actor_of(world.bob.id), g.actor):
        assert known(actor) == (None, 35, True)
    assert known(now(world, world.bikes)) == (None, 20, False)
    assert fact.user_id == world.adam.id
    assert fact.data["changes"] == {
        "near_percent": [20, 35],
        "is_switch_for_admins": [False, True],
    }


def test_a_box_left_empty_takes_the_rule_back(world: World) -> None:
    browser = world.client(world.alice)
    browser.post(URL, STRICT)

    browser.post(URL, FIELDS)

    assert known(now(world)) == (None, 20, False)
    assert len(facts(world, "BusinessChanged")) == 2


REFUSED = {
    "0": "Write a number from 1 to 99.",
    "100": "Write a number from 1 to 99.",
    "": "Write a whole number.",
    "-3": "Write a whole number.",
    "5.5": "Write a whole number.",
    "20 %": "Write a whole number.",
    "٥": "Write a whole number.",
    "9" * 400: "Write a whole number.",
}


def test_what_breaks_a_rule_is_said_beside_its_field(world: World) -> None:
    browser = world.client(world.alice)
    for typed, sentence in REFUSED.items():
        answer = browser.post(URL, {"near_percent": typed}, htmx=True)

        assert answer.status_code == 422, typed
        assert faults(soup(answer)) == {"near_percent": sentence}, typed
        assert f'value="{typed}"' in answer.text, typed

    assert facts(world, "BusinessChanged") == []


@pytest.mark.parametrize("percent", [1, 99])
def test_the_outermost_shares_are_taken(world: World, percent: int) -> None:
    answer = world.client(world.alice).post(URL, {"near_percent": str(percent)})

    assert answer.status_code == 303
    assert now(world).near_percent == percent


def test_staff_and_viewers_may_not_change_them(world: World) -> None:
    values = MembershipSettings(near_percent=30, is_switch_for_admins=True)
    for person in (world.bob, world.vera):
        browser = world.client(person)

        assert browser.get(URL).status_code == 403
        assert browser.post(URL, FIELDS).status_code == 403
        with pytest.raises(Forbidden):
            service.change_membership(values, actor=world.actor(person))

    assert known(now(world)) == (None, 20, False)


def test_other_ways_to_ask_are_none(world: World) -> None:
    browser = world.client(world.alice)
    browser.secrets()

    assert browser.client.delete(URL).status_code == 405
    assert world.client().get(URL).location == f"/login?next={URL}"
    assert world.client().post(URL, FIELDS).status_code == 401


@pytest.mark.parametrize("htmx", [False, True])
def test_what_another_saved_meanwhile_is_not_overwritten(
    world: World, htmx: bool
) -> None:
    browser = world.client(world.alice)
    form = opened(browser)
    world.client(world.adam).post(URL, STRICT)
    mine = {**form, "near_percent": "7"}

    answer = browser.post(URL, mine, htmx=htmx)
    refused = known(now(world))
    again = browser.post(URL, {**mine, "version": version_in(answer.text)})

    assert answer.status_code == 409
    assert MEANWHILE in answer.text
    assert 'value="7"' in answer.text
    assert refused == (None, 20, True)
    assert again.status_code == 303
    assert known(now(world)) == (None, 7, False)


def test_a_threshold_noted_meanwhile_is_no_conflict(world: World) -> None:
    browser = world.client(world.alice)
    form = opened(browser)
    note(world, 5_000)

    assert browser.post(URL, {**form, "near_percent": "7"}).status_code == 303
    assert known(now(world)) == (5_000, 7, False)


def test_pressed_twice_it_is_saved_once(world: World) -> None:
    browser = world.client(world.alice)
    form = {**opened(browser), "near_percent": "6"}

    statuses = [browser.post(URL, form).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert len(facts(world, "BusinessChanged")) == 1


def test_the_part_is_the_page_s_form(world: World) -> None:
    browser = world.client(world.alice)

    page = drawn(browser.get(URL))
    part = drawn(browser.get(URL, headers=HTMX))

    assert part.strip() in page
    assert version_in(part) == version_in(page)


def note(world: World, threshold_minor: int | None, *, who: str = "alice") -> Any:
    """Note the threshold as somebody would who saves a rule."""
    actor = world.actor(getattr(world, who))
    return work.run(lambda: service.note_threshold(threshold_minor, actor=actor))


def test_a_threshold_noted_is_known_to_all_and_is_no_fact_here(world: World) -> None:
    found = []
    for threshold_minor in (9_000_000_000_000, 1, 1, None):
        note(world, threshold_minor, who="adam")
        found.append(now(world).membership_threshold_minor)

    assert found == [9_000_000_000_000, 1, 1, None]
    assert now(world, world.bikes).membership_threshold_minor is None
    assert facts(world, "BusinessChanged") == []
    world.enter()
    assert queries.business_settings().updated_by == world.adam.id


def test_the_request_s_actor_carries_the_threshold(world: World) -> None:
    note(world, 12_345)

    world.client(world.bob).get("/customers")

    assert g.actor.membership_threshold_minor == 12_345


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_who_may_not_manage_membership_notes_no_threshold(
    world: World, who: str
) -> None:
    with pytest.raises(Forbidden):
        note(world, 1, who=who)

    assert now(world).membership_threshold_minor is None


def test_the_setting_keeps_staff_alone_from_switching(world: World) -> None:
    for role in ROLES:
        usual, strict = (
            Actor(1, "Any", role, is_switch_for_admins=is_set) for is_set in (0, 1)
        )

        assert usual.may(SWITCH_MEMBERSHIP) is (role != "viewer")
        assert strict.may(SWITCH_MEMBERSHIP) is (role in ("owner", "admin"))
        for other in set(MAY) - {SWITCH_MEMBERSHIP}:
            assert strict.may(other) is usual.may(other) is may(role, other)
        assert usual.may(MANAGE_MEMBERSHIP) is (role in ("owner", "admin"))


def test_whoever_is_at_work_is_judged_by_the_setting(world: World) -> None:
    world.client(world.alice).post(URL, STRICT)
    db.session.expire_all()
    found = {}
    for name in ("alice", "adam", "bob", "vera"):
        person = getattr(world, name)
        world.client(person).get("/customers")
        of_job = StaffRoster().actor_of(person.id)
        found[name] = (g.actor.may(SWITCH_MEMBERSHIP), of_job.may(SWITCH_MEMBERSHIP))

    assert found == {
        "alice": (True, True),
        "adam": (True, True),
        "bob": (False, False),
        "vera": (False, False),
    }


def test_a_door_asks_by_the_setting_too(world: World) -> None:
    world.client(world.alice).post(URL, STRICT)
    passed = {}
    for name in ("adam", "bob"):
        browser = world.client(getattr(world, name))
        with browser.client:
            browser.get("/customers")
            passed[name] = passes(world, SWITCH_MEMBERSHIP)

    (fact,) = facts(world, "AccessRefused")
    assert passed == {"adam": True, "bob": False}
    assert (fact.user_id, fact.data["permission"]) == (world.bob.id, SWITCH_MEMBERSHIP)


def passes(world: World, permission: str) -> bool:
    """Whether the gate admits whoever asked last to a door of that permission."""
    try:
        world.app.extensions["regulars_gate"].admit(permission)
    except Forbidden:
        return False
    return True

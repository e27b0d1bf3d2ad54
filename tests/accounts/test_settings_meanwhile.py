"""Settings that somebody changed meanwhile are not overwritten unseen."""

from __future__ import annotations

import re
from typing import Any

import pytest

from customers.accounts import queries, service
from customers.accounts.schemas.businesses import BusinessSettings
from customers.ground.db import db
from tests.accounts.told import drawn, facts
from tests.world import Browser, World

URL = "/settings/business"
FIELDS = {
    "name": "Alice's Books",
    "country": "GB",
    "currency": "GBP",
    "timezone": "Europe/London",
}
MEANWHILE = "Somebody changed the settings meanwhile."


def version_in(page: str) -> str:
    """The version that the form on a page carries."""
    found = re.search(r'name="version" [^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def opened(browser: Browser) -> dict[str, str]:
    """The form as the browser has it open now."""
    return {**FIELDS, "version": version_in(browser.get(URL).text)}


def name_of(world: World) -> Any:
    """The name of Alice's business as it is now."""
    db.session.expire_all()
    world.enter()
    return queries.business_settings().name


def other_owner(world: World) -> Browser:
    """Charlie, who owns Alice's business too, at work in it."""
    world.hire(world.charlie, world.books, "owner")
    return world.client(world.charlie)


@pytest.mark.parametrize("htmx", [False, True])
def test_what_another_saved_meanwhile_is_not_overwritten(
    world: World, htmx: bool
) -> None:
    browser = world.client(world.alice)
    form = opened(browser)
    other_owner(world).post(URL, {**FIELDS, "name": "Theirs"})

    answer = browser.post(URL, {**form, "name": "Mine & kept"}, htmx=htmx)

    assert answer.status_code == 409
    assert MEANWHILE in answer.text
    assert 'value="Mine &amp; kept"' in answer.text
    assert name_of(world) == "Theirs"
    assert len(facts(world, "BusinessChanged")) == 1


def test_saving_again_keeps_mine(world: World) -> None:
    browser = world.client(world.alice)
    form = opened(browser)
    other_owner(world).post(URL, {**FIELDS, "name": "Theirs"})
    refused = browser.post(URL, {**form, "name": "Mine"}, htmx=True)
    again = {**form, "name": "Mine", "version": version_in(refused.text)}

    answer = browser.post(URL, again)

    assert again["version"] != form["version"]
    assert answer.status_code == 303
    assert name_of(world) == "Mine"
    assert facts(world, "BusinessChanged")[-1].data == {
        "changes": {"name": ["Theirs", "Mine"]}
    }


def test_another_refusal_keeps_the_version_that_was_looked_at(world: World) -> None:
    browser = world.client(world.alice)
    form = opened(browser)
    other_owner(world).post(URL, {**FIELDS, "name": "Theirs"})

    refused = browser.post(URL, {**form, "name": ""})
    corrected = {**form, "name": "Mine", "version": version_in(refused.text)}

    assert refused.status_code == 422
    assert browser.post(URL, corrected).status_code == 409


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Other"},
        {"country": "IE"},
        {"currency": "EUR"},
        {"timezone": "Europe/Dublin"},
        {"is_email_unique": "y"},
    ],
)
def test_every_setting_makes_another_version(
    world: World, changed: dict[str, str]
) -> None:
    browser = world.client(world.alice)
    before = opened(browser)

    browser.post(URL, {**before, **changed})
    after = opened(browser)
    browser.post(URL, {**after, **FIELDS})

    assert after["version"] != before["version"]
    assert opened(browser)["version"] == before["version"]


def test_pressed_twice_it_is_saved_once_and_refused_never(world: World) -> None:
    browser = world.client(world.alice)
    form = {**opened(browser), "name": "Pressed twice"}

    statuses = [browser.post(URL, form).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert len(facts(world, "BusinessChanged")) == 1


def test_what_both_wanted_is_no_conflict(world: World) -> None:
    browser = world.client(world.alice)
    form = {**opened(browser), "name": "Wanted by both"}
    other_owner(world).post(URL, {**FIELDS, "name": "Wanted by both"})

    assert browser.post(URL, form).status_code == 303


@pytest.mark.parametrize(
    ("version", "status"), [("x", 409), ("\u202e", 409), ("x" * 65, 422), ("\0", 422)]
)
def test_a_version_that_never_was_overwrites_nothing(
    world: World, version: str, status: int
) -> None:
    fields = {**FIELDS, "name": "Forced", "version": version}

    answer = world.client(world.alice).post(URL, fields)

    assert answer.status_code == status
    assert name_of(world) == "Alice's Books"


def test_whoever_is_no_browser_may_leave_it_out(world: World) -> None:
    world.enter()
    values = BusinessSettings(**{**FIELDS, "name": "By the verb"})

    assert service.change_business(values, actor=world.actor(world.alice))
    db.session.flush()

    assert queries.business_settings().name == "By the verb"
    (fact,) = facts(world, "BusinessChanged")
    assert list(fact.data["changes"]) == ["name"]


def test_the_part_is_the_page_s_form(world: World) -> None:
    browser = world.client(world.alice)

    page = drawn(browser.get(URL))
    part = drawn(browser.get(URL, headers={"HX-Request": "true"}))

    assert part.strip() in page
    assert version_in(part) == version_in(page)

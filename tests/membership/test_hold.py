"""A hold by hand: its form begins as it is, and says what ending it does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.ground import clock
from tests.directory.seen import soup
from tests.membership.members import entries, save_rule, switch
from tests.membership.running import spenders
from tests.membership.switched import url_of
from tests.notes.jotted import filled, one, toast
from tests.world import World


def test_changing_the_reason_keeps_the_end_and_the_other_way_round(
    world: World,
) -> None:
    (ada,) = spenders(world, Ada=0).values()
    day = clock.today("Europe/London") + timedelta(days=30)
    switch(world, ada, True, world.bob, reason="Founder", hold_until=day)
    browser = world.client(world.bob)
    form = one(soup(browser.get(url_of(ada))), 'form:has([name="hold_until"])')

    answer = browser.post(url_of(ada), filled(form) | {"reason": "Friend"}, htmx=True)
    same = browser.post(url_of(ada), filled(form) | {"reason": "Friend"}, htmx=True)

    last = entries(ada)[-1]
    assert (last.reason, last.held_until) == ("Friend", day)
    assert toast(answer) == "The hold of Ada is changed."
    assert toast(same) == "Ada is a member already."
    assert one(soup(answer), "#switch-hold_until")["value"] == str(day)


def test_the_form_of_whoever_is_not_held_is_empty(world: World) -> None:
    (ada,) = spenders(world, Ada=0).values()
    day = clock.today("Europe/London") + timedelta(days=1)
    switch(world, ada, True, reason="Founder", hold_until=day)

    with clock.later(days=2):
        page = soup(world.client(world.alice).get(url_of(ada)))

    for name in ("reason", "hold_until"):
        assert one(page, f"#switch-{name}").get("value", "") == ""
    assert not page.select('form[action$="/release"]')


@pytest.mark.parametrize(
    ("is_member", "spend", "is_automatic", "sentence"),
    [
        (True, 999, True, "Not enough is spent: the membership then ends at once."),
        (False, 999, True, "Not enough is spent: they are then still not a member."),
        (True, 1000, False, "Enough is spent: they then stay a member."),
        (False, 1000, True, "Enough is spent: they then become a member at once."),
        (
            False,
            1000,
            False,
            "Nobody joins by itself: they are then still not a member.",
        ),
    ],
)
def test_what_ending_a_hold_does_is_said_before_and_done(
    world: World, is_member: bool, spend: int, is_automatic: bool, sentence: str
) -> None:
    (ada,) = spenders(world, Ada=spend).values()
    save_rule(world, "10.00", is_automatic=is_automatic)
    switch(world, ada, is_member, reason="Asked")
    browser = world.client(world.bob)

    form = one(soup(browser.get(url_of(ada))), 'form[action$="/release"]')
    browser.post(str(form["action"]), filled(form))

    assert sentence in form.get_text()
    meets = spend >= 1000
    assert entries(ada)[-1].is_member is (meets and (is_member or is_automatic))

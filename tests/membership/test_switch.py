"""Switching one customer by hand: the wanted state, wherever it is asked from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from customers.directory.models import FOREVER, NEVER, Customer
from customers.ground import clock, work
from customers.ground.db import db
from tests.directory.seen import soup
from tests.membership.members import entries, is_member, kept, save_rule, switch
from tests.membership.switched import JOIN, LEAVE, url_of
from tests.notes.jotted import facts, filled, one, toast
from tests.purchases.sold import people
from tests.world import World

WHO_SWITCH = ("alice", "adam", "bob")


@pytest.fixture
def ada(world: World) -> int:
    """A customer of Alice's."""
    return people(world, "Ada")[0]


def undo_of(answer: TestResponse) -> Tag:
    """The form of the toast that takes the switch back."""
    return one(soup(answer), ".toast form")


def switch_in(page: BeautifulSoup | Tag, at: str, customer_id: int) -> Tag:
    """The switch of a customer as it stands somewhere."""
    return one(page, f"#membership-{at}-{customer_id} [role=switch]")


@pytest.mark.parametrize("who", WHO_SWITCH)
def test_whoever_may_makes_a_member_and_holds_that(
    world: World, ada: int, who: str
) -> None:
    person = getattr(world, who)

    answer = world.client(person).post(url_of(ada), {**JOIN, "back": "/customers?q=a"})

    (entry,) = entries(ada)
    (fact,) = facts(world, "MembershipActivated")
    assert (answer.status_code, answer.location) == (303, "/customers?q=a")
    assert kept(ada)[:3] == (True, FOREVER, FOREVER)
    assert (entry.cause, entry.created_by, entry.reason) == ("manual", person.id, None)
    assert (fact.subject_id, fact.user_id) == (ada, person.id)
    assert fact.data["cause"] == "manual"


def test_and_ends_a_membership(world: World, ada: int) -> None:
    switch(world, ada, True)

    answer = world.client(world.bob).post(url_of(ada), LEAVE)

    (fact,) = facts(world, "MembershipEnded")
    assert answer.location == url_of(ada)
    assert kept(ada)[:3] == (False, NEVER, FOREVER)
    assert fact.subject_id == ada


def test_the_wanted_state_sent_twice_is_sent_once(world: World, ada: int) -> None:
    browser = world.client(world.bob)

    first, second = (
        browser.post(url_of(ada), {**JOIN, "at": "row"}, htmx=True) for _ in range(2)
    )

    assert (toast(first), toast(second)) == (
        "Ada is a member now.",
        "Ada is a member already.",
    )
    assert not soup(second).select(".toast form")
    assert len(entries(ada)) == len(facts(world, "MembershipActivated")) == 1


def test_two_who_want_the_same_never_flip_it_back(world: World, ada: int) -> None:
    bob, adam = world.client(world.bob), world.client(world.adam)
    forms = [
        filled(one(soup(who.get(url_of(ada))), f"#membership-head-{ada} form"))
        for who in (bob, adam)
    ]

    bob.post(url_of(ada), forms[0])
    adam.post(url_of(ada), forms[1])

    assert is_member(ada)
    assert len(entries(ada)) == 1


@pytest.mark.parametrize("at", ["row", "drawer", "head"])
def test_htmx_gets_the_part_that_the_page_draws(
    world: World, ada: int, at: str
) -> None:
    browser = world.client(world.bob)
    page = {"row": "/customers", "drawer": f"/customers/{ada}/drawer"}
    url = page.get(at, f"/customers/{ada}")

    answer = browser.post(url_of(ada), {**JOIN, "at": at, "back": url}, htmx=True)

    shown = browser.get(url, headers={"HX-Request": "true"})
    drawn = one(soup(shown), f"#membership-{at}-{ada}")
    part = soup(answer).find(True)
    assert isinstance(part, Tag)
    button = one(part, "[role=switch]")
    assert button.attrs.pop("autofocus", None) is not None
    assert (button["aria-checked"], button["aria-label"]) == ("true", "Member: Ada")
    assert one(part, "[name=is_member]")["value"] == "0"
    sent = [one(root, "[name=csrf_token]") for root in (part, drawn)]
    for field in sent:
        field["value"] = ""
    assert part.prettify() == drawn.prettify()
    assert toast(answer) == "Ada is a member now."


def test_what_says_the_same_elsewhere_on_the_page_changes_too(
    world: World, ada: int
) -> None:
    browser = world.client(world.bob)

    def places(at: str, back: str) -> list[str]:
        sent = {**JOIN, "at": at, "back": back}
        page = soup(browser.post(url_of(ada), sent, htmx=True))
        found = [str(part["hx-target"]) for part in page.select("hx-partial")]
        return [place for place in found if place != "#toasts"]

    assert places("row", "/customers") == ["#stats"]
    assert places("drawer", "/customers") == [f"#membership-row-{ada}", "#stats"]
    assert places("head", f"/customers/{ada}/notes") == []
    assert places("head", url_of(ada)) == ["#membership-tab"]
    assert places("tab", "") == [f"#membership-head-{ada}"]


def test_the_cards_above_the_list_are_those_of_the_page(world: World, ada: int) -> None:
    browser = world.client(world.bob)
    form = undo_of(browser.post(url_of(ada), {**JOIN, "at": "row"}, htmx=True))

    sent = [
        browser.post(url_of(ada), {**JOIN, "at": "drawer"}, htmx=True),
        browser.post(str(form["action"]), filled(form), htmx=True),
    ]

    members = []
    for answer in sent:
        cards = one(soup(answer), 'hx-partial[hx-target="#stats"] > #stats')
        members.append(one(cards, "div:has(a) > dt + dd").get_text())
    assert members == ["1", "0"]
    assert str(cards) == str(one(soup(browser.get("/customers")), "#stats"))


def test_what_is_lacking_goes_and_comes_with_the_switch(world: World, ada: int) -> None:
    save_rule(world, "10.00")
    browser = world.client(world.bob)

    lacking = [
        soup(browser.post(url_of(ada), {**sent, "at": "row"}, htmx=True)).select(
            f"#membership-row-{ada} .to-go"
        )
        for sent in (JOIN, LEAVE)
    ]

    assert lacking[0] == []
    assert lacking[1][0].get_text(strip=True) == "£10.00 to go"


def test_undo_brings_back_what_was(world: World, ada: int) -> None:
    browser = world.client(world.bob)
    form = undo_of(browser.post(url_of(ada), {**JOIN, "at": "row"}, htmx=True))

    answers = [
        browser.post(str(form["action"]), filled(form), htmx=True) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert toast(answers[0]) == "Undone. Ada is not a member now."
    row = one(soup(answers[0]), f'hx-partial[hx-target="#membership-row-{ada}"]')
    assert switch_in(row, "row", ada)["aria-checked"] == "false"
    assert kept(ada)[:3] == (False, NEVER, NEVER)
    assert [entry.cause for entry in entries(ada)] == ["manual", "undo"]
    assert len(facts(world, "MembershipEnded")) == 1


def test_undo_without_scripts_leads_back_where_it_was_asked(
    world: World, ada: int
) -> None:
    browser = world.client(world.bob)
    led = browser.post(url_of(ada), {**JOIN, "at": "row", "back": "/customers?q=ada"})

    form = undo_of(browser.get(led.location))
    answer = browser.post(str(form["action"]), filled(form))

    assert (answer.status_code, answer.location) == (303, "/customers?q=ada")
    assert "Undone. Ada is not a member now." in browser.get(answer.location).text


def test_what_changed_since_is_not_undone_and_that_is_said(
    world: World, ada: int
) -> None:
    done = switch(world, ada, True, world.bob)
    switch(world, ada, False, world.adam)

    answer = world.client(world.bob).post(f"/membership/entries/{done.entry_id}/undo")

    assert answer.status_code == 409
    assert "changed again" in answer.text
    assert "by Adam" in answer.text
    assert len(entries(ada)) == 2


def test_staff_undo_their_own_switch_alone(world: World, ada: int) -> None:
    done = switch(world, ada, True, world.adam)
    url = f"/membership/entries/{done.entry_id}/undo"

    answer = world.client(world.bob).post(url)

    assert answer.status_code == 403
    assert url not in world.client(world.bob).get(url_of(ada)).text
    assert url in world.client(world.alice).get(url_of(ada)).text
    assert is_member(ada)


def test_a_reason_and_an_end_are_kept(world: World, ada: int) -> None:
    end = clock.today("Europe/London") + timedelta(days=30)
    sent = {**JOIN, "at": "tab", "reason": " Founder's friend ", "hold_until": str(end)}

    answer = world.client(world.bob).post(url_of(ada), sent, htmx=True)

    (entry,) = entries(ada)
    (fact,) = facts(world, "MembershipActivated")
    assert soup(answer).find(True) == one(soup(answer), "#membership-tab")
    assert (entry.reason, entry.held_until) == ("Founder's friend", end)
    assert "Founder" not in f"{fact.data}{fact.personal}"


def test_a_hold_ends_and_the_threshold_decides_at_once(world: World, ada: int) -> None:
    save_rule(world, "10.00")
    switch(world, ada, True)
    browser = world.client(world.bob)
    before = browser.get(url_of(ada))

    answers = [browser.post(url_of(ada, "/release"), htmx=True) for _ in range(2)]

    form = one(soup(before), f'form[action="{url_of(ada, "/release")}"]')
    assert "End the hold" in form.get_text()
    assert toast(answers[0]) == "The hold has ended. Ada is not a member now."
    assert toast(answers[1]) == "There was no hold."
    assert "End the hold" not in answers[0].text
    assert kept(ada)[:3] == (False, NEVER, NEVER)


def test_the_end_of_a_hold_is_undone_by_the_toast(world: World, ada: int) -> None:
    save_rule(world, "10.00")
    switch(world, ada, True)
    browser = world.client(world.bob)
    form = undo_of(browser.post(url_of(ada, "/release"), {"at": "tab"}, htmx=True))
    after = kept(ada)[:3]

    answer = browser.post(str(form["action"]), filled(form), htmx=True)

    assert after == (False, NEVER, NEVER)
    assert toast(answer) == "Undone. Ada is a member now."
    assert kept(ada)[:3] == (True, FOREVER, FOREVER)
    again = browser.post(url_of(ada, "/release"), htmx=True)
    last = browser.post(url_of(ada, "/release"), htmx=True)
    assert undo_of(again)
    assert not soup(last).select(".toast form")


def test_a_lapsed_member_is_none_and_the_switch_makes_one_anew(
    world: World, ada: int
) -> None:
    save_rule(world, "10.00", is_automatic=True, period_months=1)
    _lapse(world, ada)
    browser = world.client(world.bob)

    page = soup(browser.get(url_of(ada)))
    browser.post(url_of(ada), JOIN)

    assert switch_in(page, "head", ada)["aria-checked"] == "false"
    assert kept(ada)[:3] == (True, FOREVER, FOREVER)


def _lapse(world: World, customer_id: int) -> None:
    """Let them be a member whose day has passed, unwritten as yet."""
    done = switch(world, customer_id, True)
    assert done.entry_id is not None

    def change() -> None:
        row = db.session.get_one(Customer, customer_id)
        row.member_until, row.held_until = date(2026, 1, 1), NEVER

    work.run(change)

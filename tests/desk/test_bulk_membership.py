"""The membership of many, switched by hand: asked first, done as one run, undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from customers.desk.queries import list_switch
from customers.directory.models import FOREVER, Customer
from customers.ground import clock
from customers.ground.db import db
from customers.membership.models import MembershipRun
from customers.membership.service.runs import kept as runs_kept
from tests.desk.listing import LIST, one
from tests.desk.ticking import BULK, drawn, three
from tests.directory.people import facts
from tests.directory.seen import HTMX, add, soup, text_of
from tests.membership.members import entries, is_member, kept, switch
from tests.world import World

DOOR = f"{BULK}/membership"
ON, OFF = "membership:on", "membership:off"


def sent(world: World, who: Any, asked: dict[str, Any], **typed: str) -> Any:
    """Ask, fill in the form of the question, and send it."""
    browser = world.client(who)
    fields = drawn(browser, asked) | {name: [text] for name, text in typed.items()}
    return browser.post(DOOR, fields, raw=True)


def runs(world: World) -> list[MembershipRun]:
    """All runs of Alice's."""
    world.enter()
    return list(db.session.scalars(select(MembershipRun).order_by(MembershipRun.id)))


def members(ids: list[int]) -> list[bool]:
    """Whether these are members."""
    db.session.expire_all()
    return [is_member(each) for each in ids]


def test_the_question_names_who_changes_and_counts_the_others(world: World) -> None:
    ids = three(world)
    switch(world, ids[1], True)
    browser = world.client(world.adam)

    on = browser.get(BULK, query_string={"ids": ids, "change": ON})
    off = browser.get(BULK, query_string={"all": "1", "change": OFF})

    assert "Switch membership on for 2 customers?" in text_of(on)
    assert [bdi.get_text() for bdi in soup(on).select("#confirm bdi")] == ["Ada", "Cyd"]
    assert "1 is a member already and stays as they are." in text_of(on)
    assert "Switch membership off for 1 customer?" in text_of(off)
    assert "2 are not members and stay as they are." in text_of(off)
    assert members(ids) == [False, True, False]
    assert runs(world) == []


def test_many_names_are_cut(world: World) -> None:
    ids = [add(world, name=f"Anna {number}") for number in range(8)]

    page = world.client(world.alice).get(BULK, query_string={"ids": ids, "change": ON})

    assert "Anna 4 and 3 more" in text_of(page)


def test_they_are_switched_as_one_run_and_undone_by_the_toast(world: World) -> None:
    ids = three(world)
    switch(world, ids[1], True)
    day = clock.today("Europe/London") + timedelta(days=9)
    browser = world.client(world.adam)
    form = drawn(browser, {"ids": ids, "status": "active", "change": ON})
    form |= {"reason": ["summer"], "hold_until": [day.isoformat()]}

    answer = browser.post(DOOR, form, raw=True)

    assert (answer.status_code, answer.location) == (303, f"{LIST}?status=active")
    assert members(ids) == [True, True, True]
    assert [kept(each)[1:3] for each in ids] == [
        *((FOREVER, day), (FOREVER, FOREVER), (FOREVER, day)),
    ]
    (run,) = runs(world)
    assert (run.kind, run.state, run.joined) == ("switch", "done", 2)
    assert entries(ids[0])[-1].reason == "summer"
    assert [fact.subject_id for fact in facts(world, "MembershipActivated")][1:] == [
        *(ids[0], ids[2]),
    ]
    page = browser.get(str(answer.location))
    assert "2 customers are members now." in text_of(page)
    undo = one(page, ".toast form")
    assert undo["action"] == f"/membership/runs/{run.id}/undo"

    browser.post(str(undo["action"]))

    assert members(ids) == [False, True, False]
    assert kept(ids[1])[2] == FOREVER


def test_off_works_on_a_whole_list_and_a_search(world: World) -> None:
    ids = three(world)
    for each in ids:
        switch(world, each, True)

    searched = sent(world, world.alice, {"all": "1", "q": "cyd", "change": OFF})
    assert searched.location == f"{LIST}?q=cyd"
    assert members(ids) == [True, True, False]
    sent(world, world.alice, {"all": "1", "membership": "member", "change": OFF})

    assert members(ids) == [False, False, False]
    assert [run.left for run in runs(world)] == [1, 2]


def test_one_form_sent_twice_is_one_run(world: World) -> None:
    ids = three(world)
    browser = world.client(world.alice)
    form = drawn(browser, {"ids": ids, "change": ON})

    first, second = (browser.post(DOOR, form, raw=True) for _time in range(2))

    assert first.location == second.location == LIST
    assert len(runs(world)) == 1


def test_who_is_so_already_is_not_asked_about(world: World) -> None:
    (ada, *_rest) = three(world)
    switch(world, ada, True)
    browser = world.client(world.alice)
    form = drawn(browser, {"ids": [ada], "change": OFF})
    switch(world, ada, False)

    page = browser.get(BULK, query_string={"ids": [ada], "change": OFF})
    answer = browser.post(DOOR, form, raw=True)

    assert "Nobody who is chosen is a member" in text_of(page)
    assert not soup(page).select("#confirm button")
    assert answer.location == LIST
    told = text_of(browser.get(LIST))
    assert "Nothing to change: it was so already." in told
    assert [run.state for run in runs(world)] == ["dropped"]


def test_a_day_that_is_over_is_refused_beside_its_field(world: World) -> None:
    ids = three(world)
    browser = world.client(world.alice)
    form = drawn(browser, {"ids": ids, "change": ON})
    form |= {"reason": ["summer"], "hold_until": ["2020-01-01"]}

    page = browser.post(DOOR, form, raw=True)
    part = browser.post(DOOR, form, raw=True, htmx=True)

    for answer in (page, part):
        assert answer.status_code == 422
        assert "Choose a day after today." in text_of(answer)
        assert one(answer, "#bulk-reason")["value"] == "summer"
        assert len(soup(answer).select('#confirm input[name="ids"]')) == 3
    assert part.get_data(as_text=True).strip().startswith("<form")
    assert members(ids) == [False] * 3
    assert runs(world) == []


def test_the_question_is_a_part_and_a_page(world: World) -> None:
    ids = three(world)
    browser = world.client(world.alice)
    asked = {"ids": ids, "change": ON}

    page = browser.get(BULK, query_string=asked)
    part = browser.get(BULK, query_string=asked, headers=HTMX)

    fresh = '[name="request_key"], [name="csrf_token"]'
    roots = [one(answer, "#confirm") for answer in (page, part)]
    for root in roots:
        for field in root.select(fresh):
            field["value"] = ""
    assert str(roots[0]) == str(roots[1])


def test_more_than_are_done_at_once_are_previewed_on_the_page_of_their_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = three(world)
    monkeypatch.setattr(list_switch, "AT_ONCE", 2)
    monkeypatch.setattr(runs_kept, "AT_ONCE", 2)
    asked = {"all": "1", "type": "walk_in", "change": ON}

    question = world.client(world.alice).get(BULK, query_string=asked)
    answer = sent(world, world.alice, asked)

    (run,) = runs(world)
    assert "Switch membership on for 3 customers?" in text_of(question)
    assert "You see first whom this changes" in text_of(question)
    assert (run.state, answer.location) == ("previewing", f"/membership/runs/{run.id}")
    assert members(ids) == [False] * 3


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_only_who_manages_membership_switches_many(world: World, who: str) -> None:
    ids = three(world)
    browser = world.client(getattr(world, who))
    fields = {"ids": ids, "is_member": "1"}

    listed = browser.get(LIST)
    asked = browser.get(BULK, query_string={"ids": ids, "change": ON})
    done = browser.post(DOOR, fields)

    assert not soup(listed).select(f'#bulk option[value="{ON}"]')
    assert [asked.status_code, done.status_code] == [403, 403]
    assert members(ids) == [False] * 3


def test_customers_of_others_are_passed_by(world: World) -> None:
    ids = three(world)
    theirs = world.client(world.charlie)

    answer = theirs.post(DOOR, {"ids": ids, "is_member": "1"})

    assert answer.status_code == 303
    world.enter()
    assert members(ids) == [False] * 3


def test_it_is_offered_to_who_may(world: World) -> None:
    three(world)

    page = world.client(world.adam).get(LIST)

    offered = {
        str(option["value"]): option.get_text()
        for option in soup(page).select('#bulk optgroup[label="Membership"] option')
    }
    assert offered == {ON: "Switch on", OFF: "Switch off"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"ids": ["x"], "is_member": "1"},
        {"ids": ["1"]},
        {"ids": ["1"], "is_member": "maybe"},
        {"ids": ["1"], "is_member": "1", "reason": "x" * 201},
        {"ids": ["1"], "is_member": "1", "hold_until": "tomorrow"},
        {"all": "1", "membership": "maybe", "is_member": "1"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(world: World, fields: dict[str, Any]) -> None:
    ids = three(world)

    answer = world.client(world.alice).post(DOOR, fields)

    assert answer.status_code == 422
    assert members(ids) == [False] * 3


def test_the_usual_changes_do_not_switch(world: World) -> None:
    ids = three(world)
    fields = {"ids": ids, "change": ON}

    answer = world.client(world.alice).post(BULK, fields)

    assert answer.status_code == 422
    assert members(ids) == [False] * 3


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(DOOR)

    assert answer.status_code == 405


def test_the_row_of_somebody_deleted_meanwhile_is_left_alone(world: World) -> None:
    ids = three(world)
    browser = world.client(world.alice)
    form = drawn(browser, {"ids": ids, "change": ON})
    browser.post(f"/customers/{ids[0]}/delete")

    browser.post(DOOR, form, raw=True)

    world.enter()
    known = select(Customer.id).where(Customer.is_member).order_by(Customer.id)
    assert list(db.session.scalars(known)) == ids[1:]

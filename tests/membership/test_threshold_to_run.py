"""From the page of the threshold to a run, and what the page says as one goes."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from customers.accounts.service import note_counted_window
from customers.ground.db import db
from customers.membership.models import MembershipRun
from customers.membership.service.refreshing import refresh_all
from tests.directory.seen import HTMX, soup, text_of, written
from tests.membership.members import save_rule, switch
from tests.membership.running import run_of, spenders, switched, work_off
from tests.world import Browser, World

PAGE, RUNS = "/membership", "/membership/runs"


def url(amount: str) -> str:
    """The page with this amount."""
    return f"{PAGE}?threshold={amount}"


def sent(browser: Browser, tried: str, *, is_ticked: bool = False) -> dict[str, str]:
    """What "Run…" of the page sends."""
    page = soup(browser.get(tried))
    fields = page.select('#run-it input, input[form="run-it"]')
    return {
        str(each["name"]): str(each["value"])
        for each in fields
        if each.get("type") != "checkbox" or is_ticked
    }


@pytest.mark.parametrize("window", ["", "&window_months=6"])
def test_what_is_ticked_is_what_is_previewed(world: World, window: str) -> None:
    spenders(world, Ada=2000)
    browser = world.client(world.alice)
    tried = url(f"15{window}")

    said = {}
    for is_ticked in (False, True):
        fields = sent(browser, tried, is_ticked=is_ticked)
        answer = browser.post(RUNS, fields, raw=True)
        assert answer.status_code == 303
        page = text_of(browser.get(str(answer.location)))
        found = re.search(r"Members below it (\w+)", page)
        said[is_ticked] = found and found[1]

    assert said == {False: "stay", True: "end"}


def test_what_is_swapped_leaves_the_tick_alone(world: World) -> None:
    spenders(world, Ada=2000)
    browser = world.client(world.alice)

    page = soup(browser.get(f"{PAGE}?threshold=15"))
    part = soup(browser.get(f"{PAGE}?threshold=15&list=leave", headers=HTMX))

    assert page.select_one("#run-it #also-ends")
    assert page.select_one("#preview #also-ends") is None
    assert part.select_one("#also-ends") is None
    assert part.select_one('input[form="run-it"][name="threshold"]')


def test_pressed_twice_is_one_run(world: World) -> None:
    spenders(world, Ada=2000)
    browser = world.client(world.alice)
    fields = sent(browser, f"{PAGE}?threshold=15")

    first = browser.post(RUNS, fields, raw=True)
    again = browser.post(RUNS, fields, raw=True)
    anew = browser.post(RUNS, sent(browser, f"{PAGE}?threshold=15"), raw=True)

    assert (first.status_code, again.status_code, anew.status_code) == (303, 303, 303)
    assert first.location == again.location != anew.location
    assert db.session.scalar(select(func.count(MembershipRun.id))) == 2
    keyless = {name: fields[name] for name in fields if name != "request_key"}
    assert browser.post(RUNS, keyless, raw=True).status_code == 422


def test_a_refused_form_keeps_its_key_and_its_tick(world: World) -> None:
    browser = world.client(world.alice)
    fields = sent(browser, f"{PAGE}?threshold=15", is_ticked=True)

    refused = browser.post(RUNS, {**fields, "threshold": "0"}, raw=True)

    form = soup(refused).select_one("#run-form")
    assert form
    assert form.select_one("#also_ends[checked]")
    key = form.select_one('[name="request_key"]')
    assert key
    assert key["value"] == fields["request_key"]
    assert browser.post(RUNS, fields, raw=True).status_code == 303


def test_what_a_move_would_do_is_said(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=1500, Cay=10)
    run_of(switched(world, [ids["Cay"]]))
    browser = world.client(world.alice)
    line = 'hx-partial[hx-target="#threshold-said"][hx-swap="innerHTML"]'

    page = soup(browser.get(f"{PAGE}?threshold=15"))
    part = soup(browser.get(f"{PAGE}?threshold=15", headers=HTMX))
    other = f"{PAGE}?threshold=15&window_months=2"

    assert page.select_one("#threshold-said[role=status]")
    assert page.select_one("#preview #threshold-said") is None
    assert [each.get_text() for each in part.select(line)] == [
        "2 would join, 0 would leave"
    ]
    counted = soup(browser.get(other, headers=HTMX)).select_one(line)
    assert counted
    assert counted.get_text() == "Another window has to be counted first."
    slider = page.select_one("#slider")
    assert slider
    assert slider["aria-valuetext"] == "£15.00"


def test_a_wrong_amount_keeps_all_else_that_was_chosen(world: World) -> None:
    save_rule(world, "75", window_months=12)
    browser = world.client(world.alice)

    page = soup(browser.get(f"{PAGE}?threshold=x&window_months=6&grace_days=9"))

    window = page.select_one("#window_months option[selected]")
    sends = page.select_one('#preview input[form="run-it"][name="window_months"]')
    days = page.select_one("#grace_days")
    assert window
    assert sends
    assert days
    assert window["value"] == sends["value"] == "6"
    assert days["value"] == "9"
    assert page.select_one(".tile") is None


def test_a_threshold_that_nobody_has_reached_is_said_to_be_so(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=1999)
    browser = world.client(world.alice)
    world.enter()
    switch(world, ids["Ada"], True)

    said = {
        amount: "Nobody has spent so much." in text_of(browser.get(url(amount)))
        for amount in ("20", "20.01", "99999999999")
    }

    assert said == {"20": False, "20.01": True, "99999999999": True}


def test_what_is_in_force_is_said_beside_what_is_tried(world: World) -> None:
    spenders(world, Ada=2000)
    save_rule(world, "120")
    browser = world.client(world.alice)
    force = "£120.00 spent in all"

    same, other = (text_of(browser.get(url(amount))) for amount in ("120", "15"))
    run = str(browser.post(RUNS, {"threshold": "15"}).location)
    previewed = text_of(browser.get(run))
    browser.post(f"{run}/apply")
    done = soup(browser.get(run))
    again = str(browser.post(RUNS, {"threshold": "120"}).location)

    assert (force in same, force in other) == (False, True)
    assert (force in previewed, "Save this as the rule" in previewed) == (True, False)
    link = done.select_one("#run a.button[href^='/membership?']")
    assert link
    proposed = soup(browser.get(str(link["href"]))).select_one("#threshold")
    assert proposed
    assert proposed["value"] == "15"
    assert force not in text_of(browser.get(again))


def test_the_lists_beside_it_begin_with_who_is_closest(world: World) -> None:
    browser = world.client(world.alice)

    page = soup(browser.get(PAGE))

    for link in page.select("#membership-lists a"):
        assert browser.get(str(link["href"])).status_code == 200
    led = {
        link.get_text(): str(link["href"])
        for link in page.select("#membership-lists a")
    }
    assert led["About to join"] == "/customers?membership=near&sort=spend"
    assert led["Ending soon"] == "/customers?membership=ending&sort=until&order=asc"


def refresh(world: World) -> None:
    """Let everybody have to be counted anew."""
    actor = world.actor(world.alice)
    note_counted_window(-1, actor=actor)
    refresh_all(actor=actor)


def test_figures_that_are_being_counted_show_how_far_that_is(world: World) -> None:
    written(world, lambda: refresh(world))
    browser = world.client(world.alice)

    part = soup(browser.get(f"{PAGE}?threshold=5", headers=HTMX))

    preview = part.select_one("#preview")
    assert preview is not None
    assert "being brought up to date" in preview.get_text()
    assert preview.select("progress")
    assert preview["hx-trigger"] == "poll from:body"
    assert preview.select(".tile, .spread, .tabs") == []
    asks = str(preview["hx-get"])
    assert asks == "/membership?threshold=5&seen=waiting-0-None"
    assert browser.get(asks, headers=HTMX).status_code == 204
    assert browser.get(asks).status_code == 200
    assert browser.get(f"{asks}0", headers=HTMX).status_code == 200
    work_off(world)
    assert "brought up to date" not in text_of(browser.get(asks, headers=HTMX))

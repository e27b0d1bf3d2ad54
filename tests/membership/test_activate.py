"""The commands that apply a threshold to everybody, and undo a run."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import Result
from sqlalchemy import func, select

from customers.ground import clock
from customers.ground.db import db
from customers.membership.models import MembershipRun
from customers.membership.queries.rules import saved_rule
from tests.directory.seen import statements
from tests.membership.members import is_member, kept, save_rule, switch
from tests.membership.running import run_of, spenders, standings, tallies
from tests.purchases.sold import recorded, sale
from tests.world import World

DAY = timedelta(days=1)


def run(world: World, *words: str) -> Result:
    answer = world.app.test_cli_runner().invoke(
        args=[*words, "--business=alices-books"]
    )
    world.enter()
    db.session.expire_all()
    return answer


def test_activate_makes_members_and_leaves_the_rule(world: World) -> None:
    save_rule(world, "99.00")
    ids = spenders(world, Ada=2050, Ben=2049, Held=9000)
    switch(world, ids["Held"], False, reason="asked")

    answer = run(world, "activate", "--threshold=20.50")

    told = json.loads(answer.stdout)
    run_id = told.pop("run")
    assert told == {"joined": 1, "left": 0, "held": 1, "left_out": 0}
    assert answer.exit_code == 0
    assert run_of(run_id).state == "done"
    assert run_of(run_id).created_by is None
    assert [is_member(one) for one in ids.values()] == [True, False, False]
    rule = saved_rule()
    assert rule
    assert rule.threshold_minor == 9900
    assert "running: 1 of 1" in answer.stderr


def test_a_dry_run_says_the_same_and_keeps_nothing(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=1000)
    run(world, "activate", "--threshold=10")
    before = standings()

    tried = run(world, "activate", "--threshold=15", "--end-below", "--dry-run")

    told = json.loads(tried.stdout)
    assert told == {"joined": 0, "left": 1, "held": 0, "left_out": 0, "run": None}
    assert standings() == before
    assert db.session.scalar(select(func.count(MembershipRun.id))) == 1
    done = json.loads(run(world, "activate", "--threshold=15", "--end-below").stdout)
    assert {**done, "run": None} == told
    assert not is_member(ids["Ben"])


def written(world: World) -> list[str]:
    """The statements that write, of a dry run."""
    with statements() as asked:
        answer = run(world, "activate", "--threshold=10", "--end-below", "--dry-run")
    assert json.loads(answer.stdout) == {
        "joined": 1,
        "left": 1,
        "held": 0,
        "left_out": 0,
        "run": None,
    }
    verbs = ("INSERT", "UPDATE", "DELETE")
    return [text for text in asked if text.lstrip().upper().startswith(verbs)]


def test_a_dry_run_writes_nothing_even_of_what_days_have_changed(world: World) -> None:
    save_rule(world, "90.00", window_months=1)
    ids = spenders(world, Old=0, Ada=2000)
    lately = {"customer_id": ids["Old"], "purchased_at": clock.now()}
    recorded(world, sale("lately", 3000, **lately))
    switch(world, ids["Old"], True, hold_until=clock.today("Europe/London") + 3 * DAY)
    later = clock.now() + 40 * DAY
    with clock.set_to(later):
        recorded(world, sale("new", 1500, customer_id=ids["Ada"], purchased_at=later))
        before = (standings(), tallies(), [kept(one) for one in ids.values()])

        writes = written(world)

        db.session.expire_all()
        assert writes == []
        after = (standings(), tallies(), [kept(one) for one in ids.values()])
        assert after == before
        assert kept(ids["Old"])[3] == 3000
        done = run(world, "activate", "--threshold=10", "--end-below")
    told = json.loads(done.stdout)
    assert (told["joined"], told["left"]) == (1, 1)


def test_undo_run_gives_everybody_back_what_they_were(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=1000)
    before, counted = standings(), tallies()
    run_id = json.loads(run(world, "activate", "--threshold=10").stdout)["run"]
    switch(world, ids["Ben"], True, reason="stays")

    first = run(world, "undo-run", str(run_id))
    again = run(world, "undo-run", str(run_id))

    told = {"undone": 1, "skipped": 1, "run": run_id}
    assert json.loads(first.stdout) == json.loads(again.stdout) == told
    assert standings()[ids["Ada"]] == before[ids["Ada"]]
    assert kept(ids["Ben"])[0]
    assert counted[("none", 2000)] == tallies()[("none", 2000)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["activate", "--threshold=much"], "is no amount above 0"),
        (["activate", "--threshold=0.00"], "is no amount above 0"),
        (["activate", "--threshold=1.001"], "decimals at most"),
        (["activate"], "--threshold"),
        (["undo-run", "7777777"], "no such run"),
        (["undo-run", "x"], "not a valid integer"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_status_1(
    world: World, words: list[str], says: str
) -> None:
    answer = run(world, *words)

    assert answer.exit_code == 1
    assert says in answer.stderr


def test_a_run_under_way_is_said(world: World) -> None:
    spenders(world, Ada=2000)
    db.session.add(MembershipRun(kind="switch", state="running"))
    db.session.commit()

    answer = run(world, "activate", "--threshold=10")

    assert answer.exit_code == 1
    assert "Another run" in answer.stderr

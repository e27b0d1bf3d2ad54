"""The list of who joined and whose membership ended: what stands behind the figures."""

from __future__ import annotations

import csv
import io
import re

import pytest
from bs4 import Tag
from sqlalchemy import select
from werkzeug.test import TestResponse

from customers.directory.service import delete_customer
from customers.events.models import Event
from customers.ground import clock, work
from customers.ground.db import db
from customers.membership import service
from customers.membership.queries import changes, trends
from customers.transfer.export import changes as export
from tests.directory.seen import add, soup, statements, text_of
from tests.membership.members import switch
from tests.membership.running import applied, previewed, spenders
from tests.purchases.sold import people
from tests.world import Browser, World

CHANGES, EXPORT = "/membership/changes", "/membership/changes/export"


def story(world: World) -> dict[str, int]:
    """Today a run joins four; two end, one by hand, one by a file; one is deleted."""
    ids = spenders(world, Ada=1000, Ben=2000, Cas=3000, Dot=4000)
    applied(world, previewed(world, 1000))
    switch(world, ids["Ada"], False, world.bob)
    actor = world.actor(world.alice)
    work.run(lambda: service.imported({ids["Ben"]: False}, actor=actor))
    work.run(lambda: delete_customer(ids["Cas"], actor=actor))
    return ids


def rows_of(page: Tag) -> list[str]:
    """The rows, as the text of each."""
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


def walked(browser: Browser, url: str) -> list[str]:
    """The rows of all pages, forwards; backwards there are as many."""
    found, back = [], ""
    while url:
        page = soup(browser.get(url))
        found += rows_of(page)
        later = page.select_one("a[rel=next]")
        url = str(later["href"]) if later else ""
        earlier = page.select_one("a[rel=prev]")
        back = str(earlier["href"]) if earlier else ""
    number = len(rows_of(page))
    while back:
        page = soup(browser.get(back))
        number += len(rows_of(page))
        earlier = page.select_one("a[rel=prev]")
        back = str(earlier["href"]) if earlier else ""
    assert number == len(found)
    return found


def test_there_are_as_many_rows_as_the_days_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(world)
    today = clock.today("Europe/London")
    monkeypatch.setattr(changes, "PAGE_SIZE", 2)
    viewer = world.client(world.vera)
    world.enter()
    [day] = trends.joined_and_ended(today, until=today)

    joined = walked(viewer, f"{CHANGES}?kind=joined&day_from={today}&day_to={today}")
    ended = walked(viewer, f"{CHANGES}?kind=ended&day_from={today}")

    assert (len(joined), len(ended)) == (day.joined, day.ended) == (4, 2)
    assert "A deleted customer" in joined[1]
    assert "Cas" not in " ".join(joined)
    assert joined[0].startswith("D Dot DOT")
    assert "by a run" in joined[0]
    assert "without end" in joined[0]
    assert "Alice" in joined[0]
    assert ended[0].startswith("B Ben BEN")
    assert "by an import" in ended[0]
    assert "Bob" in ended[1]


def test_a_row_leads_to_the_profile_and_to_its_cause(world: World) -> None:
    ids = story(world)

    def ways(browser: Browser) -> set[str]:
        page = soup(browser.get(CHANGES))
        return {str(a["href"]) for row in page.select("tbody tr") for a in row("a")}

    profiles = {f"/customers/{ids[name]}" for name in ("Ada", "Ben", "Dot")}
    run = {one for one in ways(world.client(world.adam)) if "/runs/" in one}

    assert len(run) == 1
    assert ways(world.client(world.adam)) == profiles | run
    # Who may not see the run is not led there.
    assert ways(world.client(world.vera)) == profiles


def test_the_part_is_the_page_s_own_and_says_its_days(world: World) -> None:
    story(world)
    browser = world.client(world.bob)
    url = f"{CHANGES}?kind=ended&day_from=2020-01-02"

    page = soup(browser.get(url)).select_one("#changes")
    part = soup(browser.get(url, headers={"HX-Request": "true"})).select_one("#changes")

    assert page
    assert str(part) == str(page)
    assert "From: 2 Jan 2020" in " ".join(page.get_text(" ").split())
    chip = page.select(".chip")[0]
    assert chip["href"] == f"{CHANGES}?kind=ended"
    assert re.sub(r"\s+", " ", page.select(".sums")[0].get_text(" ")).split()[:4] == [
        *("Ended", "2"),
        *("Joined", "4"),
    ]


def test_lists_with_nothing_in_them_say_so(world: World) -> None:
    story(world)
    browser = world.client(world.charlie)
    said = {
        "": "Nobody has joined yet",
        "?kind=ended": "No membership has ended yet",
        "?day_to=2020-01-01": "Nobody joined on these days",
        "?kind=ended&day_to=2020-01-01": "No membership ended on these days",
        "?day_from=2020-01-02&day_to=2020-01-01": "the wrong way round",
    }
    for query, sentence in said.items():
        # Charlie's own: nobody of Alice's stands there.
        answer = browser.get(f"{CHANGES}{query}")

        assert answer.status_code == 200
        assert sentence in text_of(answer), query
        assert rows_of(soup(answer)) == []


def test_an_address_without_sense_is_refused_in_words(world: World) -> None:
    browser = world.client(world.vera)
    for query in ("kind=both", "day_from=2026-02-30", "day_to=x", "after=zzz"):
        answer = browser.get(f"{CHANGES}?{query}")

        assert answer.status_code == 422, query
        assert "This list cannot be shown" in text_of(answer)
        assert soup(answer).select_one(f"main a[href='{CHANGES}']")
        part = browser.get(f"{CHANGES}?{query}", headers={"HX-Request": "true"})
        assert part.status_code == 422


def test_many_rows_ask_no_more_questions_than_one(world: World) -> None:
    (one,) = people(world, "One")
    switch(world, one, True)
    browser = world.client(world.vera)

    def asked() -> int:
        with statements() as seen:
            assert browser.get(CHANGES).status_code == 200
        return len(seen)

    asked()
    few = asked()
    world.enter()
    story(world)

    assert asked() == few


def exported(answer: TestResponse) -> list[dict[str, str]]:
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_file_holds_the_list_and_is_written_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch(world, add(world, name="=Eve"), True)
    story(world)
    today = clock.today("Europe/London").isoformat()
    monkeypatch.setattr(export, "_AT_ONCE", 2)
    admin = world.client(world.adam)

    page = admin.get(f"{EXPORT}?kind=ended&day_from={today}")
    answer = admin.post(EXPORT, {"kind": "joined", "day_from": today})

    assert "Change Ended" in text_of(page)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    rows = exported(answer)
    assert [row["Customer name"] for row in rows] == ["Dot", "", "Ben", "Ada", "'=Eve"]
    assert rows[0] == {
        "Day": today,
        "Change": "joined",
        "Cause": "run",
        "Customer code": "DOT",
        "Customer name": "Dot",
        "Member until": "",
        "Spend that counted": "40.00",
        "Currency": "GBP",
        "By": "Alice",
    }
    world.enter()
    wanted = select(Event.data).where(Event.name == "MembershipChangesExported")
    assert list(db.session.scalars(wanted)) == [
        {
            "format": "csv",
            "purpose": "own_records",
            "selection": {"kind": "joined", "day_from": today},
            "rows": 5,
        }
    ]
    assert exported(world.client(world.charlie).post(EXPORT)) == []


def test_who_may_not_export_is_not_offered_it_and_files_have_an_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(world)
    monkeypatch.setattr(export, "MOST", 3)
    for person in (world.bob, world.vera):
        browser = world.client(person)
        assert browser.get(EXPORT).status_code == 403
        assert browser.post(EXPORT).status_code == 403
        assert "Export this list" not in text_of(browser.get(CHANGES))
    owner = world.client(world.alice)
    assert "Export this list" in text_of(owner.get(CHANGES))

    too_many = owner.post(EXPORT)

    assert too_many.status_code == 422
    assert "A file takes up to 3 changes" in text_of(too_many)
    assert owner.post(EXPORT, {"kind": "both"}).status_code == 422
    assert len(exported(owner.post(EXPORT, {"kind": "ended"}))) == 2

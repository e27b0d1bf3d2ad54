"""The filters that figures lead to: offered, said, kept, taken away, and refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customers.ground import clock
from tests.desk.listing import LIST, add_each, links, one
from tests.directory.seen import add, names, soup, text_of
from tests.world import World

SAID = {
    "frequency=never": "Visits: Never",
    "visits_from=2": "Visits, from: 2",
    "visits_to=0": "Visits, up to: 0",
    "first_visit_from=2026-03-01": "First purchase, from: 1 Mar 2026",
    "first_visit_to=2026-03-31": "First purchase, to: 31 Mar 2026",
    "seen=long": "Last seen: More than 90 days ago",
    "birthday=today": "Birthday: Today",
    "birthday=soon": "Birthday: Today or in the next two weeks",
    "spend_from=12.5": "Spend for membership, from: £12.50",
    "spend_to=1000": "Spend for membership, below: £1,000.00",
}


def test_each_is_said_and_kept_in_the_form_and_the_addresses(world: World) -> None:
    add(world)
    browser = world.client(world.alice)
    for query, words in SAID.items():
        name, value = query.split("=")

        page = browser.get(f"{LIST}?{query}&sort=name")

        ways = links(page, ".chips a")
        assert ways == {
            f"Remove the filter {words}": {"sort": "name"},
            "Clear all": {"sort": "name"},
        }, query
        control = one(page, f"#list-form [name={name}]")
        chosen = control.select_one("option[selected]") or control
        assert chosen["value"] == value, query
        exported = one(page, "a[data-follows]")["href"]
        assert query in str(exported), query
        label, _colon, text = words.partition(": ")
        if names(page):
            assert f"{label} {text}" in text_of(browser.get(str(exported))), query


@pytest.mark.parametrize("part", [True, False])
def test_what_cannot_be_understood_is_refused_in_words(
    world: World, part: bool
) -> None:
    wrong = {
        "frequency=often": "Choose one of the list.",
        "visits_from=-1": "This is too small.",
        "visits_to=1e9": "Write a whole number.",
        "visits_to=9999999": "This is too large.",
        "first_visit_from=yesterday": "Write a date, such as 1990-12-31.",
        "seen=short": "Choose one of the list.",
        "birthday=never": "Choose one of the list.",
        "spend_from=-5": "Write an amount with a point, such as 12.50.",
        "spend_to=12,50": "Write an amount with a point, such as 12.50.",
        "spend_to=1e3": "Write an amount with a point, such as 12.50.",
    }
    browser = world.client(world.vera)
    for query, sentence in wrong.items():
        headers = {"HX-Request": "true"} if part else {}
        answer = browser.get(f"{LIST}?{query}", headers=headers)

        assert answer.status_code == 422, query
        assert part or sentence in text_of(answer), query


def test_whose_birthday_is_asked_for_is_shown_with_it(world: World) -> None:
    add_each(
        world,
        {"name": "Ada", "birthday": "1990-03-14"},
        {"name": "Ben", "birthday": "1984-02-29"},
        {"name": "Cyd", "birthday": "1990-03-15"},
        {"name": "Dan"},
    )
    browser = world.client(world.bob)
    with clock.set_to(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        soon = browser.get(f"{LIST}?birthday=soon")
        today = browser.get(f"{LIST}?birthday=today")
        plain = browser.get(LIST)

    assert names(soon) == ["Ben", "Ada"]
    assert names(today) == ["Ben"]
    assert "Birthday: 14 Mar" in text_of(soon)
    assert "Birthday: 29 Feb" in text_of(today)
    assert one(today, "#results")["data-said"] == "1 customer"
    assert "14 Mar" not in text_of(plain)


def test_the_panel_offers_what_a_person_would_choose(world: World) -> None:
    add(world)

    page = soup(world.client(world.vera).get(LIST))

    offered = {
        str(control["name"]): control.get("type", "")
        for control in page.select("#filters :is(select, input)")
    }
    assert offered == {
        **dict.fromkeys(("type", "status", "staff", "frequency", "membership"), ""),
        **dict.fromkeys(("seen", "birthday"), ""),
        **dict.fromkeys(("since_from", "since_to"), "date"),
        **dict.fromkeys(("first_visit_from", "first_visit_to"), "date"),
        **dict.fromkeys(("spend_from", "spend_to"), "number"),
        **dict.fromkeys(("visits_from", "visits_to"), "hidden"),
    }

"""Saving the rule by its page."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import select

from customers.events.models import Event
from customers.ground.db import db
from customers.membership.models import MembershipRule
from customers.membership.queries.rules import saved_row
from tests.directory.seen import soup, text_of
from tests.membership.members import save_rule
from tests.world import Browser, World

RULE = "/membership/rule"
TYPED = {
    "threshold": "1,250.50",
    "window_months": "12",
    "is_automatic": "y",
    "period_months": "none",
    "grace_days": "",
    "on_refund": "grace",
    "on_window": "end",
    "version": "0",
}


def rules() -> list[MembershipRule]:
    """All versions, the first first."""
    wanted = select(MembershipRule).order_by(MembershipRule.number)
    return list(
        db.session.scalars(wanted, execution_options={"populate_existing": True})
    )


def on_page(browser: Browser, url: str = "/membership") -> dict[str, str]:
    """What the page's form would send as it is drawn."""
    page = soup(browser.get(url))
    sent: dict[str, str] = {}
    outside = page.select('[form="rule-form"][name]')
    for control in [*page.select("#rule-form [name]"), *outside]:
        name = str(control["name"])
        if control.name == "select":
            chosen = control.select_one("option[selected]")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif control.get("type") != "checkbox" or control.has_attr("checked"):
            sent[name] = str(control.get("value", ""))
    return sent


def test_a_rule_is_saved_and_the_page_begins_with_it(world: World) -> None:
    browser = world.client(world.adam)

    answer = browser.post(RULE, TYPED)

    rule = saved_row()
    assert rule is not None
    assert (answer.status_code, answer.location) == (303, "/membership")
    assert (rule.threshold_minor, rule.window_months) == (125_050, 12)
    assert (rule.is_automatic, rule.period_months, rule.is_renewed) == (
        True,
        None,
        False,
    )
    assert (rule.grace_days, rule.on_refund, rule.on_window) == (0, "grace", "end")
    assert "The rule is saved." in text_of(browser.get("/membership"))
    sent = on_page(browser)
    assert (sent["threshold"], sent["window_months"]) == ("1250.50", "12")
    assert (sent["on_refund"], sent["on_window"]) == ("grace", "end")
    assert ("is_automatic" in sent, "is_renewed" in sent) == (True, False)
    assert (sent["version"], sent["period_months"]) == ("1", "none")


def test_saving_what_is_shown_changes_nothing(world: World) -> None:
    save_rule(world, "380", window_months=7, period_months=200 // 2, is_renewed=True)
    browser = world.client(world.alice)

    browser.post(RULE, on_page(browser))

    assert [rule.number for rule in rules()] == [1]


def test_saving_twice_is_once_and_records_it_once(world: World) -> None:
    browser = world.client(world.alice)

    for _time in range(2):
        browser.post(RULE, TYPED)

    facts = select(Event).where(Event.name == "MembershipRuleSaved")
    assert len(rules()) == len(db.session.scalars(facts).all()) == 1


_SWAPPED = 'hx-partial[hx-target="#threshold-fault"]'
REFUSED = [
    ({"threshold": "lots"}, "threshold", "Write a number, such as 12.50."),
    ({"threshold": "0"}, "threshold", "Write more than nothing."),
    ({"threshold": ""}, "threshold", "Write an amount with a point"),
    ({"threshold": "1.001"}, "threshold", "GBP has 2 decimals at most."),
    ({"window_months": "121"}, "window_months", "from 1 to 120"),
    ({"window_months": "0"}, "window_months", "from 1 to 120"),
    ({"window_months": "ever"}, "window_months", "Choose one of the list."),
    ({"period_months": "999"}, "period_months", "from 1 to 120"),
    ({"grace_days": "367"}, "grace_days", "from 0 to 366"),
    ({"grace_days": "soon"}, "grace_days", "Write a whole number."),
    ({"on_refund": "burn"}, "on_refund", "Choose one of the list."),
]


def test_what_cannot_be_saved_is_said_beside_its_field(world: World) -> None:
    browser = world.client(world.alice)

    for typed, name, sentence in REFUSED:
        part = browser.post(RULE, {**TYPED, **typed}, htmx=True)
        page = browser.post(RULE, {**TYPED, **typed})

        beside = f"#{name}-error" if name != "threshold" else "#threshold-fault"
        assert (part.status_code, page.status_code, rules()) == (422, 422, []), typed
        places = [soup(page).select_one(beside)]
        # The window stands outside of what is swapped; there the box names it.
        if name != "window_months":
            swapped = beside.replace("#threshold-fault", _SWAPPED)
            places.append(soup(part).select_one(swapped))
        for place in places:
            assert place is not None, typed
            assert sentence in place.get_text()


def test_a_rule_saved_meanwhile_is_shown_with_both_values_and_who(
    world: World,
) -> None:
    browser = world.client(world.alice)
    world.enter()
    save_rule(world, "500", user=world.adam, is_automatic=False)

    part = browser.post(RULE, TYPED, htmx=True)

    told = text_of(part)
    assert part.status_code == 409
    assert "Adam saved another rule meanwhile" in told
    rows: list[Any] = soup(part).select("table.plain tbody tr")
    both = {row.th.get_text(): [d.get_text() for d in row.select("td")] for row in rows}
    assert both["Threshold (GBP)"] == ["£500.00", "£1,250.50"]
    assert both["Spend that counts"] == [
        "Of everything ever bought",
        "Of the last 12 months",
    ]
    assert both["If a refund takes the spend below"] == [
        "They stay a member",
        "It ends after the grace time",
    ]
    assert len(rules()) == 1

    version = soup(part).select_one('[name="version"]')
    assert version is not None
    again = browser.post(RULE, {**TYPED, "version": str(version["value"])})
    assert again.status_code == 303
    assert [rule.threshold_minor for rule in rules()] == [50_000, 125_050]


def test_the_page_after_a_conflict_keeps_what_was_typed(world: World) -> None:
    browser = world.client(world.alice)
    world.enter()
    save_rule(world, "500", user=world.adam)

    page = soup(browser.post(RULE, TYPED))

    field = page.select_one("#threshold")
    assert field is not None
    assert field["value"] == "1,250.50"
    assert page.select("table.plain caption")


def test_a_preview_without_scripts_keeps_what_was_typed(world: World) -> None:
    save_rule(world, "75", is_automatic=True, is_renewed=True)
    browser = world.client(world.alice)

    answer = browser.post("/membership/preview", {**TYPED, "threshold": "80"})

    split = urlsplit(answer.location)
    assert (answer.status_code, split.path, len(rules())) == (303, "/membership", 1)
    assert dict(parse_qsl(split.query))["threshold"] == "80"
    shown = on_page(browser, answer.location)
    expected = {**TYPED, "threshold": "80", "grace_days": "0", "version": "1"}
    expected["is_automatic"] = "1"
    assert {name: shown.get(name) for name in expected} == expected
    assert "is_renewed" not in shown


def test_a_verb_is_no_page(world: World) -> None:
    browser = world.client(world.alice)

    for path in ("/membership/rule", "/membership/preview"):
        assert browser.get(path).status_code == 405

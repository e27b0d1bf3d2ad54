"""The history of rules and runs: the newest first, page by page."""

from __future__ import annotations

import re

import pytest

from customers.membership.queries import run_history
from tests.membership.members import save_rule
from tests.membership.running import applied, previewed, spenders
from tests.membership.test_runs_pages import HISTORY, begun, soup, words
from tests.world import World

NEW = re.compile(r"(?:Grace time|Threshold|On a purchase|Period): .+?(?= everything)")


def test_the_history_has_rules_and_runs_the_newest_first(world: World) -> None:
    spenders(world, Ada=2000, Ben=1200)
    browser = world.client(world.alice)
    assert "Nothing here yet" in words(soup(browser, HISTORY))
    save_rule(world, "10.00", window_months=12)
    url = begun(browser, threshold="15")
    browser.post(f"{url}/apply")
    dropped = begun(browser, threshold="5")
    browser.post(f"{dropped}/drop")

    rows = [words(row) for row in soup(browser, HISTORY).select("tbody tr")]
    assert len(rows) == 2
    assert "Threshold of £15.00" in rows[0]
    assert "1 joined Done Undo" in rows[0]
    assert "Rule 1: £10.00" in rows[1]
    assert "the last 12 months" in rows[1]
    assert "Alice" in rows[1]
    for kind, count in (("rules", 1), ("runs", 1), ("nothing", 2)):
        found = soup(browser, f"{HISTORY}?kind={kind}").select("tbody tr")
        assert len(found) == count


def test_a_rule_in_the_history_says_what_is_new_in_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_history, "PAGE_SIZE", 3)
    browser = world.client(world.alice)
    world.enter()
    save_rule(world, "10.00")
    previewed(world, 700)
    save_rule(world, "10.00", period_months=12)
    save_rule(world, "10.00", period_months=12, is_automatic=True)
    save_rule(world, "12.50", period_months=12, is_automatic=True, grace_days=9)
    save_rule(world, "12.50", period_months=12, is_automatic=True, grace_days=10)

    last = soup(browser, HISTORY)
    following = last.select_one('a[rel="next"]')
    assert following
    rows = [*last.select("tbody tr"), *soup(browser, str(following["href"]))("tr")[1:]]
    told = [words(row) for row in rows]
    new = [text for row in told for text in NEW.findall(row)]

    assert new == [
        "Grace time: 10 days",
        "Threshold: £12.50",
        "On a purchase: joins by itself",
        "Period: 12 months, then it ends",
    ]
    assert "Rule 1: £10.00" in told[-1]


def test_the_history_is_read_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_history, "PAGE_SIZE", 2)
    browser = world.client(world.alice)
    world.enter()
    for number in range(1, 4):
        save_rule(world, f"{number}.00")
        applied(world, previewed(world, number))
    seen: list[str] = []
    url: str | None = HISTORY

    while url:
        page = soup(browser, url)
        seen += [row.get_text() for row in page.select("tbody strong, tbody .row-link")]
        following = page.select_one('a[rel="next"]')
        url = str(following["href"]) if following else None

    assert len(seen) == len(set(seen)) == 6
    assert browser.get(f"{HISTORY}?after=nothing").status_code == 422

"""Why somebody is a member or none: today, and on any day that has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup

from customers.ground import clock
from customers.membership.queries.standing import progress_of
from tests.directory.seen import delete, soup, text_of
from tests.membership.members import save_rule, switch
from tests.notes.jotted import HTMX, one
from tests.purchases.sold import people, recorded, refund, sale
from tests.world import World

# Noon in London of a day in June: what happened is put before it.
NOW = datetime(2026, 6, 15, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def midsummer() -> Iterator[None]:
    """It is the 15th of June."""
    with clock.set_to(NOW):
        yield


@pytest.fixture
def ada(world: World) -> int:
    """A customer of Alice's."""
    return people(world, "Ada")[0]


def at(month: int, day: int, hour: int = 12) -> datetime:
    """A moment of this year."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def buy(world: World, customer_id: int, *bought: tuple[datetime, int]) -> None:
    """Record what was bought, each when it was."""
    for number, (moment, minor) in enumerate(bought):
        told = {"purchased_at": moment, "customer_id": customer_id}
        with clock.set_to(moment):
            recorded(world, sale(f"{moment}{number}", minor, **told))


def why(world: World, customer_id: int, on: str = "", who: str = "vera") -> str:
    """What the page says of a day, in its words."""
    query = f"?on={on}" if on else ""
    url = f"/customers/{customer_id}/membership{query}"
    answer = world.client(getattr(world, who)).get(url)
    assert answer.status_code == 200
    page = soup(answer)
    return " ".join(one(page, "#why").get_text(" ").split())


def facts_in(said: str, *wanted: str) -> list[str]:
    """Which of the words are missing."""
    return [words for words in wanted if words not in said]


def test_a_member_by_the_threshold_is_told_by_what_and_since_when(
    world: World, ada: int
) -> None:
    with clock.set_to(at(1, 5)):
        save_rule(world, "100.00", window_months=3, is_automatic=True)
    buy(world, ada, (at(2, 1), 9999), (at(3, 1), 1))

    said = {day: why(world, ada, day) for day in ("2026-02-28", "2026-03-01")}
    today = why(world, ada)

    assert not facts_in(
        said["2026-02-28"],
        "On 28 Feb 2026 Not a member",
        "Nothing and nobody had made them a member by then.",
        "£99.99 spent from 1 Dec 2025 to 28 Feb 2026",
        "£0.01 to become a member",
        "Rule 1: £100.00 spent in the last 3 months",
    )
    assert not facts_in(
        said["2026-03-01"],
        "On 1 Mar 2026 Member",
        "Member since 1 Mar 2026 Until further notice",
        "by the threshold",
        "£100.00 spent from 2 Dec 2025 to 1 Mar 2026",
        "The threshold is reached.",
    )
    # What left the window is told as it is now; the rule keeps them.
    assert not facts_in(
        today,
        "Today Member",
        "£0.00 spent from 16 Mar 2026 to 15 Jun 2026",
        "keeps it",
    )
    assert "to become a member" not in today


def test_the_purchases_that_count_are_a_link_away(world: World, ada: int) -> None:
    with clock.set_to(at(1, 5)):
        save_rule(world, "100.00", window_months=3, is_automatic=True)
    buy(world, ada, (at(1, 31), 4000), (at(2, 1), 5000), (at(5, 1), 10000))
    browser = world.client(world.vera)

    page = soup(browser.get(f"/customers/{ada}/membership?on=2026-04-30"))
    (link,) = page.select('#why a[href*="/purchases?"]')
    listed = text_of(browser.get(str(link["href"]), headers=HTMX))

    assert link["href"] == f"/customers/{ada}/purchases?from=2026-02-01&to=2026-04-30"
    # What was bought on a 31st leaves with the last day of a shorter month.
    assert "£50.00" in one(page, "#why").get_text()
    assert "£50.00" in listed
    assert not {"£40.00", "£100.00"} & set(listed.split())


def test_a_refund_counts_on_the_day_of_what_was_given_back(
    world: World, ada: int
) -> None:
    buy(world, ada, (at(2, 1), 5000))
    back = refund("back", 2000, customer_id=ada, purchased_at=at(5, 1))
    recorded(world, back._replace(refund_of_reference=f"{at(2, 1)}0"))

    said = why(world, ada, "2026-03-01")

    assert "£30.00 spent up to 1 Mar 2026" in said
    assert "No threshold was set by then." in said


def test_a_hold_is_told_with_who_why_and_until_when(world: World, ada: int) -> None:
    with clock.set_to(at(3, 1)):
        end = date(2026, 4, 1)
        switch(world, ada, True, world.bob, reason="Helped us move", hold_until=end)

    held, over = why(world, ada, "2026-03-31"), why(world, ada, "2026-04-01")

    assert not facts_in(
        held,
        "Member since 1 Mar 2026",
        "Held by hand the threshold decides again on 1 Apr 2026",
        "by hand, Bob , 1 Mar 2026, 12:00",
        "Helped us move",
    )
    assert "The hold ended on 1 Apr 2026" in over
    assert "Held by hand" not in over


def test_a_membership_that_lapsed_is_none_from_its_day_on(
    world: World, ada: int
) -> None:
    with clock.set_to(at(1, 5)):
        save_rule(world, "100.00", is_automatic=True, period_months=2)
    buy(world, ada, (at(2, 28), 10000))

    last, after = why(world, ada, "2026-04-27"), why(world, ada, "2026-04-28")

    assert not facts_in(last, "Member since 28 Feb 2026", "Until 27 Apr 2026")
    assert not facts_in(after, "Not a member", "Ended by itself on 28 Apr 2026")


def test_the_rule_that_granted_it_is_told_though_another_was_saved(
    world: World, ada: int
) -> None:
    with clock.set_to(at(1, 5)):
        save_rule(world, "100.00", is_automatic=True)
    buy(world, ada, (at(2, 1), 10000))
    with clock.set_to(at(3, 1)):
        save_rule(world, "500.00", version=1)

    assert "Rule 1: £100.00 spent in all" in why(world, ada)
    berta = people(world, "Berta")[0]
    assert "Rule 2: £500.00 spent in all" in why(world, berta)
    assert "Rule 1: £100.00" in why(world, berta, "2026-02-28")
    assert "No threshold was set by then." in why(world, berta, "2026-01-04")


def test_a_day_is_that_of_the_shop(world: World, ada: int) -> None:
    # Half past eleven in the evening of UTC is the next day of London's summer.
    with clock.set_to(datetime(2026, 5, 1, 23, 30, tzinfo=UTC)):
        switch(world, ada, True)

    assert "Not a member" in why(world, ada, "2026-05-01")
    assert "Member since 2 May 2026" in why(world, ada, "2026-05-02")


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("soon", "Write a date, such as 2026-03-01."),
        ("", "Write a date, such as 2026-03-01."),
        ("2026-02-30", "Write a date, such as 2026-03-01."),
        ("0001-01-01", "Write a date, such as 2026-03-01."),
        ("2026-06-16", "This day is still to come. Choose one up to today."),
        ("9999-12-31", "This day is still to come. Choose one up to today."),
    ],
)
def test_what_is_no_day_that_passed_is_refused_beside_the_field(
    world: World, ada: int, on: str, sentence: str
) -> None:
    url = f"/customers/{ada}/membership?on={on}"

    for headers in ({}, HTMX):
        answer = world.client(world.vera).get(url, headers=headers)

        page = soup(answer)
        assert answer.status_code == 422
        assert one(page, "#why-on-error").get_text() == sentence
        assert one(page, "#why-on")["value"] == on
        assert one(page, "#why-on")["aria-describedby"] == "why-on-error"


def test_htmx_gets_the_part_of_the_page(world: World, ada: int) -> None:
    switch(world, ada, True)
    url = f"/customers/{ada}/membership?on=2026-06-14"
    browser = world.client(world.vera)

    part, page = browser.get(url, headers=HTMX), browser.get(url)

    assert soup(part).find(True) == one(soup(page), "#why")
    assert "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("vera", 200), ("bob", 200), ("charlie", 404), (None, 303)],
)
def test_who_sees_customers_sees_why(
    world: World, ada: int, who: str | None, status: int
) -> None:
    browser = world.client(who and getattr(world, who))

    assert browser.get(f"/customers/{ada}/membership").status_code == status


def test_of_a_deleted_customer_it_is_read_by_who_may_restore(
    world: World, ada: int
) -> None:
    switch(world, ada, True, reason="Once")
    delete(world, ada)
    url = f"/customers/{ada}/membership"

    seen = world.client(world.alice).get(url)

    assert "Once" in seen.text
    assert not soup(seen).select("[role=switch], #by-hand, form[action$='/undo']")
    assert world.client(world.bob).get(url).status_code == 404


def test_every_badge_leads_to_why(world: World, ada: int) -> None:
    switch(world, ada, True)
    browser = world.client(world.bob)

    pages = ["/customers", f"/customers/{ada}/drawer", f"/customers/{ada}"]
    drawn: list[BeautifulSoup] = [
        soup(browser.get(page, headers=HTMX if "drawer" in page else {}))
        for page in pages
    ]

    for page in drawn:
        (badge,) = page.select(f'a[href="/customers/{ada}/membership"] > .badge')
        assert badge.get_text() == "Member"


@pytest.mark.parametrize(
    ("spend", "threshold", "progress"),
    [
        *((-1, 100, 0), (0, 100, 0), (99, 100, 99), (999, 1000, 99)),
        *((100, 100, 100), (10**15, 1, 100), (1, 3, 33)),
    ],
)
def test_a_threshold_is_full_only_when_it_is_reached(
    spend: int, threshold: int, progress: int
) -> None:
    assert progress_of(spend, threshold_minor=threshold) == progress

"""The history of a membership: its entries, the newest first, a page at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import Tag

from customers.ground import clock
from tests.directory.seen import soup, statements
from tests.membership.members import entries, save_rule, switch
from tests.membership.switched import url_of
from tests.notes.jotted import HTMX, filled, one, toast
from tests.purchases.sold import people, recorded, refund, sale
from tests.world import World


@pytest.fixture
def ada(world: World) -> int:
    """A customer of Alice's."""
    return people(world, "Ada")[0]


def shown(page: Tag) -> list[dict[str, Any]]:
    """The entries of a page: title, and what stands below it by its label."""
    return [
        {
            "title": one(entry, ".edit-head strong").get_text(),
            "by": " ".join(one(entry, ".edit-head .muted").get_text(" ").split()),
            **{
                one(fact, "dt").get_text(): " ".join(
                    one(fact, "dd").get_text(" ").split()
                )
                for fact in entry.select(".changes > div")
            },
        }
        for entry in page.select(".edit")
    ]


def test_each_entry_says_from_what_to_what_by_what_who_when_and_why(
    world: World, ada: int
) -> None:
    save_rule(world, "10.00", is_automatic=True, on_refund="end")
    (sold,) = recorded(world, sale("one", 1000, customer_id=ada))
    recorded(world, refund("back", 1, customer_id=ada, refund_of_reference="one"))
    end = clock.today("Europe/London") + timedelta(days=30)
    switch(world, ada, True, world.bob, reason="Asked <nicely>", hold_until=end)

    page = soup(world.client(world.vera).get(url_of(ada)))

    held, ended, joined = shown(one(page, "#membership-history"))
    assert held["title"] == "Became a member"
    assert held["by"].startswith("by hand · Bob · ")
    assert held["Membership"].endswith("after: Member")
    assert held["Reason"] == "Asked <nicely>"
    assert held["Held"].startswith("the threshold decides again on ")
    assert (ended["title"], ended["Spend that counted"]) == (
        "Membership ended",
        "£9.99",
    )
    assert joined["by"].startswith("by the threshold · Alice · ")
    assert joined["Rule"] == "Rule 1: £10.00 spent in all"
    assert joined["Membership"] == "before: Not a member after: Member, without end"
    assert page.select(f'#membership-history a[href="/sales/{sold}"]')


def test_the_last_switch_by_hand_is_undone_from_there(world: World, ada: int) -> None:
    switch(world, ada, True, world.bob)
    done = switch(world, ada, False, world.bob)
    browser = world.client(world.bob)

    page = soup(browser.get(url_of(ada)))
    (form,) = page.select("#membership-history form")
    answer = browser.post(str(form["action"]), filled(form), htmx=True)

    assert form["action"] == f"/membership/entries/{done.entry_id}/undo"
    assert toast(answer) == "Undone. Ada is a member now."
    assert not soup(answer).select("#membership-history form")
    first = shown(one(soup(answer), "#membership-history"))[0]
    assert first["by"].startswith("by an undo · Bob · ")
    assert [entry.cause for entry in entries(ada)] == ["manual", "manual", "undo"]


def test_what_happened_by_itself_is_not_undone_there(world: World, ada: int) -> None:
    save_rule(world, "10.00", is_automatic=True)
    recorded(world, sale("one", 1000, customer_id=ada))

    page = soup(world.client(world.alice).get(url_of(ada)))

    assert page.select(".edit")
    assert not page.select("#membership-history form")


def test_the_tab_after_a_switch_is_the_tab_of_the_page(world: World, ada: int) -> None:
    browser = world.client(world.bob)
    sent = {"is_member": "1", "at": "tab", "reason": "Founder"}

    part = one(soup(browser.post(url_of(ada), sent, htmx=True)), "#membership-tab")
    page = one(soup(browser.get(url_of(ada))), "#membership-tab")

    assert one(part, "#why").attrs.pop("autofocus", None) is not None
    for secret in (
        *part.select("[name=csrf_token]"),
        *page.select("[name=csrf_token]"),
    ):
        secret["value"] = ""
    assert part.prettify() == page.prettify()
    assert one(page, "#switch-reason")["value"] == "Founder"


def test_older_entries_are_a_page_away_and_nothing_is_asked_in_a_loop(
    world: World, ada: int
) -> None:
    people_of_it = [world.alice, world.adam, world.bob]
    for number in range(22):
        switch(world, ada, number % 2 == 0, people_of_it[number % 3])
    browser = world.client(world.vera)
    with statements() as asked:
        page = soup(browser.get(url_of(ada)))

    (more,) = page.select(".history-foot a")
    older = browser.get(str(more["href"]), headers=HTMX)
    whole = soup(browser.get(str(more["href"])))

    ids = [int(str(e["id"]).removeprefix("entry-")) for e in page.select(".edit")]
    rest = [
        int(str(e["id"]).removeprefix("entry-")) for e in soup(older).select(".edit")
    ]
    assert (len(ids), len(rest)) == (20, 2)
    assert [*ids, *rest] == sorted((e.id for e in entries(ada)), reverse=True)
    assert [e["id"] for e in whole.select(".edit")] == [f"entry-{i}" for i in rest]
    assert len(asked) <= 20
    assert not soup(older).select(".history-foot")


def test_a_page_that_is_none_is_refused(world: World, ada: int) -> None:
    browser = world.client(world.vera)

    for headers in ({}, HTMX):
        answer = browser.get(f"{url_of(ada)}?after=nonsense", headers=headers)

        assert answer.status_code == 422

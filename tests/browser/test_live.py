"""Pages follow what another browser does, and leave alone whoever works in them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from customers.ground import clock
from tests.browser.conftest import Site, expect, hold_the_clock
from tests.browser.crowd import NAMES, OF_CROWD
from tests.browser.test_switch import is_off, is_on, switch_of
from tests.purchases.sold import recorded, sale

LIVE = re.compile(r"/live\?")
# So often a page asks.
BEAT_MS = 1_800


def sell(site: Site, customer_id: int) -> None:
    """Record a sale of 12.00 at the till, to a customer of Alice's."""
    with site.world.app.app_context():
        site.world.enter()
        told = {"purchased_at": clock.now(), "customer_id": customer_id}
        recorded(site.world, sale(secrets.token_hex(6), 1200, **told))


def row(page: Any, name: str) -> Any:
    """The row of a customer."""
    return page.locator("#results tr", has_text=name)


def card(page: Any, label: str) -> Any:
    """The figure of a card above the list."""
    return page.locator("#stats > div", has_text=label).locator("dd").first


def caret(page: Any, place: int | None = None) -> Any:
    """Where the caret of the field is that has the focus; put there first, if said."""
    return page.evaluate(
        """(place) => {
          const field = document.activeElement;
          if (place !== null) field.setSelectionRange(place, place);
          return [field.id, field.value, field.selectionStart];
        }""",
        place,
    )


def polls(page: Any) -> list[Any]:
    """The answers to what the page asks by itself from now on."""
    heard: list[Any] = []
    page.on(
        "response",
        lambda answer: heard.append(answer) if LIVE.search(answer.url) else 0,
    )
    return heard


def show(page: Any, *, is_hidden: bool) -> None:
    """Let the page believe that its tab is hidden, or seen again."""
    page.evaluate(
        """(hidden) => {
          const value = {configurable: true, value: hidden};
          Object.defineProperty(document, "hidden", value);
          document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
        }""",
        is_hidden,
    )


def test_the_list_and_its_drawer_follow_while_a_note_is_typed(
    signed_in: Callable[..., Any], site: Site, crowd: list[int]
) -> None:
    mine, theirs = signed_in("alice", is_new=True), signed_in("bob")
    theirs.goto(OF_CROWD)
    mine.goto(OF_CROWD)
    members, name = int(card(mine, "Members").inner_text()), NAMES[3]
    box = row(mine, NAMES[4]).get_by_role("checkbox")
    box.check()
    spent = card(mine, "Spend").inner_text()
    mine.get_by_role("link", name=name).click()
    drawer = mine.locator("#drawer")
    drawer.get_by_label("New note").fill("Wants the blue one")
    typed = caret(mine, 5)

    switch_of(theirs, name).click()
    is_on(switch_of(theirs, name))
    sell(site, crowd[3])
    sell(site, crowd[4])

    expect(drawer.get_by_role("switch")).to_have_attribute("aria-checked", "true")
    expect(drawer.locator(".tiles")).to_contain_text("£12.00")
    expect(drawer.get_by_label("New note")).to_be_focused()
    assert caret(mine) == typed
    mine.keyboard.type("!")
    assert caret(mine) == [typed[0], "Wants! the blue one", 6]
    drawer.get_by_role("button", name="Close").click()
    is_on(switch_of(mine, name))
    expect(row(mine, name)).to_contain_text("£12.00")
    expect(row(mine, NAMES[4])).to_contain_text("£12.00")
    expect(box).to_be_checked()
    expect(mine.locator("#bulk-count")).to_have_text("1 chosen")
    expect(card(mine, "Members")).to_have_text(str(members + 1))
    expect(card(mine, "Spend")).not_to_have_text(spent)


def test_an_open_profile_follows_on_every_tab(
    signed_in: Callable[..., Any], site: Site, crowd: list[int]
) -> None:
    mine, theirs = signed_in("alice"), signed_in("bob")
    here = f"/customers/{crowd[6]}"
    theirs.goto(here)
    mine.goto(f"{here}/notes")
    mine.get_by_label("New note").fill("Half a thought")
    typed = caret(mine, 4)

    switch_of(theirs, NAMES[6]).click()
    theirs.goto(f"{here}/notes")
    theirs.get_by_label("New note").fill("Came by at noon")
    theirs.get_by_role("button", name="Save note").click()
    is_on(switch_of(mine, NAMES[6]))
    expect(mine.locator(".note-list")).to_contain_text("Came by at noon")
    assert caret(mine) == typed

    mine.goto(f"{here}/purchases")
    sell(site, crowd[6])
    expect(mine.locator(f"#sales-{crowd[6]} li").first).to_contain_text("£12.00")
    mine.goto(f"{here}/membership")
    mine.get_by_label("Reason").fill("Is a friend of")
    # Whoever looks elsewhere has typed it all the same.
    mine.locator("h1").click()
    switch_of(theirs, NAMES[6]).click()
    is_off(switch_of(mine, NAMES[6]))
    expect(mine.locator("#why-title")).to_contain_text("Not a member")
    expect(mine.get_by_label("Reason")).to_have_value("Is a friend of")


def test_a_note_that_is_edited_stays_open(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    mine, theirs = signed_in("alice"), signed_in("bob")
    for page in (mine, theirs):
        page.goto(f"/customers/{crowd[7]}/notes")
    mine.get_by_label("New note").fill("Likes red")
    mine.get_by_role("button", name="Save note").click()
    mine.locator(".note").get_by_role("link", name="Edit").click()
    mine.get_by_label("Note", exact=True).fill("Likes red and gr")

    switch_of(theirs, NAMES[7]).click()

    is_on(switch_of(mine, NAMES[7]))
    expect(mine.get_by_label("Note", exact=True)).to_be_focused()
    expect(mine.get_by_label("Note", exact=True)).to_have_value("Likes red and gr")


def test_the_dashboard_follows(
    signed_in: Callable[..., Any], site: Site, crowd: list[int]
) -> None:
    mine = signed_in("alice")
    mine.goto("/")
    figures = mine.locator("main")
    before = figures.inner_text()

    sell(site, crowd[8])

    expect(figures).not_to_have_text(before, use_inner_text=True)


def test_ones_own_switch_keeps_the_focus_and_says_it_once(
    signed_in: Callable[..., Any], crowd: list[int]
) -> None:
    page = signed_in("alice", is_new=True)
    page.goto(OF_CROWD)
    switch = switch_of(page, NAMES[9])

    with page.expect_response(lambda answer: LIVE.search(answer.url) and answer.ok):
        switch.press("Enter")
        is_on(switch)
    with page.expect_response(LIVE) as unchanged:
        pass

    assert unchanged.value.status == 204
    expect(switch).to_be_focused()
    is_on(switch)
    expect(page.locator("#toasts .toast")).to_have_count(1)


def held(page: Any, url: str) -> list[Any]:
    """Open a page whose clock stands; what it asks by itself from then on."""
    page.goto(url)
    with page.expect_response(LIVE):
        hold_the_clock(page)
    return polls(page)


def test_where_nothing_changes_a_poll_is_a_few_bytes_and_a_hidden_tab_asks_nothing(
    open_page: Callable[..., Any], crowd: list[int]
) -> None:
    page = open_page(person="alice")
    heard = held(page, OF_CROWD)

    with page.expect_response(LIVE) as unchanged:
        page.clock.run_for(BEAT_MS)
    show(page, is_hidden=True)
    page.clock.run_for(20 * BEAT_MS)
    # Whatever was asked before this is answered is heard by then.
    page.evaluate("fetch('/healthz').then((answer) => answer.status)")
    asked = len(heard)
    with page.expect_response(LIVE):
        show(page, is_hidden=False)

    assert asked == 1
    assert unchanged.value.status == 204
    assert unchanged.value.headers.get("content-length", "0") == "0"
    assert len("\r\n".join(map(": ".join, unchanged.value.headers.items()))) < 900


def test_signed_out_elsewhere_it_is_said_once_and_goes_on_afterwards(
    open_page: Callable[..., Any], site: Site, crowd: list[int]
) -> None:
    page = open_page(person="alice")
    heard = held(page, f"/customers/{crowd[10]}/notes")
    page.get_by_label("New note").fill("Half a thought")
    page.context.clear_cookies()
    toast = page.locator("#toasts .toast")

    with page.expect_response(LIVE):
        page.clock.run_for(BEAT_MS)
    expect(toast).to_contain_text("You are signed out")
    toast.get_by_role("button", name="Dismiss").click()
    # Ever more seldom: one beat is left out, then two.
    page.clock.run_for(BEAT_MS)
    with page.expect_response(LIVE):
        page.clock.run_for(BEAT_MS)
    page.clock.run_for(2 * BEAT_MS)
    page.context.add_cookies([site.cookie("alice")])
    with page.expect_response(LIVE):
        page.clock.run_for(BEAT_MS)

    assert [answer.status for answer in heard] == [401, 401, 204]
    expect(toast).to_have_count(0)
    expect(page.get_by_label("New note")).to_have_value("Half a thought")
    page.heard.clear()


def test_it_goes_on_by_itself_when_the_server_is_back(
    open_page: Callable[..., Any], site: Site, crowd: list[int]
) -> None:
    page = open_page(person="alice")
    held(page, OF_CROWD)
    page.route(LIVE, lambda route: route.abort())
    toast = page.locator("#toasts .toast")

    for beats in (1, 2, 3):
        with page.expect_event("requestfailed", lambda asked: LIVE.search(asked.url)):
            page.clock.run_for(beats * BEAT_MS)
        expect(toast).to_have_count(1)
    page.unroute(LIVE)
    sell(site, crowd[11])
    with page.expect_response(LIVE):
        page.clock.run_for(5 * BEAT_MS)

    expect(row(page, NAMES[11])).to_contain_text("£12.00")
    expect(toast).to_have_count(1)
    page.heard.clear()


@pytest.mark.parametrize("person", ["alice", "bob"])
def test_who_was_deleted_keeps_the_place(
    signed_in: Callable[..., Any], crowd: list[int], person: str
) -> None:
    mine, theirs = signed_in(person), signed_in("adam")
    name = NAMES[12 if person == "alice" else 13]
    mine.goto(OF_CROWD)
    names = mine.locator("#results .row-link").all_inner_texts()
    theirs.goto(f"/customers/{crowd[NAMES.index(name)]}/delete")

    theirs.get_by_role("button", name="Delete").click()

    gone = mine.locator(f"#row-{crowd[NAMES.index(name)]}")
    expect(gone).to_contain_text("Deleted")
    # Whoever may not see the deleted is told their name no more.
    told = name if person == "alice" else "A deleted customer"
    expect(gone).to_contain_text(told)
    shown = mine.locator("#results tr .who-words > :first-child").all_inner_texts()
    assert shown == [told if each == name else each for each in names]

"""The list of deleted customers, for those who may restore them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customers.ground import clock
from tests.directory.seen import (
    ROLES_THAT_DELETE,
    add,
    delete,
    link,
    names,
    row,
    soup,
    statements,
    text_of,
    url_of,
)
from tests.world import World

LIST = "/customers/deleted"


def delete_many(world: World, count: int) -> list[str]:
    """Add and delete so many and give their names, those added last first."""
    for number in range(count):
        delete(world, add(world, name=f"Gone {number:03d}"))
    return [f"Gone {number:03d}" for number in reversed(range(count))]


@pytest.mark.parametrize("who", ROLES_THAT_DELETE)
def test_owner_and_admin_see_who_deleted_whom_and_when(world: World, who: str) -> None:
    moment = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    anna = add(world)
    add(world, name="Still here")
    with clock.set_to(moment):
        delete(world, anna)

    answer = world.client(getattr(world, who)).get(LIST)

    words = text_of(answer)
    assert names(answer) == ["Anna Müller"]
    # In London's summer it is half past midnight already.
    assert "1 Jul 2026" in words
    assert "00:30" in words
    assert "C-000001" in words
    assert [a.get_text() for a in soup(answer).select("td.col-email small bdi")] == [
        "Alice"
    ]


def test_its_button_restores(world: World) -> None:
    (gone,) = [add(world)]
    delete(world, gone)
    browser = world.client(world.adam)
    form = soup(browser.get(LIST)).select_one("tbody form")
    assert form is not None
    button = form.select_one("button")
    assert button is not None
    sent = {str(i["name"]): str(i["value"]) for i in form.select("input")}

    answer = browser.post(str(form["action"]), sent, raw=True)

    assert button["aria-label"] == "Restore Anna Müller"
    assert (answer.status_code, answer.location) == (303, url_of(gone))
    assert row(world, gone).deleted_at is None
    assert names(browser.get(LIST)) == []


def test_nothing_deleted_is_said(world: World) -> None:
    add(world)

    assert "Nothing deleted" in text_of(world.client(world.alice).get(LIST))


def test_it_has_pages_both_ways(world: World) -> None:
    newest_first = delete_many(world, 26)
    browser = world.client(world.alice)

    first = browser.get(LIST)
    last = browser.get(link(first, "next") or "")
    again = browser.get(link(last, "prev") or "")

    assert names(first) + names(last) == newest_first
    assert names(again) == names(first)
    assert link(last, "next") is link(first, "prev") is None


def test_a_page_that_was_emptied_meanwhile_leads_to_the_beginning(
    world: World,
) -> None:
    delete_many(world, 26)
    browser = world.client(world.alice)
    last = link(browser.get(LIST), "next") or ""
    form = soup(browser.get(last)).select_one("tbody form")
    assert form is not None
    browser.post(str(form["action"]), {})

    answer = browser.get(last)

    assert "Nothing further here" in text_of(answer)
    assert "Nothing deleted" not in text_of(answer)
    assert [a["href"] for a in soup(answer).select(".empty a")] == [LIST]


@pytest.mark.parametrize("hostile", ["x", "🙂", "%00", "W10", "bnVsbA"])
@pytest.mark.parametrize("name", ["after", "before"])
def test_a_cursor_that_is_none_is_refused_in_words(
    world: World, name: str, hostile: str
) -> None:
    answer = world.client(world.alice).get(LIST, query_string={name: hostile})

    assert answer.status_code == 422
    assert "This page of the list is gone." in text_of(answer)


def test_the_number_of_questions_does_not_grow_with_the_rows(world: World) -> None:
    browser = world.client(world.alice)
    delete_many(world, 2)
    browser.get(LIST)
    with statements() as few:
        browser.get(LIST)
    delete_many(world, 28)

    with statements() as many:
        browser.get(LIST)

    assert 0 < len(few) == len(many) <= 7


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_staff_and_viewer_may_not(world: World, who: str) -> None:
    delete(world, add(world))

    answer = world.client(getattr(world, who)).get(LIST)

    assert answer.status_code == 403
    assert "Anna" not in text_of(answer)


def test_those_of_another_business_are_not_listed(world: World) -> None:
    delete(world, add(world))

    assert names(world.client(world.charlie).get(LIST)) == []


def test_signed_out_leads_to_the_sign_in(world: World) -> None:
    assert world.client().get(LIST).location == "/login?next=/customers/deleted"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(LIST, data=browser.secrets())

    assert answer.status_code == 405

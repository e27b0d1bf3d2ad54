"""What the form says when it comes back: everything at once, by whom, and when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customers.ground import clock
from tests.directory.seen import (
    HTMX,
    NEW,
    add,
    delete,
    edit_form,
    faults,
    filled,
    row,
    rows,
    soup,
    text_of,
    url_of,
)
from tests.world import World

THEN = datetime(2026, 6, 30, 12, 30, tzinfo=UTC)


def test_all_that_is_wrong_is_told_in_one_instalment(world: World) -> None:
    add(world)
    wrong = {
        "email": "anna@",
        "phone": "12",
        "birthday": "2999-01-01",
        "since": "2999-01-01",
        "code": "c-000001",
        "street": "x" * 201,
    }

    answer = world.client(world.bob).post(NEW, wrong)

    told = faults(soup(answer))
    assert answer.status_code == 422
    assert told.keys() == wrong.keys()
    assert told["birthday"] == "A birthday cannot lie in the future."
    assert told["code"] == "C-000001 already belongs to Anna Müller."
    assert len(rows(world)) == 1


def test_nobody_with_a_wrong_day_is_told_both(world: World) -> None:
    answer = world.client(world.bob).post(NEW, {"birthday": "2999-01-01"})

    assert faults(soup(answer)) == {
        "name": "Write a name, a phone or an email.",
        "birthday": "A birthday cannot lie in the future.",
    }


def test_the_own_code_is_no_fault_of_an_edit(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"email": "anna@"}

    answer = browser.post(url_of(anna, "/edit"), form, raw=True)

    assert faults(soup(answer)).keys() == {"email"}


def test_a_taken_code_is_said_once(world: World) -> None:
    add(world)

    answer = world.client(world.bob).post(NEW, {"name": "Ben", "code": "c-000001"})

    assert answer.status_code == 409
    assert soup(answer).select_one("#code-taken").get_text() == ""  # type: ignore[union-attr]
    assert "already belongs" in faults(soup(answer))["code"]


def test_a_clash_tells_both_values_who_and_when(world: World) -> None:
    anna = add(world, town="Leeds")
    bob, adam = world.client(world.bob), world.client(world.adam)
    old = edit_form(bob, anna)
    with clock.set_to(THEN):
        adam = world.client(world.adam)
        adam.post(
            url_of(anna, "/edit"), edit_form(adam, anna) | {"town": "York"}, raw=True
        )

    answer = bob.post(url_of(anna, "/edit"), old | {"town": "Hull"}, raw=True)

    assert answer.status_code == 409
    words = text_of(answer)
    assert "Yours: Hull" in words
    assert "Now kept: York, by Adam, 30 Jun 2026, 13:30" in words
    again = bob.post(url_of(anna, "/edit"), filled(soup(answer)), raw=True)
    assert again.status_code == 303
    assert row(world, anna).town == "Hull"


@pytest.mark.parametrize(
    ("who", "remedy"),
    [("bob", "An owner or admin can restore them"), ("adam", "in another tab")],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_saving_whom_somebody_deleted_tells_who_and_when_and_loses_nothing(
    world: World, who: str, remedy: str, headers: dict[str, str]
) -> None:
    anna = add(world, town="Leeds")
    browser = world.client(getattr(world, who))
    typed = edit_form(browser, anna) | {"town": "York", "external_ids": "till: 7"}
    with clock.set_to(THEN):
        delete(world, anna)

    answer = browser.post(url_of(anna, "/edit"), typed, raw=True, headers=headers)

    page = soup(answer)
    words = text_of(answer)
    assert answer.status_code == 409
    assert "Alice deleted this customer on 30 Jun 2026, 13:30" in words
    assert remedy in words
    again = filled(page)
    assert {name: again[name] for name in typed if name != "csrf_token"} == {
        name: value for name, value in typed.items() if name != "csrf_token"
    }
    assert row(world, anna).town == "Leeds"


def test_it_can_be_saved_once_they_are_restored(world: World) -> None:
    anna = add(world, town="Leeds")
    adam = world.client(world.adam)
    typed = edit_form(adam, anna) | {"town": "York"}
    delete(world, anna)
    refused = adam.post(url_of(anna, "/edit"), typed, raw=True)
    adam.post(url_of(anna, "/restore"))

    answer = adam.post(url_of(anna, "/edit"), filled(soup(refused)), raw=True)

    assert answer.status_code == 303
    assert row(world, anna).town == "York"


@pytest.mark.parametrize("customer_id", [0, 999_999])
def test_saving_whom_there_never_was_is_not_found(
    world: World, customer_id: int
) -> None:
    answer = world.client(world.bob).post(
        url_of(customer_id, "/edit"), {"name": "Anna", "profile_version": "1"}
    )

    assert answer.status_code == 404


def test_an_outsider_learns_nothing_of_a_deleted_customer(world: World) -> None:
    anna = add(world)
    delete(world, anna)

    answer = world.client(world.charlie).post(
        url_of(anna, "/edit"), {"name": "Anna", "profile_version": "1"}
    )

    assert answer.status_code == 404
    assert "Alice" not in text_of(answer)


def test_the_form_names_its_draft_and_the_page_its_person(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)

    new, edit = soup(browser.get(NEW)), soup(browser.get(url_of(anna, "/edit")))

    drafts = [page.select_one("#customer-form")["data-draft"] for page in (new, edit)]  # type: ignore[index]
    assert drafts == ["customer-new", f"customer-{anna}"]
    assert new.body is not None
    assert new.body["data-user"] == str(world.bob.id)

"""The profile of a customer, as each role sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from customers.accounts import service as accounts
from customers.accounts.actors import Actor
from customers.directory import service
from customers.directory.schemas import ImportedCustomer
from customers.ground import clock, work
from tests.directory.seen import (
    add,
    delete,
    shown,
    soup,
    statements,
    text_of,
    url_of,
)
from tests.world import World

BUTTONS = {
    "alice": {"Delete", "Edit"},
    "adam": {"Delete", "Edit"},
    "bob": {"Edit"},
    "vera": set(),
}


@pytest.mark.parametrize(("who", "offered"), BUTTONS.items())
def test_every_role_sees_the_profile_and_what_it_may_do(
    world: World, who: str, offered: set[str]
) -> None:
    anna = add(world, customer_type="vip", status="inactive", since="2020-02-29")

    answer = world.client(getattr(world, who)).get(url_of(anna))

    page = soup(answer)
    buttons = {each.get_text().strip() for each in page.select("header.head .button")}
    badges = [each.get_text() for each in page.select("header.head .badge")]
    assert buttons == offered
    assert badges == ["VIP", "Inactive"]
    assert "C-000001 · customer since 29 Feb 2020" in text_of(answer)
    assert page.title is not None
    assert "Anna Müller" in page.title.get_text()


def test_a_lean_customer_has_no_empty_cards(world: World) -> None:
    page = soup(world.client(world.vera).get(url_of(add(world))))

    assert [card["id"] for card in page.select("section.card")] == ["contact"]
    assert "No phone and no email yet." in page.get_text()


def test_a_phone_and_an_email_can_be_used(world: World) -> None:
    email = "o'neil+shop%1@example.com"
    anna = add(world, phone="020 7946 0018", email=email)

    page = soup(world.client(world.bob).get(url_of(anna)))

    phone, mail = (str(a["href"]) for a in page.select("ul.contacts a"))
    assert phone == "tel:+442079460018"
    assert mail.startswith("mailto:")
    assert unquote(mail.removeprefix("mailto:")) == email


def test_a_phone_that_no_network_has_is_shown_without_a_link(world: World) -> None:
    anna = add(world, phone="ext. 123")

    answer = world.client(world.bob).get(url_of(anna))

    assert shown(answer)["Phone"] == "ext. 123"
    assert soup(answer).select("ul.contacts a") == []


def test_it_says_who_changed_it_last_and_when(world: World) -> None:
    with clock.set_to(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
        anna = add(world, by=world.bob)

    words = text_of(world.client(world.vera).get(url_of(anna)))

    assert "Last changed 1 Jul 2026, 00:30 by Bob" in words


def test_it_says_where_an_import_was_last(world: World) -> None:
    command = Actor.of_command(world.books)
    rows = [ImportedCustomer(name="Anna", external_id="7")]
    (outcome,) = work.run(
        lambda: service.import_customers(rows, source="till", actor=command)
    )

    answer = world.client(world.vera).get(url_of(outcome.customer_id or 0))

    assert "by an import" in text_of(answer)
    assert shown(answer) == {"Name": "Anna", "till": "7"}


def test_a_closed_shop_and_a_removed_staff_member_are_still_named(
    world: World,
) -> None:
    vera_id = world.membership(world.vera).id
    shop_id = world.book_shop.id
    anna = add(world, preferred_shop_id=shop_id, assigned_staff_member_id=vera_id)
    alice = world.actor(world.alice)
    work.run(lambda: accounts.close_shop(shop_id, actor=alice))
    work.run(lambda: accounts.remove_staff_member(vera_id, actor=alice))

    told = shown(world.client(world.bob).get(url_of(anna)))

    assert (told["Preferred shop"], told["Looked after by"]) == ("High Street", "Vera")


def test_a_deleted_customer_is_shown_to_who_may_restore(world: World) -> None:
    anna = add(world)
    delete(world, anna)

    seen = world.client(world.adam).get(url_of(anna))
    unseen = [world.client(who).get(url_of(anna)) for who in (world.bob, world.vera)]

    page = soup(seen)
    buttons = [each.get_text().strip() for each in page.select("header.head .button")]
    assert buttons == ["Restore"]
    assert "Deleted" in [each.get_text() for each in page.select(".badge")]
    assert [answer.status_code for answer in unseen] == [404, 404]


def test_an_outsider_finds_nobody(world: World) -> None:
    anna = add(world)

    answer = world.client(world.charlie).get(url_of(anna))

    assert answer.status_code == 404
    assert "Anna" not in text_of(answer)


@pytest.mark.parametrize("unknown", ["0", "999999", "-1", "1.0", "x", str(2**63)])
def test_a_customer_there_is_not_is_not_found(world: World, unknown: str) -> None:
    answer = world.client(world.alice).get(f"/customers/{unknown}")

    assert answer.status_code == 404


def test_signed_out_leads_to_the_sign_in(world: World) -> None:
    anna = add(world)

    answer = world.client().get(url_of(anna))

    assert answer.location == f"/login?next=/customers/{anna}"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    anna = add(world)
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(url_of(anna), data=browser.secrets())

    assert answer.status_code == 405


def test_the_number_of_questions_does_not_grow_with_the_ids(world: World) -> None:
    ids = tuple({"source": "till", "value": str(number)} for number in range(30))
    lean, rich = add(world), add(world, external_ids=ids)
    browser = world.client(world.vera)
    browser.get(url_of(lean))

    with statements() as few:
        browser.get(url_of(lean))
    with statements() as many:
        browser.get(url_of(rich))

    assert 0 < len(few) == len(many) <= 7


def test_a_page_of_a_person_is_kept_by_no_cache_of_others(world: World) -> None:
    answer = world.client(world.bob).get(url_of(add(world)))

    assert answer.cache_control.private
    assert answer.cache_control.no_cache

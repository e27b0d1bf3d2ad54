"""Adding a customer by hand: what is kept, told and answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from customers.directory import service
from customers.directory.schemas import CustomerInput
from customers.ground import clock, work
from customers.ground.errors import Forbidden
from tests.accounts.told import facts
from tests.directory.seen import (
    HTMX,
    NEW,
    ROLES_THAT_EDIT,
    filled,
    row,
    rows,
    shown,
    soup,
    text_of,
    url_of,
)
from tests.world import World

FULL = {
    "name": "Anna Müller",
    "first_name": "Anna",
    "last_name": "Müller",
    "phone": "020 7946 0018",
    "email": "Anna.Mueller@Example.com",
    "street": "1 High Street",
    "postcode": "N1 9GU",
    "town": "London",
    "region": "Greater London",
    "country": "GB",
    "customer_type": "vip",
    "status": "inactive",
    "birthday": "1990-12-31",
    "since": "2020-02-29",
    "code": "vip-1",
    "external_ids": "shop: 12\r\ntill:  A:7 \r\n\r\n",
}


@pytest.mark.parametrize("who", ROLES_THAT_EDIT)
def test_owner_admin_and_staff_add_a_customer(world: World, who: str) -> None:
    browser = world.client(getattr(world, who))

    answer = browser.post(NEW, {"name": "  Anna Müller "})

    (added,) = rows(world)
    assert (answer.status_code, answer.location) == (303, url_of(added.id))
    assert (added.name, added.code, added.profile_version) == (
        *("Anna Müller", "C-000001", 1),
    )
    assert (added.customer_type, added.status) == ("walk_in", "active")
    assert added.created_by == added.updated_by == getattr(world, who).id
    assert "Anna Müller was added." in text_of(browser.get(answer.location))


def test_every_field_is_kept_and_shown(world: World) -> None:
    browser = world.client(world.bob)
    bob_id = world.membership(world.bob).id
    chosen = {
        "preferred_shop_id": str(world.book_shop.id),
        "assigned_staff_member_id": str(bob_id),
    }

    answer = browser.post(NEW, {**FULL, **chosen})

    (added,) = rows(world)
    told = shown(browser.get(f"{answer.location}/details"))
    form = filled(soup(browser.get(url_of(added.id, "/edit"))))
    told_here = {
        "Name": "Anna Müller",
        "First name": "Anna",
        "Last name": "Müller",
        "Phone": "020 7946 0018",
        "Email": "Anna.Mueller@Example.com",
        "Street": "1 High Street",
        "Postcode": "N1 9GU",
        "Town": "London",
        "Region": "Greater London",
        "Country": "United Kingdom",
        "Birthday": "31 Dec 1990",
        "Preferred shop": "High Street",
        "Looked after by": "Bob",
        "shop": "12",
        "till": "A:7",
    }
    assert told == told_here
    assert (added.code, added.phone_e164) == ("VIP-1", "+442079460018")
    assert added.sort_email == "anna.mueller@example.com"
    assert (added.birthday, added.since) == (date(1990, 12, 31), date(2020, 2, 29))
    kept = {**FULL, "code": "VIP-1", "external_ids": "shop: 12\ntill: A:7", **chosen}
    assert {name: form[name] for name in kept} == kept


def test_the_event_keeps_what_tells_who_they_are_apart(world: World) -> None:
    answer = world.client(world.bob).post(NEW, FULL)

    (fact,) = facts(world, "CustomerCreated")
    assert answer.location == url_of(fact.subject_id or 0)
    assert (fact.subject, fact.user_id) == ("customer", world.bob.id)
    assert fact.data == {
        "version": 1,
        "changes": {
            "customer_type": [None, "vip"],
            "status": [None, "inactive"],
            "since": [None, "2020-02-29"],
        },
    }
    personal = {f: [None, v] for f, v in FULL.items() if f not in fact.data["changes"]}
    personal["code"] = [None, "VIP-1"]
    personal["external_ids"] = [None, [["shop", "12"], ["till", "A:7"]]]
    assert fact.personal == personal


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"phone": "020 7946 0018"}, ""),
        ({"email": "anna@example.com"}, ""),
        ({"first_name": "Anna", "last_name": "Müller"}, "Anna Müller"),
        ({"last_name": "Müller"}, "Müller"),
        ({"name": "A. Müller", "first_name": "Anna"}, "A. Müller"),
    ],
)
def test_a_name_a_phone_or_an_email_is_enough(
    world: World, fields: dict[str, str], name: str
) -> None:
    browser = world.client(world.bob)

    answer = browser.post(NEW, fields)

    (added,) = rows(world)
    assert added.name == name
    called = name or next(iter(fields.values()))
    assert shown(browser.get(answer.location))["Name"] == called


def test_since_is_today_where_the_business_is(world: World) -> None:
    with clock.set_to(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
        world.client(world.bob).post(NEW, {"name": "Late in London's summer"})

    (added,) = rows(world)
    assert added.since == date(2026, 7, 1)


def test_the_empty_form_offers_what_there_is(world: World) -> None:
    page = soup(world.client(world.bob).get(NEW))

    form = filled(page)
    shops = [option.text for option in page.select("#preferred_shop_id option")]
    people = [option.text for option in page.select("#assigned_staff_member_id option")]
    assert (form["customer_type"], form["status"]) == ("walk_in", "active")
    assert len(form["request_key"]) >= 16
    assert {form[name] for name in FULL if name not in ("customer_type", "status")} == {
        ""
    }
    assert shops == ["None chosen", "High Street"]
    assert people == ["None chosen", "Adam", "Alice", "Bob", "Vera"]


def test_a_viewer_may_not(world: World) -> None:
    browser = world.client(world.vera)
    actor = world.actor(world.vera)
    values = CustomerInput(name="x")

    answers = [browser.get(NEW), browser.post(NEW, FULL)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Add customer" not in text_of(browser.get("/customers"))
    assert rows(world) == []
    with pytest.raises(Forbidden):
        work.run(lambda: service.add_customer(values, actor=actor))


def test_signed_out_leads_to_the_sign_in(world: World) -> None:
    browser = world.client()

    assert browser.get(NEW).location == "/login?next=/customers/new"
    assert browser.post(NEW, FULL).status_code == 401
    assert rows(world) == []


def test_an_outsider_adds_to_their_own_business_alone(world: World) -> None:
    browser = world.client(world.charlie)

    own = browser.post(NEW, {"name": "Carla"})
    others = browser.post(NEW, {"name": "Carla", "business": str(world.books.id)})

    assert (own.status_code, others.status_code) == (303, 409)
    assert [each.name for each in rows(world, world.bikes)] == ["Carla"]
    assert rows(world) == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(NEW, data=browser.secrets())

    assert answer.status_code == 405


def test_without_its_secrets_nothing_is_added(world: World) -> None:
    browser = world.client(world.bob)
    secrets = browser.secrets()

    no_token = browser.post(NEW, {"name": "x", "request_key": "k" * 24}, raw=True)
    no_key = browser.post(NEW, {"name": "x", **secrets}, raw=True)

    assert no_token.status_code == 400
    assert no_key.status_code == 422
    assert "Load the page again" in text_of(no_key)
    assert rows(world) == []


def test_the_same_form_sent_twice_adds_one_customer(world: World) -> None:
    browser = world.client(world.bob)
    fields = {**FULL, "request_key": "k" * 24}
    first = browser.post(NEW, fields)

    again = browser.post(NEW, fields)
    by_htmx = browser.post(NEW, fields, htmx=True)

    assert (again.status_code, again.location) == (303, first.location)
    assert by_htmx.headers["HX-Redirect"] == first.location
    assert len(rows(world)) == len(facts(world, "CustomerCreated")) == 1


def test_the_same_key_with_other_content_is_refused(world: World) -> None:
    browser = world.client(world.bob)
    browser.post(NEW, {"name": "Anna", "request_key": "k" * 24})

    answer = browser.post(NEW, {"name": "Berta", "request_key": "k" * 24})

    assert answer.status_code == 409
    assert "sent before with other content" in text_of(answer)
    assert [each.name for each in rows(world)] == ["Anna"]


def test_a_refused_form_may_be_sent_again_corrected(world: World) -> None:
    browser = world.client(world.bob)
    refused = browser.post(NEW, {"name": "Anna", "email": "anna"})
    again = filled(soup(refused)) | {"email": "anna@example.com"}

    answer = browser.post(NEW, again, raw=True)

    assert (refused.status_code, answer.status_code) == (422, 303)
    assert [each.email for each in rows(world)] == ["anna@example.com"]


def test_a_program_of_the_page_is_led_to_the_profile(world: World) -> None:
    answer = world.client(world.bob).post(NEW, {"name": "Anna"}, htmx=True)

    (added,) = rows(world)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == url_of(added.id)


def test_the_page_contains_its_part(world: World) -> None:
    browser = world.client(world.bob)

    page = soup(browser.get(NEW)).select_one("#customer-form")
    part = soup(browser.get(NEW, headers=HTMX))

    assert page is not None
    for form in (page, part):
        for secret in form.select("[name=csrf_token], [name=request_key]"):
            secret["value"] = ""
    assert str(page) == str(part.select_one("#customer-form"))
    assert str(part).strip() == str(page)


def test_names_of_every_script_are_one_page_each(world: World) -> None:
    browser = world.client(world.bob)
    people = ["王伟", "محمد بن علي", "Ægir Þórsson", "ஆனந்த்", "O’Neil-Søn", "👩‍🚀 Ada"]

    answers = [browser.post(NEW, {"name": name}) for name in people]

    profiles = [shown(browser.get(answer.location))["Name"] for answer in answers]
    assert profiles == people
    assert [row(world, each.id).name for each in rows(world)] == people

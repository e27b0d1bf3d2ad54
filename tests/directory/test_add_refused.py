"""Input that a new customer cannot be made of: said beside its field, kept as typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from werkzeug.test import TestResponse

from customers.accounts import service as accounts
from customers.ground import clock, work
from tests.accounts.told import facts
from tests.directory.seen import NEW, faults, filled, rows, soup, text_of
from tests.world import World

LONG = "Use at most %d characters."
HIDDEN = "There is an invisible control character in this. Remove it."
NO_EMAIL = "This is no email address. Write one such as anna@example.com."
NO_DATE = "Write a date, such as 1990-12-31."
NO_CODE = "A code has 1 to 32 of A to Z, 0 to 9, dot, dash and underscore."
NO_PHONE = "A phone number has three digits or more."
NO_LINE = "Write each id as “source: id”, one a line, such as shop: 1234."

# A list shows nothing that it does not hold.
CHOSEN = (
    *("country", "customer_type", "status"),
    *("preferred_shop_id", "assigned_staff_member_id"),
)
REFUSED = [
    ("name", "x" * 201, LONG % 200),
    ("name", "a\x00b", HIDDEN),
    ("name", "a\nb", HIDDEN),
    ("name", "a\x85b", HIDDEN),
    ("first_name", "x" * 101, LONG % 100),
    ("last_name", "a\tb", HIDDEN),
    ("phone", "x" * 58 + "123", LONG % 60),
    ("phone", "12", NO_PHONE),
    ("phone", "ring me", NO_PHONE),
    ("email", "anna", NO_EMAIL),
    ("email", "anna@", NO_EMAIL),
    ("email", "anna@@example.com", NO_EMAIL),
    ("email", "anna@exa mple.com", NO_EMAIL),
    ("email", "a" * 250 + "@example.com", LONG % 254),
    ("street", "x" * 201, LONG % 200),
    ("postcode", "x" * 21, LONG % 20),
    ("town", "x" * 101, LONG % 100),
    ("region", "\x1b[31m", HIDDEN),
    ("country", "ZZ", "Choose a country of the list."),
    ("country", "GBR", LONG % 2),
    ("customer_type", "king", "Choose one of the list."),
    ("status", "deleted", "Choose one of the list."),
    ("birthday", "31.12.1990", NO_DATE),
    ("birthday", "1990-02-30", NO_DATE),
    ("birthday", "1499-12-31", "This is too small."),
    ("birthday", "2026-01-16", "A birthday cannot lie in the future."),
    ("since", "soon", NO_DATE),
    ("since", "2026-01-16", "Nobody is a customer since a day in the future."),
    ("since", "2200-01-02", "Nobody is a customer since a day in the future."),
    ("code", "C 1", NO_CODE),
    ("code", "Ä1", NO_CODE),
    ("code", "x" * 33, LONG % 32),
    ("preferred_shop_id", "999999", "Choose a shop of the list."),
    ("preferred_shop_id", "first", "Write a whole number."),
    ("preferred_shop_id", "9" * 30, "This is too large."),
    ("assigned_staff_member_id", "999999", "Choose a staff member of the list."),
    ("assigned_staff_member_id", "0", "This is too small."),
    ("external_ids", "1234", NO_LINE),
    ("external_ids", "shop: 1\n: 2", "This is needed."),
    ("external_ids", "shop:", "This is needed."),
    ("external_ids", "x" * 41 + ": 1", LONG % 40),
    ("external_ids", "shop: " + "x" * 201, LONG % 200),
]


@pytest.mark.one_database
def test_a_poor_field_comes_back_as_typed(world: World) -> None:
    with clock.set_to(datetime(2026, 1, 15, 12, tzinfo=UTC)):
        browser = world.client(world.bob)

        for field, value, sentence in REFUSED:
            typed = {"name": "Anna Müller", "town": "London", field: value}
            page = browser.post(NEW, typed)
            part = browser.post(NEW, typed, htmx=True)

            _refuses(page, part, field=field, value=value, sentence=sentence)
            if field not in CHOSEN:
                again = filled(soup(page))
                assert {name: again[name] for name in typed} == typed

    assert rows(world) == []
    assert facts(world, "CustomerCreated") == []


def _refuses(
    page: TestResponse, part: TestResponse, *, field: str, value: str, sentence: str
) -> None:
    assert (page.status_code, part.status_code) == (422, 422), (field, value)
    assert faults(soup(page)) == faults(soup(part)) == {field: sentence}, value
    assert part.get_data(as_text=True).strip().startswith('<form class="card form"')


def test_nobody_at_all_is_refused(world: World) -> None:
    browser = world.client(world.bob)

    answer = browser.post(NEW, {"name": " ", "town": "London", "code": "X1"})

    assert answer.status_code == 422
    assert faults(soup(answer)) == {"name": "Write a name, a phone or an email."}
    assert filled(soup(answer))["town"] == "London"
    assert rows(world) == []


def test_several_faults_are_all_said_and_linked(world: World) -> None:
    typed = {"phone": "1", "email": "anna", "birthday": "never", "code": "?"}

    page = soup(world.client(world.bob).post(NEW, typed))

    assert faults(page).keys() == typed.keys()
    alert = page.select_one('#customer-form > .alert[role="alert"]')
    assert alert is not None
    assert {a["href"] for a in alert.select("a")} == {f"#{name}" for name in typed}
    first = page.select_one("[autofocus]")
    assert first is not None
    assert first["name"] == "phone"


def test_more_than_fifty_external_ids_are_refused(world: World) -> None:
    browser = world.client(world.bob)
    lines = "\n".join(f"shop: {number}" for number in range(51))

    answer = browser.post(NEW, {"name": "Anna", "external_ids": lines})

    assert answer.status_code == 422
    assert faults(soup(answer)).keys() == {"external_ids"}
    assert filled(soup(answer))["external_ids"] == lines


def test_a_shop_of_another_business_or_closed_is_not_of_the_list(world: World) -> None:
    browser = world.client(world.bob)
    alice = world.actor(world.alice)
    ids = [world.bike_shop.id, world.book_shop.id]
    world.enter()
    work.run(lambda: accounts.close_shop(ids[1], actor=alice))

    answers = [
        browser.post(NEW, {"name": "Anna", "preferred_shop_id": str(shop_id)})
        for shop_id in ids
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert faults(soup(answer)) == {
            "preferred_shop_id": "Choose a shop of the list."
        }
    assert "Dockside" not in text_of(answers[0])


def test_a_staff_member_of_elsewhere_or_removed_is_not_of_the_list(
    world: World,
) -> None:
    browser = world.client(world.bob)
    alice = world.actor(world.alice)
    ids = [world.membership(user).id for user in (world.charlie, world.vera)]
    world.enter()
    work.run(lambda: accounts.remove_staff_member(ids[1], actor=alice))

    answers = [
        browser.post(NEW, {"name": "Anna", "assigned_staff_member_id": str(member_id)})
        for member_id in ids
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert faults(soup(answer)) == {
            "assigned_staff_member_id": "Choose a staff member of the list."
        }
    assert rows(world) == []


def test_fields_that_no_form_has_change_nothing(world: World) -> None:
    browser = world.client(world.bob)
    more = {
        "id": "77",
        "business_id": str(world.bikes.id),
        "profile_version": "9",
        "created_by": str(world.alice.id),
        "deleted_at": "2026-01-01",
        "phone_e164": "+1",
    }

    browser.post(NEW, {"name": "Anna", **more})

    (added,) = rows(world)
    assert (added.business_id, added.profile_version) == (world.books.id, 1)
    assert (added.created_by, added.deleted_at) == (world.bob.id, None)
    assert added.phone_e164 is None
    assert rows(world, world.bikes) == []


@pytest.mark.parametrize(
    "body",
    [
        b"name=\xff\xfe&phone=%ED%A0%80%31%32%33",
        b"name=%00",
        b"name=%F5%80%80%80",
        b"name=a&name=b&birthday=&birthday=1990-01-01",
        b"external_ids=%0d%0a%0d%0a&name=Anna&since=%e2%80%8b",
        b"name" + b"=x" * 5000,
    ],
)
def test_broken_bodies_are_no_errors_of_ours(world: World, body: bytes) -> None:
    browser = world.client(world.bob)
    secrets = browser.secrets()
    head = "&".join(f"{name}={value}" for name, value in secrets.items())
    sent = f"request_key={'k' * 24}&{head}&".encode() + body

    answer = browser.client.post(
        NEW, data=sent, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code in (303, 400, 422)
    assert len(rows(world)) == (answer.status_code == 303)

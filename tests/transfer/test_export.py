"""A short export: the file at once, exactly the customers of the list."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.directory.seen import add, delete, soup, statements, text_of
from tests.transfer.exporting import (
    EXPORT,
    address,
    ask,
    codes_of,
    facts,
    fill,
    give_id,
    rows_of,
)
from tests.world import World

WHOLE = {
    "code": "A-1",
    "name": "Zoë, Müller",
    "first_name": "Zoë",
    "last_name": "Müller",
    "phone": "020 7946 0018",
    "email": "zoe@example.com",
    "customer_type": "vip",
    "status": "inactive",
    "birthday": "1990-04-03",
    "street": '1 "High" St',
    "postcode": "LS1",
    "town": "Leeds",
    "region": "Yorkshire",
    "country": "GB",
    "since": "2024-01-02",
}


def test_the_file_holds_whole_profiles(world: World) -> None:
    member = world.membership(world.bob).id
    shop = world.book_shop.id
    add(world, **WHOLE, preferred_shop_id=shop, assigned_staff_member_id=member)
    give_id(world, "A-1", source="till", value="77")
    give_id(world, "A-1", source="shop", value="x; y")

    [row] = rows_of(ask(world.client(world.adam)).data)

    international = row.pop("International phone")
    assert list(row.values())[:15] == list(WHOLE.values())
    assert international == "'+442079460018"
    assert dict(list(row.items())[15:]) == {
        "Preferred shop": "High Street",
        "Looked after by": "Bob",
        "External ids": "shop: x; y; till: 77",
        "Visits": "0",
        "Spend": "0.00",
        "Currency": "GBP",
        "Last visit": "",
        "Membership status": "inactive",
        "Member until": "",
        "Held until": "",
    }


@pytest.mark.parametrize("asked", [{}, {"frequency": "one_time"}, {"type": "regular"}])
def test_a_file_takes_as_many_questions_however_long_it_is(
    world: World, asked: dict[str, str]
) -> None:
    browser = world.client(world.alice)
    browser.secrets()
    ask(browser)
    taken: list[int] = []
    for _time in range(2):
        fill(world, 40, visits=1, code_from=len(taken) * 40)
        give_id(world, f"N{len(taken) * 40:05d}", source="till", value=str(len(taken)))
        world.enter()
        with statements() as found:
            answer = ask(browser, **asked)
        assert len(codes_of(answer)) == (len(taken) + 1) * 40
        taken.append(len(found))

    assert taken[0] == taken[1]


def test_the_file_is_saved_and_kept_by_nobody(world: World) -> None:
    add(world)

    answer = ask(world.client(world.alice))

    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith(
        "attachment; filename=customers-20"
    )
    assert answer.headers["Content-Disposition"].endswith(".csv")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"\xef\xbb\xbfCode,Name,")
    assert answer.data.count(b"\r\n") == answer.data.count(b"\n") == 2


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"sort": "code"}, ["A", "B", "C"]),
        ({"sort": "code-desc"}, ["C", "B", "A"]),
        ({"sort": "name"}, ["C", "B", "A"]),
        ({"type": "vip", "sort": "code"}, ["A", "C"]),
        ({"type": "vip", "since_from": "2024-02-01"}, ["C"]),
        ({"status": "inactive"}, ["B"]),
        ({"q": "zed"}, ["A"]),
        ({"q": "zed", "type": "regular"}, []),
        ({"frequency": "frequent"}, []),
    ],
)
def test_it_takes_exactly_those_of_the_list_in_its_order(
    world: World, asked: dict[str, str], codes: list[str]
) -> None:
    add(world, code="A", name="Zed", customer_type="vip", since="2024-01-01")
    add(world, code="B", name="Yves", status="inactive", since="2024-02-01")
    add(world, code="C", name="Xena", customer_type="vip", since="2024-03-01")
    delete(world, add(world, code="D", name="Zed gone", customer_type="vip"))
    add(world, by=world.charlie, code="E", name="Zed", customer_type="vip")

    answer = ask(world.client(world.alice), **asked)

    assert codes_of(answer) == codes


def test_a_filter_of_a_shop_takes_its_customers(world: World) -> None:
    shop = world.book_shop.id
    add(world, code="A", preferred_shop_id=shop)
    add(world, code="B")

    answer = ask(world.client(world.alice), shop=shop)

    assert codes_of(answer) == ["A"]


def test_a_thousand_come_at_once_and_one_more_do_not(world: World) -> None:
    fill(world, 1000)
    browser = world.client(world.alice)

    at_once = ask(browser, sort="name")
    add(world)
    later = ask(browser, sort="name")

    assert codes_of(at_once) == [f"N{number:05d}" for number in range(1000)]
    assert (later.status_code, "/jobs/" in later.location) == (303, True)


def test_the_page_says_what_will_be_exported(world: World) -> None:
    add(world, customer_type="vip", since="2024-03-01")
    add(world, customer_type="vip", since="2024-03-01")
    add(world)

    answer = world.client(world.adam).get(
        address(type="vip", since_from="2024-01-01", sort="name-desc", after="x")
    )

    words = text_of(answer)
    assert "2 customers" in words
    assert "Type VIP" in words
    assert "Customer since, from 1 Jan 2024" in words
    page = soup(answer)
    sent = {str(i["name"]): str(i["value"]) for i in page.select("#export-form input")}
    assert sent.items() >= {
        ("type", "vip"),
        ("since_from", "2024-01-01"),
        ("sort", "name-desc"),
    }
    assert "after" not in sent
    back = page.select_one("a.back")
    assert back
    assert back["href"] == "/customers?type=vip&since_from=2024-01-01&sort=name-desc"
    offered = [str(option["value"]) for option in page.select("#purpose option")]
    assert offered == ["own_records"]


def test_the_page_names_search_shop_and_staff_member(world: World) -> None:
    shop, member = world.book_shop.id, world.membership(world.bob).id
    world.enter()
    add(world, preferred_shop_id=shop, assigned_staff_member_id=member)

    asked = {"q": "anna", "shop": shop, "staff": member, "frequency": "one_time"}
    words = text_of(world.client(world.alice).get(address(**asked)))
    found = text_of(world.client(world.alice).get(address(q="anna", shop=shop)))

    assert "Nobody to export" in words
    assert "Search anna Preferred shop High Street" in found
    assert "1 customer" in found


def test_the_page_of_many_says_that_it_takes_a_while(world: World) -> None:
    fill(world, 1200, visits=1)

    browser = world.client(world.alice)
    known = text_of(browser.get(EXPORT))
    unknown = text_of(browser.get(address(frequency="one_time", status="active")))

    assert "1,200 customers" in known
    assert "More than 1,000 customers" in unknown
    assert "in the background" in known
    assert "in the background" in unknown


@pytest.mark.parametrize(
    "asked",
    [
        {"type": "pirate"},
        {"shop": "x"},
        {"shop": "9" * 30},
        {"since_from": "soon"},
        {"sort": "phone"},
        {"sort": "name-sideways"},
        {"q": "x" * 300},
        {"q": "a\x00b"},
    ],
)
def test_an_address_that_makes_no_sense_is_refused(
    world: World, asked: dict[str, str]
) -> None:
    browser = world.client(world.alice)

    answers = [browser.get(address(**asked)), ask(browser, **asked)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert facts(world, "CustomersExported") == []


@pytest.mark.parametrize(
    "fields",
    [{"format": "exe"}, {"format": ""}, {"purpose": "offers"}, {"purpose": ""}],
)
def test_a_format_or_purpose_there_is_not_is_refused(
    world: World, fields: dict[str, str]
) -> None:
    add(world, customer_type="regular")
    wanted = {"format": "csv", "purpose": "own_records", "type": "regular", **fields}

    answer = world.client(world.alice).post(EXPORT, wanted)

    assert answer.status_code == 422
    page = soup(answer)
    (name,) = fields
    assert page.select_one(f"#{name}-error")
    assert page.select_one('#export-form [name="type"][value="regular"]')
    assert facts(world, "CustomersExported") == []


@pytest.mark.parametrize("person", ["bob", "vera"])
def test_who_may_not_export_is_refused(world: World, person: str) -> None:
    add(world)
    browser = world.client(getattr(world, person))

    answers: list[TestResponse] = [browser.get(EXPORT), ask(browser)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert facts(world, "CustomersExported") == []


def test_other_methods_do_nothing(world: World) -> None:
    browser = world.client(world.alice)

    assert browser.client.put(EXPORT).status_code in (400, 405)
    assert browser.client.delete(EXPORT).status_code in (400, 405)


def test_a_form_without_its_token_is_refused(world: World) -> None:
    add(world)

    answer = world.client(world.alice).post(
        EXPORT, {"format": "csv", "purpose": "own_records"}, raw=True
    )

    assert answer.status_code == 400
    assert facts(world, "CustomersExported") == []

"""Codes: the next free number, given codes, and many who ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from customers.accounts.actors import Actor
from customers.directory import service
from customers.directory.models import Counter, Customer
from customers.directory.schemas import CustomerInput
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.errors import Conflict
from tests.accounts.told import facts
from tests.directory.seen import (
    NEW,
    add,
    delete,
    edit_form,
    faults,
    filled,
    row,
    rows,
    soup,
    url_of,
    written,
)
from tests.world import World


def code_of(world: World, customer_id: int) -> str:
    """The code of a customer as it is now."""
    return row(world, customer_id).code


def next_code(world: World) -> str:
    """The code that the next customer without one gets."""
    return code_of(world, add(world))


def test_codes_count_on_from_one(world: World) -> None:
    assert [next_code(world) for _time in range(3)] == [
        *("C-000001", "C-000002", "C-000003"),
    ]


def test_every_business_counts_for_itself(world: World) -> None:
    for _time in range(2):
        add(world)

    add(world, by=world.charlie)

    assert [each.code for each in rows(world, world.bikes)] == ["C-000001"]


def test_codes_given_by_hand_are_skipped(world: World) -> None:
    for given in ("C-000001", "C-000003", "C-000004", "C-000006"):
        add(world, code=given)

    assert [next_code(world) for _time in range(3)] == [
        *("C-000002", "C-000005", "C-000007"),
    ]


def test_a_code_given_far_ahead_leaves_the_count_alone(world: World) -> None:
    add(world, code="C-999999")
    add(world, code="C-123456789012345678")

    assert next_code(world) == "C-000001"


def test_the_count_goes_on_past_six_digits(world: World) -> None:
    counter = Counter(name="customer_codes", value=999_999)
    written(world, lambda: db.session.add(counter))

    assert [next_code(world) for _time in range(2)] == ["C-1000000", "C-1000001"]


def test_a_deleted_customer_keeps_the_number(world: World) -> None:
    delete(world, add(world))
    gone = add(world, code="C-000002")
    delete(world, gone)

    assert next_code(world) == "C-000003"


def test_a_number_that_was_changed_is_not_given_again(world: World) -> None:
    browser = world.client(world.bob)
    anna = add(world)
    form = edit_form(browser, anna) | {"code": "VIP-1"}

    answer = browser.post(url_of(anna, "/edit"), form, raw=True)

    assert answer.status_code == 303
    assert code_of(world, anna) == "VIP-1"
    assert next_code(world) == "C-000002"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("vip-1", "VIP-1"), (" a.b_c-9 ", "A.B_C-9"), ("0", "0"), ("z" * 32, "Z" * 32)],
)
def test_a_given_code_is_kept_in_upper_case(
    world: World, typed: str, kept: str
) -> None:
    browser = world.client(world.bob)

    answer = browser.post(NEW, {"name": "Anna", "code": typed})

    (added,) = rows(world)
    (fact,) = facts(world, "CustomerCreated")
    assert answer.status_code == 303
    assert added.code == kept
    assert fact.personal["code"] == [None, kept]


@pytest.mark.parametrize("typed", ["VIP-1", "vip-1", " Vip-1 "])
def test_a_taken_code_says_whose_it_is(world: World, typed: str) -> None:
    add(world, code="VIP-1")
    browser = world.client(world.bob)

    answer = browser.post(NEW, {"name": "Berta", "town": "Ulm", "code": typed})

    page = soup(answer)
    assert answer.status_code == 409
    assert faults(page) == {"code": "VIP-1 already belongs to Anna Müller."}
    assert (filled(page)["code"], filled(page)["town"]) == (typed, "Ulm")
    assert len(rows(world)) == 1


def test_a_code_taken_by_a_deleted_customer_says_so(world: World) -> None:
    delete(world, add(world, code="VIP-1"))
    browser = world.client(world.bob)

    answer = browser.post(NEW, {"name": "Berta", "code": "vip-1"}, htmx=True)

    assert answer.status_code == 409
    assert faults(soup(answer)) == {
        "code": "VIP-1 belongs to Anna Müller, who was deleted. "
        "An owner or admin can restore them."
    }


def test_a_code_of_who_has_no_name_is_said_by_itself(world: World) -> None:
    add(world, name=None, phone="123", code="VIP-1")

    with pytest.raises(Conflict, match="VIP-1 already belongs to VIP-1"):
        add(world, code="VIP-1")


def test_the_same_code_in_another_business_is_no_matter(world: World) -> None:
    add(world, code="VIP-1", by=world.charlie)

    assert code_of(world, add(world, code="VIP-1")) == "VIP-1"


def test_an_edit_cannot_take_a_code_and_may_keep_its_own(world: World) -> None:
    add(world, code="VIP-1")
    berta = add(world, name="Berta", code="VIP-2")
    browser = world.client(world.bob)
    form = edit_form(browser, berta)

    refused = browser.post(url_of(berta, "/edit"), form | {"code": "vip-1"}, raw=True)
    kept = browser.post(url_of(berta, "/edit"), form | {"code": "vip-2"}, raw=True)

    assert (refused.status_code, kept.status_code) == (409, 303)
    assert faults(soup(refused)) == {"code": "VIP-1 already belongs to Anna Müller."}
    assert code_of(world, berta) == "VIP-2"
    assert facts(world, "CustomerUpdated") == []


def test_an_emptied_code_stays(world: World) -> None:
    anna = add(world, code="VIP-1")
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"code": ""}

    browser.post(url_of(anna, "/edit"), form, raw=True)

    assert code_of(world, anna) == "VIP-1"


@pytest.fixture
def alice(real_app: Flask) -> Actor:
    """Alice at work in a database that every connection sees."""

    def begin() -> Actor:
        world = World(real_app)
        return world.actor(world.alice)

    return work.run(begin)


def test_many_at_once_get_the_next_numbers_without_a_gap(
    real_app: Flask, alice: Actor
) -> None:
    threads, each = 8, 5
    ready = Barrier(threads)

    def add_one() -> None:
        tenancy.enter(db.session(), alice.business_id)
        service.add_customer(CustomerInput(name="Anna"), actor=alice)

    def add_some(_thread: int) -> None:
        with real_app.app_context():
            ready.wait(timeout=20)
            for _time in range(each):
                work.run(add_one)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(add_some, range(threads)))

    work.end_read()
    tenancy.enter(db.session(), alice.business_id)
    codes = db.session.scalars(db.select(Customer.code).order_by(Customer.code))
    assert list(codes) == [f"C-{number:06d}" for number in range(1, threads * each + 1)]

"""External ids: what other programs call a customer, each once a business."""

from __future__ import annotations

import pytest

from customers.directory.models import ExternalId
from customers.ground.db import db
from tests.accounts.told import facts
from tests.directory.seen import (
    NEW,
    add,
    delete,
    edit_form,
    faults,
    filled,
    rows,
    shown,
    soup,
    url_of,
    written,
)
from tests.world import World

TILL_7 = {"source": "till", "value": "7"}


def ids_of(world: World, customer_id: int) -> list[tuple[str, str, str]]:
    """(source, value, kind) of a customer's ids, sorted."""
    world.enter()
    wanted = db.select(ExternalId.source, ExternalId.value, ExternalId.kind)
    found = db.session.execute(wanted.where(ExternalId.customer_id == customer_id))
    return sorted(tuple(each) for each in found)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("till: 7", [("till", "7")]),
        ("till:7\r\ntill: 7\r\n", [("till", "7")]),
        ("  web shop  :  a : b  ", [("web shop", "a : b")]),
        ("b: 2\n\n\na: 1", [("a", "1"), ("b", "2")]),
        ("till: a\u2028b", [("till", "a\u2028b")]),
        ("Till: x\ntill: x\ntill: X", [("Till", "x"), ("till", "X"), ("till", "x")]),
    ],
)
def test_ids_are_kept_one_a_line(
    world: World, typed: str, kept: list[tuple[str, str]]
) -> None:
    browser = world.client(world.bob)

    browser.post(NEW, {"name": "Anna", "external_ids": typed})

    (added,) = rows(world)
    assert ids_of(world, added.id) == [(*pair, "external") for pair in kept]


def test_the_form_gives_back_what_it_was_given(world: World) -> None:
    ids = (TILL_7, {"source": "shop", "value": "a: b"})
    anna = add(world, external_ids=ids)
    browser = world.client(world.bob)

    form = edit_form(browser, anna)
    browser.post(url_of(anna, "/edit"), form, raw=True)

    assert form["external_ids"] == "shop: a: b\ntill: 7"
    assert facts(world, "CustomerUpdated") == []


def test_changed_ids_come_and_go_and_are_told(world: World) -> None:
    anna = add(world, external_ids=(TILL_7, {"source": "shop", "value": "1"}))
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"external_ids": "shop: 1\nshop: 2"}

    browser.post(url_of(anna, "/edit"), form, raw=True)

    (fact,) = facts(world, "CustomerUpdated")
    told = shown(browser.get(url_of(anna, "/details")))
    assert [pair[:2] for pair in ids_of(world, anna)] == [("shop", "1"), ("shop", "2")]
    assert fact.data == {"version": 2, "changes": {}}
    assert fact.personal == {
        "external_ids": [
            [["shop", "1"], ["till", "7"]],
            [["shop", "1"], ["shop", "2"]],
        ]
    }
    assert "till" not in told


def test_an_id_of_an_imported_row_is_no_id_and_survives_an_edit(world: World) -> None:
    anna = add(world, external_ids=(TILL_7,))
    mark = {"source": "import", "value": "f" * 64, "kind": "fingerprint"}
    written(world, lambda: db.session.add(ExternalId(customer_id=anna, **mark)))
    browser = world.client(world.bob)

    form = edit_form(browser, anna)
    browser.post(url_of(anna, "/edit"), form | {"external_ids": ""}, raw=True)

    assert form["external_ids"] == "till: 7"
    assert ids_of(world, anna) == [tuple(mark.values())]
    assert "import" not in shown(browser.get(url_of(anna, "/details")))


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_taken_id_says_whose_it_is(world: World, is_deleted: bool) -> None:
    anna = add(world, external_ids=(TILL_7,))
    if is_deleted:
        delete(world, anna)
    browser = world.client(world.bob)
    typed = {"name": "Berta", "external_ids": "shop: 1\ntill: 7"}

    answer = browser.post(NEW, typed)

    page = soup(answer)
    whose = (
        "till: 7 belongs to Anna Müller, who was deleted. An owner or admin can "
        "restore them."
        if is_deleted
        else "till: 7 already belongs to Anna Müller."
    )
    assert answer.status_code == 409
    assert faults(page) == {"external_ids": whose}
    assert filled(page)["external_ids"] == typed["external_ids"]
    assert len(rows(world)) == 1


def test_an_edit_cannot_take_an_id_and_may_keep_its_own(world: World) -> None:
    add(world, external_ids=(TILL_7,))
    berta = add(world, name="Berta", external_ids=({"source": "till", "value": "8"},))
    browser = world.client(world.bob)
    form = edit_form(browser, berta) | {"external_ids": "till: 8\ntill: 7"}

    refused = browser.post(url_of(berta, "/edit"), form, raw=True)

    assert refused.status_code == 409
    assert faults(soup(refused)).keys() == {"external_ids"}
    assert ids_of(world, berta) == [("till", "8", "external")]


def test_the_same_id_in_another_business_is_no_matter(world: World) -> None:
    add(world, external_ids=(TILL_7,), by=world.charlie)

    anna = add(world, external_ids=(TILL_7,))

    assert ids_of(world, anna) == [("till", "7", "external")]


def test_an_id_that_went_may_be_given_to_another(world: World) -> None:
    anna = add(world, external_ids=(TILL_7,))
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"external_ids": ""}
    browser.post(url_of(anna, "/edit"), form, raw=True)

    berta = add(world, name="Berta", external_ids=(TILL_7,))

    assert ids_of(world, anna) == []
    assert ids_of(world, berta) == [("till", "7", "external")]

"""One change to many customers: the question, the change, and who may ask for it."""

from __future__ import annotations

from typing import Any

import pytest

from customers.desk.queries import list_chosen
from customers.desk.views import bulk
from customers.ground.db import db
from customers.ground.jobs import Job
from tests.desk.listing import LIST, add_shop, one
from tests.desk.ticking import BULK, answered, three, types
from tests.directory.people import facts
from tests.directory.seen import HTMX, ROLES_THAT_EDIT, add, row, soup, text_of
from tests.world import World


@pytest.mark.parametrize("who", ROLES_THAT_EDIT)
def test_the_question_names_how_many_and_what_and_changes_nothing(
    world: World, who: str
) -> None:
    ids = three(world)

    answer = world.client(getattr(world, who)).get(
        BULK, query_string={"ids": ids[:2], "change": "customer_type:vip"}
    )

    assert answer.status_code == 200
    assert "Set the type of 2 customers to VIP?" in text_of(answer)
    assert types(world, ids) == ["walk_in"] * 3


@pytest.mark.parametrize("who", ROLES_THAT_EDIT)
def test_those_who_are_ticked_are_changed(world: World, who: str) -> None:
    ids = three(world)
    person = getattr(world, who)

    answer = answered(
        world, person, {"ids": ids[:2], "change": "customer_type:vip", "q": "a"}
    )

    told = facts(world, "CustomerUpdated")
    assert (answer.status_code, answer.location) == (303, f"{LIST}?q=a")
    assert types(world, ids) == ["vip", "vip", "walk_in"]
    assert [fact.user_id for fact in told] == [person.id] * 2
    assert told[0].data["changes"] == {"customer_type": ["walk_in", "vip"]}


def test_the_toast_says_how_many_were_changed(world: World) -> None:
    ids = three(world)
    browser = world.client(world.bob)

    browser.post(BULK, {"ids": ids, "change": "status:inactive"})

    assert "3 customers are Inactive now." in text_of(browser.get(LIST))


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ("customer_type:wholesale", "customer_type", "wholesale"),
        ("status:inactive", "status", "inactive"),
        ("preferred_shop_id:", "preferred_shop_id", None),
    ],
)
def test_type_status_and_shop_can_be_changed(
    world: World, change: str, field: str, value: str | None
) -> None:
    anna = add(world, preferred_shop_id=world.book_shop.id)

    answered(world, world.bob, {"ids": [anna], "change": change})

    assert getattr(row(world, anna), field) == value


def test_a_shop_can_be_preferred(world: World) -> None:
    anna = add(world)
    shop = add_shop(world, "Low Street")
    asked = {"ids": [anna], "change": f"preferred_shop_id:{shop}"}

    question = world.client(world.bob).get(BULK, query_string=asked)
    answered(world, world.bob, asked)

    words = "Set the preferred shop of 1 customer to Low Street?"
    assert words in text_of(question)
    assert row(world, anna).preferred_shop_id == shop


def test_sent_twice_it_changes_nothing_more(world: World) -> None:
    ids = three(world)
    browser = world.client(world.bob)
    sent = {"ids": ids, "change": "customer_type:vip"}

    first, second = browser.post(BULK, sent), browser.post(BULK, sent)

    assert first.location == second.location == LIST
    assert len(facts(world, "CustomerUpdated")) == 3
    assert "it was so already" in text_of(browser.get(LIST))


def test_the_whole_list_is_changed_as_it_is_filtered(world: World) -> None:
    ids = three(world)
    far = add(world, name="Dee", status="inactive")
    asked = {
        "all": "1",
        "status": "active",
        "ids": [far],
        "change": "customer_type:vip",
    }

    question = world.client(world.bob).get(BULK, query_string=asked)
    answered(world, world.bob, asked)

    assert "Set the type of 3 customers to VIP?" in text_of(question)
    assert types(world, [*ids, far]) == ["vip", "vip", "vip", "walk_in"]


def test_all_that_a_search_finds_are_changed(world: World) -> None:
    ids = three(world)

    answered(world, world.bob, {"all": "1", "q": "ben", "change": "customer_type:vip"})

    assert types(world, ids) == ["walk_in", "vip", "walk_in"]


def test_more_than_are_done_at_once_become_a_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = three(world)
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    asked = {"all": "1", "status": "active", "change": "customer_type:vip"}

    question = world.client(world.bob).get(BULK, query_string=asked)
    answer = answered(world, world.bob, asked)

    world.enter()
    job = db.session.scalars(db.select(Job)).one()
    assert "done in the background" in text_of(question)
    assert answer.location == f"/jobs/{job.id}"
    assert (job.kind, job.title) == ("change_customers", "Setting types to VIP")
    assert (job.given["field"], job.given["value"]) == ("customer_type", "vip")
    assert job.given["selection"]["status"] == "active"
    assert types(world, ids) == ["walk_in"] * 3


def test_a_viewer_may_not_and_sees_no_boxes(world: World) -> None:
    ids = three(world)
    browser = world.client(world.vera)
    sent = {"ids": ids, "change": "customer_type:vip"}

    answers = [browser.get(BULK, query_string=sent), browser.post(BULK, sent)]

    page = soup(browser.get(LIST))
    assert [answer.status_code for answer in answers] == [403, 403]
    assert types(world, ids) == ["walk_in"] * 3
    assert not page.select("#bulk, [name=ids], [data-choose-all]")


def test_an_outsider_changes_nobody(world: World) -> None:
    ids = three(world)

    world.client(world.charlie).post(BULK, {"ids": ids, "change": "customer_type:vip"})
    answered(world, world.charlie, {"all": "1", "change": "customer_type:vip"})

    assert types(world, ids) == ["walk_in"] * 3


def test_another_business_has_no_shop_to_offer(world: World) -> None:
    anna = add(world)
    change = f"preferred_shop_id:{world.bike_shop.id}"

    answer = world.client(world.bob).post(BULK, {"ids": [anna], "change": change})

    assert answer.status_code == 422
    assert row(world, anna).preferred_shop_id is None


@pytest.mark.parametrize(
    "sent",
    [
        {"change": "customer_type:vip"},
        {"ids": ["1"]},
        {"ids": ["1"], "change": "customer_type:king"},
        {"ids": ["1"], "change": "name:Eve"},
        {"ids": ["1"], "change": "preferred_shop_id:x"},
        {"ids": ["1"], "change": "customer_type"},
        {"ids": ["one"], "change": "customer_type:vip"},
        {"ids": ["-1"], "change": "customer_type:vip"},
        {"ids": [str(2**63)], "change": "customer_type:vip"},
        {"ids": ["٣"], "change": "customer_type:vip"},
        {"ids": list(map(str, range(1, 102))), "change": "customer_type:vip"},
        {"all": "1", "type": "king", "change": "customer_type:vip"},
    ],
)
def test_what_makes_no_sense_is_refused(world: World, sent: dict[str, Any]) -> None:
    anna = add(world)
    browser = world.client(world.bob)

    answers = [browser.get(BULK, query_string=sent), browser.post(BULK, sent)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert row(world, anna).customer_type == "walk_in"


def test_the_question_is_a_part_and_a_page(world: World) -> None:
    ids = three(world)
    browser = world.client(world.bob)
    asked = {"ids": ids, "change": "customer_type:vip"}

    page = browser.get(BULK, query_string=asked)
    part = browser.get(BULK, query_string=asked, headers=HTMX)

    key = str(one(part, '[name="request_key"]')["value"])
    other = str(one(page, '[name="request_key"]')["value"])
    assert key != other
    assert part.text.strip().startswith("<form")
    assert part.text.strip().replace(key, other) in page.text


def test_without_scripts_the_boxes_send_the_form_below_the_list(world: World) -> None:
    (anna, *_rest) = three(world)

    answer = world.client(world.bob).get(f"{LIST}?status=active")

    form = one(answer, "#bulk")
    boxes = soup(answer).select('#results input[name="ids"][form="bulk"]')
    kept = one(answer, '#results input[type="hidden"][form="bulk"][name="status"]')
    offered = [o["value"] for o in form.select("option")]
    assert form["action"] == BULK
    assert not form.has_attr("data-idle")
    assert str(anna) in [box["value"] for box in boxes]
    assert len(boxes) == 3
    assert kept["value"] == "active"
    assert {"customer_type:vip", "status:inactive"} <= set(offered)
    assert f"preferred_shop_id:{world.book_shop.id}" in offered


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(BULK, data=browser.secrets())

    assert answer.status_code == 405


def test_a_page_never_holds_more_than_can_be_ticked() -> None:
    assert list_chosen.MOST_TICKED == 100

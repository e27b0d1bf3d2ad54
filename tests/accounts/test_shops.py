"""Shops: added, renamed, closed and opened again by owners and admins."""

from __future__ import annotations

from typing import Any

import pytest

from customers.accounts import queries, service
from customers.accounts.models import Shop
from customers.accounts.schemas.shops import ShopName
from customers.ground.db import db
from customers.ground.errors import Forbidden, NotFound
from tests.accounts.seen import toast_of
from tests.accounts.told import facts
from tests.world import World


def shop_rows(world: World) -> dict[str, Any]:
    """Alice's shops by name."""
    world.enter()
    return {row.name: row for row in queries.shops_of_business()}


def url_of(shop: Shop, more: str = "") -> str:
    """The address of a shop's settings."""
    return f"/settings/shops/{shop.id}{more}"


@pytest.mark.parametrize("who", ["alice", "adam"])
def test_owner_and_admin_add_a_shop(world: World, who: str) -> None:
    browser = world.client(getattr(world, who))

    answer = browser.post("/settings/shops", {"name": "  Station Road "})

    added = shop_rows(world)["Station Road"]
    (fact,) = facts(world, "ShopAdded")
    assert (answer.status_code, answer.location) == (303, "/settings/shops")
    assert (fact.subject_id, fact.data) == (added.id, {"name": "Station Road"})
    assert fact.user_id == getattr(world, who).id
    assert "Station Road is added." in toast_of(browser, "/settings/shops")


@pytest.mark.parametrize("who", ["bob", "vera"])
@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("get", "/settings"),
        ("get", "/settings/shops"),
        ("get", "/settings/shops/new"),
        ("get", "/settings/shops/{id}/edit"),
        ("post", "/settings/shops"),
        ("post", "/settings/shops/{id}"),
        ("post", "/settings/shops/{id}/closed"),
    ],
)
def test_staff_and_viewer_may_not(
    world: World, who: str, method: str, url: str
) -> None:
    browser = world.client(getattr(world, who))
    fields = {"name": "Mine", "closed": "yes"}
    url = url.format(id=world.book_shop.id)

    answer = browser.get(url) if method == "get" else browser.post(url, fields)

    assert answer.status_code == 403
    assert list(shop_rows(world)) == ["High Street"]
    assert shop_rows(world)["High Street"].closed_at is None


def test_signed_out_leads_to_the_sign_in(world: World) -> None:
    browser = world.client()

    page = browser.get("/settings/shops")
    sent = browser.post("/settings/shops", {"name": "Nobody's"})

    assert page.location == "/login?next=/settings/shops"
    assert sent.status_code == 401
    assert list(shop_rows(world)) == ["High Street"]


def test_the_address_of_writing_takes_no_get(world: World) -> None:
    browser = world.client(world.alice)

    assert browser.get(url_of(world.book_shop, "/closed")).status_code == 405


def test_the_same_form_sent_twice_adds_one_shop(world: World) -> None:
    browser = world.client(world.alice)
    fields = {"name": "Station Road", "request_key": "k" * 24}
    browser.post("/settings/shops", fields)

    again = browser.post("/settings/shops", fields)

    assert again.location == "/settings/shops"
    assert len(facts(world, "ShopAdded")) == 1


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("", 422, "This is needed."),
        ("   ", 422, "This is needed."),
        ("x" * 121, 422, "Use at most 120 characters."),
        ("a\x00b", 422, "invisible control character"),
        ("High Street", 409, "There is a shop of this name already."),
    ],
)
def test_a_poor_name_comes_back_in_the_form(
    world: World, name: str, status: int, sentence: str
) -> None:
    browser = world.client(world.alice)

    page = browser.post("/settings/shops", {"name": name})
    part = browser.post("/settings/shops", {"name": name}, htmx=True)

    assert (page.status_code, part.status_code) == (status, status)
    assert sentence in page.get_data(as_text=True)
    assert part.get_data(as_text=True).strip().startswith('<form class="card form"')
    assert facts(world, "ShopAdded") == []


def test_the_same_name_in_another_business_is_no_matter(world: World) -> None:
    answer = world.client(world.alice).post("/settings/shops", {"name": "Dockside"})

    assert answer.status_code == 303


def test_a_shop_is_renamed_and_named_back(world: World) -> None:
    browser = world.client(world.adam)

    answer = browser.post(url_of(world.book_shop), {"name": "Low Street"})
    renamed = list(shop_rows(world))
    toast = toast_of(browser, "/settings/shops")
    browser.post(url_of(world.book_shop), {"name": "High Street"})

    assert answer.location == "/settings/shops"
    assert renamed == ["Low Street"]
    assert "Low Street is saved." in toast
    assert "Undo" in toast
    assert list(shop_rows(world)) == ["High Street"]
    assert [fact.data["changes"]["name"] for fact in facts(world, "ShopChanged")] == [
        ["High Street", "Low Street"],
        ["Low Street", "High Street"],
    ]


def test_the_same_name_again_changes_nothing(world: World) -> None:
    browser = world.client(world.alice)

    answer = browser.post(url_of(world.book_shop), {"name": "High Street"})

    assert answer.status_code == 303
    assert facts(world, "ShopChanged") == []


def test_a_closed_shop_is_kept_and_offered_no_more(world: World) -> None:
    browser = world.client(world.alice)
    for _time in range(2):
        browser.post(url_of(world.book_shop, "/closed"), {"closed": "yes"})

    rows = shop_rows(world)
    offered = queries.shop_choices()
    still = queries.shop_choices(also=world.book_shop.id)
    toast = toast_of(browser, "/settings/shops")

    assert rows["High Street"].closed_at is not None
    assert offered == []
    assert still == [(world.book_shop.id, "High Street")]
    assert len(facts(world, "ShopClosed")) == 1
    assert "High Street is closed. Undo" in toast


def test_closing_is_undone(world: World) -> None:
    browser = world.client(world.alice)
    browser.post(url_of(world.book_shop, "/closed"), {"closed": "yes"})

    for _time in range(2):
        browser.post(url_of(world.book_shop, "/closed"), {"closed": "no"})

    assert shop_rows(world)["High Street"].closed_at is None
    assert len(facts(world, "ShopReopened")) == 1


def test_closing_needs_a_wanted_state(world: World) -> None:
    answer = world.client(world.alice).post(url_of(world.book_shop, "/closed"), {})

    assert answer.status_code == 422
    assert shop_rows(world)["High Street"].closed_at is None


@pytest.mark.parametrize("unknown", [999_999, 2**63 - 1, 10**30])
@pytest.mark.parametrize("more", ["", "/closed", "/edit"])
def test_a_shop_there_is_not_is_not_found(
    world: World, unknown: int, more: str
) -> None:
    browser = world.client(world.alice)
    url = f"/settings/shops/{unknown}{more}"

    fields = {"name": "x", "closed": "yes"}

    answer = browser.get(url) if more == "/edit" else browser.post(url, fields)

    assert answer.status_code == 404


def test_an_outsider_finds_no_shop(world: World) -> None:
    browser = world.client(world.charlie)

    answers = [
        browser.get(url_of(world.book_shop, "/edit")),
        browser.post(url_of(world.book_shop), {"name": "Stolen"}),
        browser.post(url_of(world.book_shop, "/closed"), {"closed": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "High Street" not in browser.get("/settings/shops").get_data(as_text=True)
    assert shop_rows(world)["High Street"].closed_at is None


def test_the_verbs_ask_for_the_permission_again(world: World) -> None:
    actor = world.actor(world.bob)

    with pytest.raises(Forbidden):
        service.add_shop(ShopName(name="Mine"), actor=actor)
    with pytest.raises(Forbidden):
        service.close_shop(world.book_shop.id, actor=actor)
    with pytest.raises(Forbidden):
        service.reopen_shop(world.book_shop.id, actor=actor)
    with pytest.raises(Forbidden):
        service.rename_shop(
            world.book_shop.id, values=ShopName(name="Mine"), actor=actor
        )


def test_the_verbs_find_no_shop_of_another_business(world: World) -> None:
    with pytest.raises(NotFound):
        service.close_shop(world.bike_shop.id, actor=world.actor(world.alice))


def test_the_form_of_a_shop_shows_its_name(world: World) -> None:
    page = world.client(world.adam).get(url_of(world.book_shop, "/edit"))

    assert 'value="High Street"' in page.get_data(as_text=True)


def test_the_page_contains_its_part(world: World) -> None:
    browser = world.client(world.alice)
    headers = {"HX-Request": "true"}

    page = browser.get("/settings/shops/new").get_data(as_text=True)
    part = browser.get("/settings/shops/new", headers=headers).get_data(as_text=True)

    assert "<html" not in part
    assert part.partition('name="csrf_token"')[0].strip() in page


def test_the_page_shows_a_name_exactly(world: World) -> None:
    browser = world.client(world.alice)
    name = "<b>O'Neil & Søn</b> مرحبا"

    browser.post("/settings/shops", {"name": name})

    page = browser.get("/settings/shops").get_data(as_text=True)
    assert "&lt;b&gt;O&#39;Neil &amp; Søn&lt;/b&gt; مرحبا" in page
    assert db.session.scalar(db.select(Shop.name).where(Shop.name == name)) == name

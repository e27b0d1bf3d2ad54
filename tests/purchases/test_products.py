"""The list of products: add, edit, delete, bring back, and the pages of it."""

from __future__ import annotations

import pytest

from customers.ground import work
from customers.ground.errors import Forbidden, NotFound
from customers.purchases.products import queries, service
from customers.purchases.products.schemas import ProductEdit, ProductInput
from tests.accounts.seen import toast_of
from tests.accounts.told import drawn
from tests.directory.seen import HTMX, soup, text_of
from tests.purchases.stocked import (
    FIELDS,
    LIST,
    facts,
    listed,
    row,
    rows,
    stock,
    url_of,
)
from tests.world import World


def test_an_admin_adds_a_product(world: World) -> None:
    browser = world.client(world.adam)

    answer = browser.post(LIST, FIELDS)

    [product] = rows(world)
    [fact] = facts(world, "ProductAdded")
    assert (answer.status_code, answer.location) == (303, LIST)
    assert (product.sku, product.name, product.sort_name) == (
        *("M-2", "Oat milk"),
        "oat milk",
    )
    assert (product.price_minor, product.category) == (190, "Milk")
    assert product.created_by == fact.user_id == world.adam.id
    assert fact.data == {
        "sku": "M-2",
        "name": "Oat milk",
        "price_minor": 190,
        "category": "Milk",
    }
    assert "Oat milk is added." in toast_of(browser, LIST)
    assert "M-2 · £1.90 · Milk" in text_of(browser.get(LIST))


def test_price_and_category_may_be_missing(world: World) -> None:
    browser = world.client(world.alice)

    browser.post(LIST, {"name": "Repair", "sku": "R 1/b"})

    [product] = rows(world)
    assert (product.price_minor, product.category) == (None, None)
    assert soup(browser.get(LIST)).select(".items small")[0].get_text() == "R 1/b"


def test_the_form_sent_twice_adds_one(world: World) -> None:
    browser = world.client(world.adam)
    sent = {**FIELDS, "request_key": "x" * 20}

    answers = [browser.post(LIST, sent).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(rows(world)) == len(facts(world, "ProductAdded")) == 1


def test_what_differs_is_saved_and_told(world: World) -> None:
    product_id = stock(world, price_minor=190, category="Milk")
    browser = world.client(world.alice)
    wanted = {**FIELDS, "name": "Ägg", "price_minor": "", "version": "1"}

    answers = [browser.post(url_of(product_id), wanted) for _ in range(2)]

    product = row(world, product_id)
    [fact] = facts(world, "ProductChanged")
    assert [a.location for a in answers] == [LIST, LIST]
    assert (product.name, product.sort_name, product.price_minor) == (
        *("Ägg", "agg"),
        None,
    )
    assert (product.version, product.updated_by) == (2, world.alice.id)
    assert fact.data["changes"] == {
        "name": ["Oat milk", "Ägg"],
        "price_minor": [190, None],
    }


def test_the_edit_form_shows_what_is_kept(world: World) -> None:
    product_id = stock(world, price_minor=123_456, category="Milk")

    page = soup(world.client(world.adam).get(url_of(product_id, "/edit")))

    shown = {str(i["name"]): i.get("value") for i in page.select("#product-form input")}
    assert {n: shown[n] for n in (*FIELDS, "version")} == {
        **FIELDS,
        "price_minor": "1234.56",
        "version": "1",
    }


def test_deleting_is_undone_from_the_toast(world: World) -> None:
    product_id = stock(world)
    browser = world.client(world.adam)

    deleted = [browser.post(url_of(product_id, "/delete")) for _ in range(2)]
    page = browser.get(LIST)
    undo = soup(page).select_one("#toasts form")
    assert undo is not None
    gone = row(world, product_id).deleted_at
    restored = [browser.post(str(undo["action"])) for _ in range(2)]

    assert [answer.location for answer in deleted] == [LIST, LIST]
    assert gone is not None
    assert listed(page) == []
    assert "Oat milk was deleted." in text_of(page)
    assert [answer.location for answer in restored] == [LIST, LIST]
    assert listed(browser.get(LIST)) == ["Oat milk"]
    told = {"sku": "M-2", "name": "Oat milk"}
    for name in ("ProductDeleted", "ProductRestored"):
        assert [fact.data for fact in facts(world, name)] == [told]


def test_products_are_listed_by_name_a_page_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    for number, name in enumerate(("Zebra", "ärt", "Bean", "apple", "Bean")):
        stock(world, name=name, sku=str(number))
    browser = world.client(world.adam)
    pages, url = [], LIST
    while url:
        page = browser.get(url)
        pages.append(listed(page))
        last, following = url, soup(page).select_one('.pager a[rel="next"]')
        url = str(following["href"]) if following else ""
    back = soup(page).select_one('.pager a[rel="prev"]')
    assert back is not None

    assert pages == [["apple", "ärt"], ["Bean", "Bean"], ["Zebra"]]
    assert listed(browser.get(str(back["href"]))) == pages[1]
    # Whoever deletes on a page comes back to it.
    form = soup(page).select_one(".items form")
    assert form is not None
    emptied = browser.post(str(form["action"]))
    assert emptied.location == last
    assert "Nothing further here" in text_of(browser.get(last))
    assert browser.get(f"{LIST}?after=x").status_code == 422


def test_an_empty_list_says_that_none_is_needed(world: World) -> None:
    page = world.client(world.alice).get(LIST)

    assert "No products yet" in text_of(page)
    assert soup(page).select(f'.empty a[href="{LIST}/new"]')


def test_the_parts_are_the_pages_forms(world: World) -> None:
    product_id = stock(world)
    browser = world.client(world.adam)
    url = url_of(product_id, "/edit")

    assert drawn(browser.get(url, headers=HTMX)).strip() in drawn(browser.get(url))
    new = browser.get(f"{LIST}/new", headers=HTMX)
    assert [form["action"] for form in soup(new).select("form")] == [LIST]


def test_outsiders_see_and_change_nothing(world: World) -> None:
    product_id = stock(world)
    stock(world, by=world.charlie, name="Chain", sku="M-2")
    browser = world.client(world.charlie)

    answers = [
        browser.get(url_of(product_id, "/edit")),
        browser.post(url_of(product_id), {**FIELDS, "name": "Theirs"}),
        browser.post(url_of(product_id, "/delete")),
        browser.post(url_of(product_id, "/restore")),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert listed(browser.get(LIST)) == ["Chain"]
    assert [product.name for product in rows(world)] == ["Oat milk"]


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_staff_and_viewers_may_not(world: World, who: str) -> None:
    product_id = stock(world)
    person = getattr(world, who)
    browser, actor = world.client(person), world.actor(person)
    edit = ProductEdit(name="A", sku="B")

    asked = [browser.get(url) for url in (LIST, f"{LIST}/new")]
    sent = [
        browser.post(url, FIELDS)
        for url in (LIST, *(url_of(product_id, do) for do in ("", "/delete")))
    ]

    assert {answer.status_code for answer in asked + sent} == {403}
    for verb in (
        lambda: service.add_product(ProductInput(name="A", sku="B"), actor=actor),
        lambda: service.edit_product(product_id, values=edit, actor=actor),
        lambda: service.delete_product(product_id, actor=actor),
        lambda: service.restore_product(product_id, actor=actor),
    ):
        with pytest.raises(Forbidden):
            work.run(verb)


def test_other_ways_to_ask_are_none(world: World) -> None:
    product_id = stock(world)
    browser = world.client(world.adam)

    assert browser.get(url_of(product_id)).status_code == 405
    assert browser.get(url_of(product_id, "/delete")).status_code == 405
    assert browser.client.delete(url_of(product_id)).status_code == 405
    assert row(world, product_id).deleted_at is None


def test_whoever_types_a_purchase_chooses_from_them(world: World) -> None:
    stock(world, sku="2", name="Tea", price_minor=0, category="Hot")
    stock(world, sku="1", name="Cake", price_minor=350)
    gone = stock(world, sku="3", name="Gone")
    adam = world.actor(world.adam)
    work.run(lambda: service.delete_product(gone, actor=adam))

    choices = queries.product_choices()

    assert choices == [("Cake", "1"), ("Tea", "2")]
    assert queries.product_choices(limit=1) == choices[:1]
    with pytest.raises(NotFound):
        queries.product(gone)

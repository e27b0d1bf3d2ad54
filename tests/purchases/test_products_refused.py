"""What the list of products refuses, and in which words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from customers.ground import work
from customers.ground.errors import Conflict, Invalid
from customers.ground.fields import Schema
from customers.ground.forms import SchemaForm
from customers.ground.money import (
    AmountText,
    DecimalField,
    canonical,
    minor_units,
    typed_amount,
)
from customers.purchases.products import service
from customers.purchases.products.forms import ProductForm
from customers.purchases.products.schemas import MOST_MINOR, ProductEdit
from tests.directory.hostile import MORE, naughty
from tests.directory.seen import faults, soup, text_of
from tests.purchases.stocked import FIELDS, LIST, facts, row, rows, stock, url_of
from tests.world import World

AMOUNT = "Write a number, such as 12.50."
REFUSED: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"name": " "}, {"name": "This is needed."}),
    ({"name": "x" * 201}, {"name": "Use at most 200 characters."}),
    ({"sku": ""}, {"sku": "This is needed."}),
    ({"sku": "x" * 61}, {"sku": "Use at most 60 characters."}),
    (
        {"sku": "A\u200bB"},
        {"sku": "There is an invisible character in this. Remove it."},
    ),
    ({"category": "x" * 101}, {"category": "Use at most 100 characters."}),
    ({"price_minor": "-1"}, {"price_minor": AMOUNT}),
    ({"price_minor": "£5"}, {"price_minor": AMOUNT}),
    ({"price_minor": "1.9.0"}, {"price_minor": AMOUNT}),
    ({"price_minor": "1e3"}, {"price_minor": AMOUNT}),
    ({"price_minor": "NaN"}, {"price_minor": AMOUNT}),
    ({"price_minor": "."}, {"price_minor": AMOUNT}),
    ({"price_minor": "1.999"}, {"price_minor": "GBP has 2 decimals at most."}),
    ({"price_minor": "10000000000.00"}, {"price_minor": "This is too large."}),
    ({"price_minor": "9" * 20}, {"price_minor": "This is too large."}),
    (
        {"name": "", "price_minor": "x"},
        {"name": "This is needed.", "price_minor": AMOUNT},
    ),
]
# Locale, currency, what is typed, and the minor units (None: refused), wherever an
# amount is typed.
TYPED: list[tuple[str, str, str, int | None]] = [
    ("en", "GBP", "12.5", 1250),
    ("en", "GBP", "1,250.00", 125_000),
    ("en", "GBP", "0", 0),
    ("en", "GBP", "9999999999.99", MOST_MINOR),
    ("en", "JPY", "1250", 1250),
    ("en", "JPY", "12.5", None),
    ("en", "KWD", "1.234", 1234),
    ("en", "KWD", "1.2345", None),
    ("de", "EUR", "12,50", 1250),
    ("de", "EUR", "1.250,00", 125_000),
    ("de", "EUR", "12.50", 1250),
    ("de", "EUR", "1'250,50", 125_050),
    ("fr", "EUR", "1 250,5", 125_050),
    ("en", "GBP", "1 250", 125_000),
    ("en", "GBP", "1'250.50", 125_050),
    ("en", "GBP", "12,50", 1250),
    ("ar_EG", "EGP", "١٢٫٥", 1250),
    ("en", "GBP", "1.2.3", None),
    ("en", "GBP", "-1", None),
]


def test_what_breaks_a_rule_is_said_beside_its_field(world: World) -> None:
    product_id = stock(world, sku="KEPT")
    browser = world.client(world.adam)
    for changes, sentences in REFUSED:
        for url in (LIST, url_of(product_id)):
            answer = browser.post(url, {**FIELDS, **changes}, htmx=True)

            assert answer.status_code == 422, changes
            assert faults(soup(answer)) == sentences, changes

    assert len(rows(world)) == 1
    assert facts(world, "ProductChanged") == []


def test_what_was_typed_stays_in_the_form(world: World) -> None:
    answer = world.client(world.adam).post(
        LIST, {**FIELDS, "sku": "", "price_minor": "1.9 quid"}
    )

    page = soup(answer)
    shown = {str(i["name"]): i.get("value") for i in page.select("#product-form input")}
    assert answer.status_code == 422
    assert shown["price_minor"] == "1.9 quid"
    assert shown["name"] == "Oat milk"


class Paid(Schema):
    """An amount as a form of a purchase takes it."""

    amount: AmountText


class PaidForm(SchemaForm):
    """The field that purchases and refunds have."""

    schema = Paid
    amount = DecimalField()


def test_a_price_and_an_amount_are_read_alike(app: Flask) -> None:
    for locale, currency, text, minor in TYPED:
        sent = {"name": "Tea", "sku": "T", "price_minor": text, "amount": text}
        with (
            app.test_request_context(method="POST", data=sent),
            force_locale(locale),
        ):
            for read in (_price, _amount):
                assert read(currency) == minor, (locale, currency, text, read)


def _price(currency: str) -> int | None:
    try:
        price: int | None = ProductForm(currency=currency).value().price_minor
    except Invalid as refused:
        return None if set(refused.details) == {"price_minor"} else -1
    return price


def _amount(currency: str) -> int | None:
    try:
        return minor_units(PaidForm().value().amount, currency=currency)
    except Invalid as refused:
        return None if set(refused.details) == {"amount"} else -1


@given(
    minor=st.integers(0, MOST_MINOR),
    currency=st.sampled_from(["GBP", "JPY", "KWD"]),
    locale=st.sampled_from(["en", "de", "fr", "ar", "de_CH"]),
)
def test_what_a_form_shows_it_reads_again(
    plain_app: Flask, minor: int, currency: str, locale: str
) -> None:
    with plain_app.test_request_context(), force_locale(locale):
        text = typed_amount(minor, currency=currency)

        assert minor_units(canonical(text), currency=currency) == minor


@pytest.fixture(scope="module")
def plain_app() -> Flask:
    """An app that knows languages, and nothing else."""
    from flask_babel import Babel

    app = Flask("plain")
    Babel(app)
    return app


def test_a_sku_is_one_products_letter_for_letter(world: World) -> None:
    first = stock(world, name="First", sku="a-1")
    stock(world, name="Second", sku="A-1")
    browser = world.client(world.adam)
    taken = {"sku": "First has this SKU. Choose another one."}

    added = browser.post(LIST, {**FIELDS, "sku": " a-1 "})
    edited = browser.post(url_of(first + 1), {**FIELDS, "sku": "a-1"})
    own = browser.post(url_of(first), {**FIELDS, "sku": "a-1"})

    for answer in (added, edited):
        assert answer.status_code == 409
        assert faults(soup(answer)) == taken
    assert own.status_code == 303
    assert [product.sku for product in rows(world)] == ["a-1", "A-1"]


def test_the_sku_of_a_deleted_product_is_free_until_that_comes_back(
    world: World,
) -> None:
    first = stock(world, name="First")
    browser = world.client(world.adam)
    browser.post(url_of(first, "/delete"))

    again = browser.post(LIST, {**FIELDS, "name": "Second"})
    back = browser.post(url_of(first, "/restore"))

    assert again.status_code == 303
    assert back.status_code == 409
    assert "Second has this SKU." in text_of(back)
    assert row(world, first).deleted_at is not None


@pytest.mark.parametrize("htmx", [False, True])
def test_what_another_saved_meanwhile_is_not_overwritten(
    world: World, htmx: bool
) -> None:
    product_id = stock(world)
    browser = world.client(world.adam)
    url = url_of(product_id)
    mine = {**FIELDS, "name": "Mine", "version": "1"}
    world.client(world.alice).post(url, {**FIELDS, "name": "Theirs", "version": "1"})

    answer = browser.post(url, mine, htmx=htmx)
    kept = row(world, product_id).name
    version = soup(answer).select_one('[name="version"]')
    assert version is not None
    again = browser.post(url, {**mine, "version": str(version["value"])})

    assert answer.status_code == 409
    assert "Somebody changed this product meanwhile." in text_of(answer)
    assert kept == "Theirs"
    assert again.status_code == 303
    assert row(world, product_id).name == "Mine"


def test_a_version_that_never_was_overwrites_nothing(world: World) -> None:
    product_id = stock(world)
    browser = world.client(world.adam)

    for version, status in (("7", 409), ("x", 422), ("0", 422), ("9" * 30, 422)):
        answer = browser.post(
            url_of(product_id), {**FIELDS, "name": "Forced", "version": version}
        )
        assert answer.status_code == status, version

    assert row(world, product_id).name == "Oat milk"


def test_whoever_is_no_browser_may_leave_the_version_out(world: World) -> None:
    product_id = stock(world)
    stock(world, sku="B", name="Other")
    actor = world.actor(world.adam)

    def edit(**fields: Any) -> None:
        values = ProductEdit(**{"name": "By the verb", "sku": "M-2", **fields})
        work.run(lambda: service.edit_product(product_id, values=values, actor=actor))

    edit(price_minor=5)
    with pytest.raises(Conflict):
        edit(sku="B")

    assert row(world, product_id).name == "By the verb"
    assert row(world, product_id).price_minor == 5


def test_every_string_is_kept_and_shown_exactly_or_refused(world: World) -> None:
    browser = world.client(world.adam)
    strings = [text for text in (*naughty(), *MORE) if text.strip()][::12]
    strings.append("a\x07b")
    statuses = set()

    for number, text in enumerate(strings):
        fields = {"name": text, "sku": str(number), "category": text[:100]}
        answer = browser.post(LIST, fields)
        statuses.add(answer.status_code)
        assert answer.status_code in (303, 422), text

    kept = {product.name for product in rows(world)}
    assert statuses == {303, 422}
    assert len(kept) > 20
    shown = {
        bdi.get_text() for bdi in soup(browser.get(LIST)).select(".items strong bdi")
    }
    assert shown <= kept
    assert len(shown) == min(50, len(kept))

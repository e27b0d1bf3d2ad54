"""Headers of lists of sales find their fields, and what is no such list is refused."""

from __future__ import annotations

import pytest

from customers.transfer.errors import Unreadable
from customers.transfer.purchases.columns import understand

NEEDED = ["reference", "purchased_at", "amount"]

HEADERS = {
    "purchase_no": "reference",
    "InvoiceNo": "reference",
    "order_no": "reference",
    "Receipt #": "reference",
    "Rechnungsnummer": "reference",
    "Nº de factura": "reference",
    "N° facture": "reference",
    "Numéro de facture": "reference",
    "customer_code": "customer",
    "CustomerID": "customer",
    "customer": "customer",
    "Kundennummer": "customer",
    "Shopify customer id": "external_id",
    "purchase_date": "purchased_at",
    "purchased_at": "purchased_at",
    "invoice_at": "purchased_at",
    "InvoiceDate": "purchased_at",
    "Created at": "purchased_at",
    "Fecha de compra": "purchased_at",
    "Uhrzeit": "time",
    "Quantity": "quantity",
    "qty": "quantity",
    "Stück": "quantity",
    "amount": "amount",
    "Line Total": "amount",
    "Montant TTC": "amount",
    "Grand Total": "purchase_total",
    "unit_price": "unit_price",
    "UnitPrice": "unit_price",
    "price": "unit_price",
    "Einzelpreis": "unit_price",
    "discount": "discount",
    "Rabatt": "discount",
    "VAT": "tax",
    "kind": "kind",
    "Transaction type": "kind",
    "shop": "shop",
    "Store name": "shop",
    "payment_method": "payment_method",
    "Zahlungsart": "payment_method",
    "refund_of": "refund_of",
    "Original invoice no": "refund_of",
    "description": "description",
    "Product name": "description",
    "Artikel": "description",
    "StockCode": "sku",
    "sku": "sku",
    "Warengruppe": "category",
    "currency": "currency",
    "Customer name": "customer_name",
    "Shipping Name": "customer_name",
    "customer_phone": "customer_phone",
    "Phone": "customer_phone",
    "delivery_address": "customer_street",
    "Billing City": "",
    "country": "",
    "line_count": "",
    "name": "",
    "": "",
}


@pytest.mark.parametrize(("header", "field"), HEADERS.items())
def test_a_header_finds_its_field(header: str, field: str) -> None:
    columns = understand([header, "reference", "purchased_at", "amount", "unit_price"])

    found = {f for f, places in columns.places.items() if 0 in places}
    assert found == ({field} if field else set())
    assert bool(columns.unknown) == (not field)


@pytest.mark.parametrize("missing", NEEDED)
def test_a_file_without_what_a_purchase_needs_is_refused(missing: str) -> None:
    with pytest.raises(Unreadable, match=r"such as .*\."):
        understand([name for name in NEEDED if name != missing])


def test_a_total_beside_line_items_is_the_whole_orders() -> None:
    columns = understand(
        ["Order no", "Created at", "Total", "Lineitem quantity", "Lineitem price"]
    )

    assert columns.places["purchase_total"] == (2,)
    assert columns.places["unit_price"] == (4,)


def test_a_lone_price_and_a_lone_order_total_are_the_amount() -> None:
    assert understand(["ref", "date", "price"]).places["amount"] == (2,)
    assert understand(["ref", "date", "order total"]).places["amount"] == (2,)


def test_a_time_that_stands_alone_is_the_moment() -> None:
    assert understand(["ref", "transaction time", "amount"]).places["purchased_at"]


def test_an_address_is_read_whole_where_there_is_one() -> None:
    header = ["ref", "date", "amount", "Shipping Street", "Shipping City", "Country"]

    columns = understand(header)

    assert columns.unknown == ()
    assert columns.places["customer_town"] == (4,)


def test_a_second_column_for_a_field_is_named() -> None:
    columns = understand(["invoice no", "order no", "date", "amount"])

    assert columns.places["reference"] == (0, 1)
    assert columns.partly_read == (
        "“order no” is read only where “invoice no” is empty.",
    )


def test_a_customer_beside_its_code_is_a_name() -> None:
    columns = understand(["customer", "customer_code", "ref", "date", "amount"])

    assert columns.places["customer"] == (1,)
    assert columns.places["customer_name"] == (0,)
    assert understand(["Kunde", "ref", "date", "amount"]).places["customer"] == (0,)


def test_an_id_beside_a_reference_is_the_rows_own() -> None:
    columns = understand(["id", "order no", "date", "amount"])

    assert columns.places["reference"] == (1,)
    assert columns.unknown == ("id",)
    assert understand(["id", "date", "amount"]).places["reference"] == (0,)

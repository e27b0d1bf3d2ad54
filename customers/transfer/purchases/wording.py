"""How the fields of a list of sales are said to people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LABELS = {
    "reference": _l("Reference"),
    "customer": _l("Customer"),
    "external_id": _l("External id"),
    "purchased_at": _l("Date"),
    "time": _l("Time"),
    "kind": _l("Sale or refund"),
    "quantity": _l("Quantity"),
    "amount": _l("Amount"),
    "purchase_total": _l("Total of the purchase"),
    "unit_price": _l("Unit price"),
    "discount": _l("Discount"),
    "tax": _l("Tax"),
    "currency": _l("Currency"),
    "shop": _l("Shop"),
    "payment_method": _l("Payment method"),
    "refund_of": _l("Purchase given back"),
    "description": _l("Description"),
    "sku": _l("SKU"),
    "category": _l("Category"),
    "customer_name": _l("Customer's name"),
    "customer_first_name": _l("Customer's first name"),
    "customer_last_name": _l("Customer's last name"),
    "customer_company": _l("Customer's company"),
    "customer_phone": _l("Customer's phone"),
    "customer_street_number": _l("House number"),
    "customer_street": _l("Street"),
    "customer_street_2": _l("Street"),
    "customer_postcode": _l("Postcode"),
    "customer_town": _l("Town"),
    "customer_region": _l("Region"),
    "customer_country": _l("Country"),
}

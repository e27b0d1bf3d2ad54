"""How the fields of a list of customers are said to people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LABELS = {
    "code": _l("Code"),
    "customer_id": _l("Code"),
    "external_id": _l("External id"),
    "name": _l("Name"),
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "company": _l("Company"),
    "phone": _l("Phone"),
    "email": _l("Email"),
    "contact_info": _l("Phone, email or address"),
    "street_number": _l("Street"),
    "street": _l("Street"),
    "street_2": _l("Street"),
    "town": _l("Town"),
    "postcode": _l("Postcode"),
    "region": _l("Region"),
    "country": _l("Country"),
    "birthday": _l("Birthday"),
    "since": _l("Customer since"),
    "type": _l("Type"),
    "status": _l("Status"),
    "membership": _l("Membership"),
}

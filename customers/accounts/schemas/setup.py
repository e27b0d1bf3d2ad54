"""What the first start takes: the business, its owner, and the code of the log."""

from __future__ import annotations

from typing import Annotated

from customers.accounts.schemas.people import Email
from customers.accounts.schemas.sign_in import Secret
from customers.ground.fields import NeededLine, Schema
from customers.ground.places import Country, Currency, TimeZone


class SetupValues(Schema):
    """The business, and its owner as `name`, `email` and `password`."""

    code: Annotated[str, NeededLine(40)]
    business_name: Annotated[str, NeededLine(120)]
    country: Country
    currency: Currency
    timezone: TimeZone
    name: Annotated[str, NeededLine(200)]
    email: Email
    password: Secret

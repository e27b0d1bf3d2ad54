"""What a business is made of, and what its owner may change of it."""

from __future__ import annotations

import re
from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator

from customers.accounts.schemas.people import Email
from customers.ground.fields import Line, NeededLine, Schema, refusal
from customers.ground.places import Country, Currency, TimeZone

MAX_SLUG = 60
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        sentence = _l("Use a-z, 0-9 and single hyphens between them.")
        raise refusal("slug", sentence)
    return value


Slug = Annotated[str, NeededLine(MAX_SLUG), AfterValidator(_slug)]


class BusinessSettings(Schema):
    """What an owner may change; without a `currency` that stays as it is.

    `version` tells which settings were looked at; without it nobody's are missed.
    """

    name: Annotated[str, NeededLine(120)]
    country: Country
    currency: Currency | None = None
    timezone: TimeZone
    is_email_unique: bool = False
    version: Annotated[str | None, Line(64)] = None


class NewBusiness(Schema):
    """A business and its first owner; `owner_name` is for a new login alone."""

    name: Annotated[str, NeededLine(120)]
    slug: Slug
    country: Country
    currency: Currency
    timezone: TimeZone
    owner_name: Annotated[str | None, Line(200)] = None
    owner_email: Email

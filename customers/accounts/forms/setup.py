"""Labels and widgets of the first start."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField

from customers.accounts.passwords import HINT
from customers.accounts.schemas.setup import SetupValues
from customers.ground import places
from customers.ground.forms import SchemaForm


class SetupForm(SchemaForm):
    """The business, its owner, and the code that stands in the log."""

    schema = SetupValues
    code = StringField(_l("Setup code"))
    business_name = StringField(_l("Name of the business"))
    country = SelectField(_l("Country"), choices=places.countries, default="GB")
    currency = SelectField(_l("Currency"), choices=places.currencies, default="GBP")
    timezone = SelectField(
        _l("Time zone"), choices=places.timezones, default="Europe/London"
    )
    name = StringField(_l("Your name"))
    email = StringField(_l("Email"))
    password = PasswordField(_l("Password"), description=HINT)

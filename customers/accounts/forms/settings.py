"""Labels and widgets of the settings of a business and its shops."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField

from customers.accounts.models import Business
from customers.accounts.schemas.businesses import BusinessSettings
from customers.accounts.schemas.shops import ShopName
from customers.ground import places
from customers.ground.forms import SchemaForm


class BusinessForm(SchemaForm):
    """The settings of the business."""

    schema = BusinessSettings
    name = StringField(_l("Name"))
    country = SelectField(_l("Country"), choices=places.countries)
    currency = SelectField(_l("Currency"))
    timezone = SelectField(_l("Time zone"))
    is_email_unique = BooleanField(
        _l("Refuse an email that another customer has already")
    )
    version = HiddenField()

    @classmethod
    def of(
        cls, business: Business, *, version: str, is_currency_fixed: bool
    ) -> BusinessForm:
        """The form of a business; without a choice of currency once that is fixed."""
        form = cls(obj=business, version=version)
        form.timezone.choices = places.timezones(business.timezone)
        if is_currency_fixed:
            del form.currency
        else:
            form.currency.choices = places.currencies(business.currency)
        return form


class ShopForm(SchemaForm):
    """A shop's name."""

    schema = ShopName
    name = StringField(_l("Name"))

"""Labels and widgets of the settings of membership."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from customers.accounts.models import Business
from customers.accounts.schemas.membership import MembershipSettings
from customers.ground.forms import SchemaForm
from customers.ground.numbers import NumberField


class MembershipForm(SchemaForm):
    """How near the threshold one is about to join, and who may switch by hand."""

    schema = MembershipSettings
    near_percent = NumberField(
        _l("About to join: within … % of the threshold"),
        description=_l(
            "With 20, whoever spent at least 80% of the threshold is about to join."
        ),
    )
    is_switch_for_admins = BooleanField(
        _l("Only owners and admins switch membership by hand"),
        description=_l("Otherwise staff may, too. Viewers never do."),
    )
    version = HiddenField()

    @classmethod
    def of(cls, business: Business, *, version: str) -> MembershipForm:
        """The form of a business."""
        return cls(obj=business, version=version)

"""What an address of the dashboard asks for, and the addresses beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import Field

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.queries import ShopRow
from customers.ground import clock
from customers.ground.columns import MAX_ID
from customers.ground.errors import NotFound
from customers.ground.fields import Schema
from customers.ground.forms import checked

CUSTOMERS, MEMBERSHIP, INSIGHTS = "customers", "membership", "insights"
PATHS = {
    CUSTOMERS: "/",
    MEMBERSHIP: "/dashboard/membership",
    INSIGHTS: "/dashboard/insights",
}
TAB_LABELS = {
    CUSTOMERS: _l("Customers"),
    MEMBERSHIP: _l("Membership"),
    INSIGHTS: _l("Insights"),
}
DAYS = {30: _l("30 days"), 90: _l("90 days"), 365: _l("12 months")}
USUAL_DAYS = 30
LABELS = {"days": _l("Period"), "shop": _l("Shop")}


class DashboardInput(Schema):
    """The period in days, and the shop (None: all) of an address."""

    days: Literal[30, 90, 365] = 30
    shop: Annotated[int, Field(ge=1, le=MAX_ID)] | None = None


@dataclass(frozen=True)
class Asked:
    """One address of the dashboard, understood on the business's local day `today`.

    `shops` are those to choose from: the open ones, and the chosen one if closed.
    """

    tab: str
    days: int
    shop_id: int | None
    shops: tuple[ShopRow, ...]
    today: date

    @cached_property
    def first(self) -> date:
        """The first day of the period; today is its last."""
        return self.today - timedelta(days=self.days - 1)

    @cached_property
    def first_before(self) -> date:
        """The first day of the period before, which is as long."""
        return self.first - timedelta(days=self.days)

    @property
    def is_long(self) -> bool:
        """Whether the period is so long that weeks tell more of it than days."""
        return self.days > 100

    @property
    def months(self) -> int:
        """How many months charts by month show."""
        return 24 if self.is_long else 12

    @property
    def weeks(self) -> int:
        """How many weeks charts by week show, this one with them."""
        return 53 if self.is_long else 13

    @property
    def shop_name(self) -> str:
        """The chosen shop's name, "" for all."""
        return next((s.name for s in self.shops if s.id == self.shop_id), "")

    @property
    def params(self) -> dict[str, str]:
        """What the address says, nothing that is usual."""
        said = {}
        if self.days != USUAL_DAYS:
            said["days"] = str(self.days)
        if self.shop_id is not None:
            said["shop"] = str(self.shop_id)
        return said

    def url(self, tab: str = "", **changes: str) -> str:
        """The address of this with changes, on another tab if one is named."""
        said = {**self.params, **changes}
        if said.get("days") == str(USUAL_DAYS):
            del said["days"]
        given = urlencode({name: text for name, text in said.items() if text})
        path = PATHS[tab or self.tab]
        return f"{path}?{given}" if given else path


def asked(arguments: Mapping[str, str], *, tab: str, actor: Actor) -> Asked:
    """What an address asks for; names the dashboard does not know are passed over.

    Raises: Invalid with a sentence for what cannot be understood; NotFound for a shop
    that is not the business's.
    """
    given: dict[str, Any] = {n: arguments[n] for n in LABELS if arguments.get(n)}
    for name, text in given.items():
        if text.isascii() and text.isdigit() and len(text) < 20:
            given[name] = int(text)
    wanted = checked(given, schema=DashboardInput)
    shops = accounts.shops_of_business()
    if wanted.shop is not None and wanted.shop not in {shop.id for shop in shops}:
        raise NotFound(_("There is no such shop here."))
    offered = (s for s in shops if s.closed_at is None or s.id == wanted.shop)
    today = clock.today(actor.timezone)
    return Asked(tab, wanted.days, wanted.shop, tuple(offered), today)

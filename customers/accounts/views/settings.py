"""Settings: the business and its shops."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts import queries, service
from customers.accounts.forms.settings import BusinessForm, ShopForm
from customers.accounts.permissions import CHANGE_BUSINESS, CHANGE_SETTINGS
from customers.accounts.queries import ShopRow
from customers.accounts.service import ChangedMeanwhile
from customers.accounts.views import room
from customers.ground import answers, doors
from customers.ground.answers import Answer, Undo
from customers.ground.errors import Invalid, NotFound
from customers.ground.forms import shown_in


@room.get("/settings", access=CHANGE_SETTINGS)
def settings() -> Answer:
    """The first page of settings that one may open."""
    if doors.actor().may(CHANGE_BUSINESS):
        return answers.seen_other(url_for("accounts.business_settings"))
    return answers.seen_other(url_for("accounts.shops"))


@room.get("/settings/business", access=CHANGE_BUSINESS)
def business_settings() -> Answer:
    """Name, country, currency and time zone of the business."""
    return _business_part(_business_form())


@room.post("/settings/business", access=CHANGE_BUSINESS)
def change_business() -> Answer:
    """Save the settings of the business."""
    form = _business_form()
    with shown_in(form, lambda: _business_part(form)):
        try:
            service.change_business(form.value(), actor=doors.actor())
        except ChangedMeanwhile as meanwhile:
            form.version.data = meanwhile.version
            raise
    return answers.seen_other(
        url_for("accounts.business_settings"), toast=_("The settings are saved.")
    )


@room.get("/settings/shops", access=CHANGE_SETTINGS)
def shops() -> Answer:
    """All shops, the closed ones last."""
    rows = queries.shops_of_business()
    return answers.page("accounts/settings_shops.html", shops=rows)


@room.get("/settings/shops/new", access=CHANGE_SETTINGS)
def new_shop() -> Answer:
    """The form of a new shop."""
    return _shop_part(ShopForm(), None)


@room.post("/settings/shops", access=CHANGE_SETTINGS, keyed=True)
def add_shop() -> Answer:
    """Add a shop."""
    form = ShopForm()
    with shown_in(form, lambda: _shop_part(form, None)):
        shop = service.add_shop(form.value(), actor=doors.actor())
    return answers.created(
        url_for("accounts.shops"),
        row_id=shop.id,
        toast=_("%(name)s is added.", name=shop.name),
    )


@room.get("/settings/shops/<id:shop_id>/edit", access=CHANGE_SETTINGS)
def edit_shop(shop_id: int) -> Answer:
    """The form of a shop's name."""
    shop = _shop(shop_id)
    return _shop_part(ShopForm(data={"name": shop.name}), shop)


@room.post("/settings/shops/<id:shop_id>", access=CHANGE_SETTINGS)
def rename_shop(shop_id: int) -> Answer:
    """Give a shop another name."""
    before = _shop(shop_id)
    form = ShopForm()
    with shown_in(form, lambda: _shop_part(form, before)):
        shop = service.rename_shop(shop_id, values=form.value(), actor=doors.actor())
    undo = Undo(
        url_for("accounts.rename_shop", shop_id=shop_id),
        _("Undo"),
        {"name": before.name},
    )
    return answers.seen_other(
        url_for("accounts.shops"),
        toast=_("%(name)s is saved.", name=shop.name),
        undo=undo if shop.name != before.name else None,
    )


@room.post("/settings/shops/<id:shop_id>/closed", access=CHANGE_SETTINGS)
def set_shop_closed(shop_id: int) -> Answer:
    """Close a shop (`closed=yes`) or open it again (`closed=no`)."""
    wanted = request.form.get("closed")
    if wanted not in ("yes", "no"):
        raise Invalid(_("Say whether the shop shall be closed or open."))
    if wanted == "yes":
        shop = service.close_shop(shop_id, actor=doors.actor())
        toast, back = _("%(name)s is closed.", name=shop.name), "no"
    else:
        shop = service.reopen_shop(shop_id, actor=doors.actor())
        toast, back = _("%(name)s is open again.", name=shop.name), "yes"
    url = url_for("accounts.set_shop_closed", shop_id=shop_id)
    undo = Undo(url, _("Undo"), {"closed": back})
    return answers.seen_other(url_for("accounts.shops"), toast=toast, undo=undo)


def _business_form() -> BusinessForm:
    business = queries.business_settings()
    return BusinessForm.of(
        business,
        version=service.version_of(business),
        is_currency_fixed=service.is_currency_fixed(),
    )


def _business_part(form: BusinessForm) -> Answer:
    slug = queries.business_settings().slug
    context: dict[str, Any] = {"form": form, "slug": slug}
    if "currency" not in form:
        context["fixed_currency"] = doors.actor().currency
    return answers.part(
        "accounts/_business.html", page="accounts/settings_business.html", **context
    )


def _shop(shop_id: int) -> ShopRow:
    found = queries.shop(shop_id)
    if found is None:
        raise NotFound(_("There is no such shop."))
    return found


def _shop_part(form: ShopForm, shop: ShopRow | None) -> Answer:
    if shop is None:
        action = url_for("accounts.add_shop")
    else:
        action = url_for("accounts.rename_shop", shop_id=shop.id)
    return answers.part(
        "accounts/_shop.html",
        page="accounts/settings_shop.html",
        form=form,
        shop=shop,
        action=action,
    )

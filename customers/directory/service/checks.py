"""What is checked against other rows before a customer is saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, select, tuple_

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory import rules
from customers.directory.models import Customer, ExternalId
from customers.directory.service import codes
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid

_DELETED_TOO = {"include_deleted": True}
_OWNER = (Customer.id, Customer.name, Customer.code, Customer.deleted_at)
ExternalIds = Collection[tuple[str, str]]


def check_values(values: Mapping[str, Any], *, actor: Actor) -> None:
    """Refuse days in the future, and a shop or staff member of nobody's here.

    `values` are the fields that change. Raises: Invalid.
    """
    details = day_faults(values, today=clock.today(actor.timezone))
    shop_id = values.get("preferred_shop_id")
    if shop_id is not None and shop_id not in dict(accounts.shop_choices()):
        details["preferred_shop_id"] = _("Choose a shop of the list.")
    member_id = values.get("assigned_staff_member_id")
    if member_id is not None and member_id not in dict(accounts.staff_choices()):
        details["assigned_staff_member_id"] = _("Choose a staff member of the list.")
    if details:
        raise Invalid(" ".join(details.values()), details=details)


def day_faults(values: Mapping[str, Any], *, today: date) -> dict[str, str]:
    """A sentence for each day that lies in the future; for a hold's if it does not."""
    days = (values.get("birthday"), values.get("since"))
    details = {}
    if days[0] and days[0] > today:
        details["birthday"] = _("A birthday cannot lie in the future.")
    if days[1] and days[1] > today:
        details["since"] = _("Nobody is a customer since a day in the future.")
    hold_until = values.get("hold_until")
    if hold_until and hold_until <= today:
        details["hold_until"] = _("Choose a day after today.")
    return details


def need_somebody(values: Mapping[str, Any]) -> None:
    """Refuse a customer without a name, a phone and an email.

    Raises: Invalid.
    """
    if not (values["name"] or values["phone"] or values["email"]):
        sentence = _("Write a name, a phone or an email.")
        raise Invalid(sentence, details={"name": sentence})


def check_free(
    values: Mapping[str, Any],
    *,
    external_ids: ExternalIds,
    actor: Actor,
    except_id: int | None = None,
) -> None:
    """Refuse a code, an external id or, by setting, an email that is taken.

    `values` and `external_ids` are those that change; where emails are unique this
    locks the counter row, so that two cannot take one at once. Raises: Conflict.
    """
    details = {}
    if values.get("code"):
        details["code"] = _code_fault(values["code"], except_id)
    if external_ids:
        details["external_ids"] = _external_id_fault(external_ids, except_id)
    if values.get("email") and actor.is_email_unique:
        details["email"] = _email_fault(values["email"], except_id)
    taken = {field: sentence for field, sentence in details.items() if sentence}
    if taken:
        raise Conflict(" ".join(taken.values()), details=taken)


def _code_fault(code: str, except_id: int | None) -> str | None:
    wanted = select(*_OWNER).where(Customer.code == code, Customer.id != except_id)
    owner = db.session.execute(wanted, execution_options=_DELETED_TOO).first()
    return owner and taken_sentence(code, owner=owner)


def _external_id_fault(ids: ExternalIds, except_id: int | None) -> str | None:
    wanted = (
        select(*_OWNER, ExternalId.source, ExternalId.value)
        .join(ExternalId, ExternalId.customer_id == Customer.id)
        .where(
            tuple_(ExternalId.source, ExternalId.value).in_(list(ids)),
            Customer.id != except_id,
        )
        .order_by(ExternalId.id)
    )
    owner = db.session.execute(wanted, execution_options=_DELETED_TOO).first()
    return owner and taken_sentence(f"{owner.source}: {owner.value}", owner=owner)


def _email_fault(email: str, except_id: int | None) -> str | None:
    codes.lock_counter()
    folded = rules.folded_email(email)
    wanted = select(*_OWNER).where(
        Customer.sort_email == folded, Customer.id != except_id
    )
    owner = db.session.execute(wanted).first()
    return owner and taken_sentence(email, owner=owner)


def taken_sentence(what: str, *, owner: Row[Any] | Any) -> str:
    """Whose it is already, and that they are deleted where they are."""
    who = owner.name or owner.code
    if owner.deleted_at is None:
        return _("%(what)s already belongs to %(who)s.", what=what, who=who)
    return _(
        "%(what)s belongs to %(who)s, who was deleted. An owner or admin can restore "
        "them.",
        what=what,
        who=who,
    )

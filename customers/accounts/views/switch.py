"""Switching to another business one works for."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from customers.accounts import service
from customers.accounts.views import room
from customers.ground import answers, doors
from customers.ground.answers import Answer
from customers.ground.columns import MAX_ID
from customers.ground.doors import SIGNED_IN
from customers.ground.errors import NotFound


@room.post("/switch", access=SIGNED_IN)
def switch() -> Answer:
    """Go on in the business `business_id`."""
    wanted = request.form.get("business_id", "")
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > len(str(MAX_ID)):
        raise NotFound(_("You do not work for such a business."))
    name = service.switch_business(int(wanted), person=doors.person())
    toast = _("You now work in %(business)s.", business=name)
    return answers.seen_other("/", toast=toast)

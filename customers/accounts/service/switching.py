"""Switching: somebody who works for several businesses goes on in another one."""

from __future__ import annotations

from flask_babel import gettext as _

from customers import events
from customers.accounts.actors import Doer, Person
from customers.accounts.events import BusinessSwitched
from customers.accounts.models import Session
from customers.ground import tenancy
from customers.ground.db import db
from customers.ground.errors import NotFound


def switch_business(business_id: int, *, person: Person) -> str:
    """Let this session go on in the business wanted, and give its name.

    Raises: NotFound where the person does not work. Records: BusinessSwitched, there.
    """
    name = dict(person.businesses).get(business_id)
    row = db.session.get(Session, person.session_id, populate_existing=True)
    if name is None or row is None:
        raise NotFound(_("You do not work for such a business."))
    if row.business_id != business_id:
        row.business_id = business_id
        tenancy.enter(db.session(), business_id)
        fact = BusinessSwitched(person.user_id, data={"session_id": row.id})
        events.record(fact, actor=Doer(person.user_id))
    return name

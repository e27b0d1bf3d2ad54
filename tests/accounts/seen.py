"""What the tests of settings and staff read off pages and rows."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from customers.accounts.models import Business, StaffMember, User
from customers.ground.db import db
from tests.world import PASSWORD, Browser, World

ROLES = ("alice", "adam", "bob", "vera")


def one_time_link(browser: Browser) -> str | None:
    """The path of the link that the staff page shows now, if it does."""
    page = browser.get("/settings/staff").get_data(as_text=True)
    found = re.search(r'value="(/(?:invitation|reset)/[^"]+)"', page)
    return found and found.group(1)


def invited(
    browser: Browser, email: str = "new@example.com", role: str = "staff"
) -> str:
    """Invite somebody and give the path of their link."""
    fields = {"email": email, "role": role}
    assert browser.post("/settings/staff/invitations", fields).status_code == 303
    link = one_time_link(browser)
    assert link is not None
    return link


def joined(world: World, link: str, **changes: str) -> tuple[Browser, Any]:
    """Open the link in a new browser, fill it in, and give browser and answer."""
    browser = world.client()
    fields = {"name": "Nadia New", "password": PASSWORD, **changes}
    return browser, browser.post(link, fields)


def member_row(user: User, business: Business) -> Any:
    """The person's row in the business as it is now."""
    statement = db.select(*StaffMember.__table__.c).where(
        StaffMember.user_id == user.id, StaffMember.business_id == business.id
    )
    return db.session.execute(statement).one_or_none()


def user_row(email: str) -> Any:
    """The login of an address as it is now."""
    statement = db.select(*User.__table__.c).where(User.email == email)
    return db.session.execute(statement).one_or_none()


def toast_of(browser: Browser, url: str) -> str:
    """The text of the toast that the next page shows, and its Undo button."""
    page = browser.get(url).get_data(as_text=True)
    region = page.partition('id="toasts"')[2].partition("<template")[0]
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", region).split()))

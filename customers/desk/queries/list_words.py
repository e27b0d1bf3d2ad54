"""The words of the list: its sorts, and how many there are."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from customers.directory.queries import ListedPage
from customers.directory.queries.asked import Asked
from customers.ground import texts

# By the word that stands for a sort in an address, in the order they are offered.
SORT_LABELS = {
    "": _l("Newest first"),
    "since-asc": _l("Oldest first"),
    "name": _l("Name, A to Z"),
    "name-desc": _l("Name, Z to A"),
    "code": _l("Code, lowest first"),
    "code-desc": _l("Code, highest first"),
    "type": _l("Type, A to Z"),
    "type-desc": _l("Type, Z to A"),
    "email": _l("Email, A to Z"),
    "email-desc": _l("Email, Z to A"),
    "changed": _l("Changed last"),
    "changed-asc": _l("Not changed for longest"),
    "visits": _l("Most visits"),
    "visits-asc": _l("Fewest visits"),
    "spend": _l("Highest spend"),
    "spend-asc": _l("Lowest spend"),
    "last_visit": _l("Seen last"),
    "last_visit-asc": _l("Not seen for longest"),
    "until": _l("Member until, latest first"),
    "until-asc": _l("Member until, earliest first"),
}


def customers_text(count: int) -> str:
    """So many customers, in words."""
    return ngettext(
        "%(count)s customer",
        "%(count)s customers",
        count,
        count=texts.count_text(count),
    )


def found_text(page: ListedPage, *, asked: Asked) -> str:
    """What a screen reader says of a page: how many there are, as far as is known."""
    if page.total is not None:
        return customers_text(page.total)
    if not page.rows and page.is_cut:
        return _("Nobody so far")
    if not page.rows:
        return _("No match")
    count = len(page.rows)
    if asked.is_further:
        return _("%(customers)s on this page", customers=customers_text(count))
    if page.after or page.is_cut:
        return _("%(count)s+ customers", count=texts.count_text(count))
    return customers_text(count)

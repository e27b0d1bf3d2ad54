"""The switch by hand: the wanted state, its undoing, and the end of a hold.

A switch stands in many places; `at` says in which it was pressed (row, drawer, head,
tab), and `back` on which page. The answer brings that place up to date and whatever
else of the page says the same.
"""

from __future__ import annotations

import re
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import SWITCH_MEMBERSHIP
from customers.directory import queries as directory
from customers.ground import answers, requests
from customers.ground.answers import Answer, Undo
from customers.ground.doors import actor
from customers.ground.forms import shown_in
from customers.membership.queries.beside import beside_rows
from customers.membership.queries.entries import is_same_state
from customers.membership.queries.standing import membership_url
from customers.membership.queries.tab import mark_of, tab
from customers.membership.service import switching
from customers.membership.switch_forms import SwitchForm
from customers.membership.views.room import room

ROW, DRAWER, HEAD, TAB = PLACES = ("row", "drawer", "head", "tab")
SWITCH_PART, TAB_PART = "membership/_switch.html", "membership/_tab.html"
PAGE = "membership/membership.html"

# Pages where a switch stands: plain words below one of these, and a query.
_OWN_PAGE = re.compile(r"/(?:customers|membership)(?:/[a-z0-9-]+)*(?:\?[!-~]*)?")


def switch_back() -> str:
    """The page on which a switch is drawn: that which is asked for, or was."""
    sent = request.form.get("back", "")
    if request.method == "POST":
        return sent if _is_own(sent) else ""
    here = request.full_path.rstrip("?")
    return here if _is_own(here) else ""


def _is_own(path: str) -> bool:
    """Whether the path leads to a page of ours, however somebody reads it."""
    return len(path) <= requests.MAX_LOCATION and _OWN_PAGE.fullmatch(path) is not None


@room.post("/customers/<id:customer_id>/membership", access=SWITCH_MEMBERSHIP)
def switch_membership(customer_id: int) -> Answer:
    """Make them a member (`is_member=1`) or none (`is_member=0`), and hold that."""
    form = SwitchForm()
    if _place() == TAB:
        with shown_in(form, lambda: _again(customer_id, form)):
            done = _switch(customer_id, form)
    else:
        done = _switch(customer_id, form)
    undo = _undo(customer_id, done)
    return _changed(customer_id, toast=_said(customer_id, done), undo=undo)


def _undo(customer_id: int, done: switching.Switched) -> Undo | None:
    if not done.is_changed:
        return None
    url = url_for("membership.undo_switch", entry_id=done.entry_id)
    fields = {"at": _place(), "back": switch_back()}
    return Undo(url, _("Undo"), fields, refreshes=_part_id(customer_id))


def _switch(customer_id: int, form: SwitchForm) -> switching.Switched:
    return switching.switch(customer_id, values=form.value(), actor=actor())


def _again(customer_id: int, form: SwitchForm) -> Answer:
    shown = _tab(customer_id)
    return answers.part(TAB_PART, page=PAGE, switch_form=form, **shown)


def _said(customer_id: int, done: switching.Switched) -> str:
    head = directory.head(customer_id)
    name = head.name or head.code
    if not done.is_changed:
        if done.is_member:
            return _("%(name)s is a member already.", name=name)
        return _("%(name)s is not a member anyway.", name=name)
    if is_same_state(done.entry_id):
        return _("The hold of %(name)s is changed.", name=name)
    return _now(name, is_member=done.is_member)


def _now(name: str, *, is_member: bool) -> str:
    if is_member:
        return _("%(name)s is a member now.", name=name)
    return _("%(name)s is not a member now.", name=name)


@room.post("/customers/<id:customer_id>/membership/release", access=SWITCH_MEMBERSHIP)
def release_hold(customer_id: int) -> Answer:
    """End the hold: the threshold decides again, at once."""
    done = switching.release(customer_id, actor=actor())
    head = directory.head(customer_id)
    state = _now(head.name or head.code, is_member=done.is_member)
    toast = _("There was no hold.")
    if done.is_changed:
        toast = _("The hold has ended. %(state)s", state=state)
    return _changed(customer_id, toast=toast, undo=_undo(customer_id, done))


@room.post("/membership/entries/<id:entry_id>/undo", access=SWITCH_MEMBERSHIP)
def undo_switch(entry_id: int) -> Answer:
    """Take a switch by hand back: what was before it holds again."""
    customer_id = switching.undo_switch(entry_id, actor=actor())
    mark = mark_of(directory.seen_customer(customer_id, actor=actor()), actor=actor())
    state = _now(mark.name, is_member=mark.is_member)
    return _changed(customer_id, toast=_("Undone. %(state)s", state=state))


def _place() -> str:
    at = request.form.get("at", "")
    return at if at in PLACES else TAB


def _part_id(customer_id: int) -> str:
    at = _place()
    return "membership-tab" if at == TAB else _switch_id(at, customer_id)


def _switch_id(at: str, customer_id: int) -> str:
    return f"membership-{at}-{customer_id}"


def _changed(customer_id: int, *, toast: str, undo: Undo | None = None) -> Answer:
    at, here = _place(), membership_url(customer_id)
    back = switch_back() or here
    is_on_tab = at == TAB or back.partition("?")[0] == here
    shown = _tab(customer_id) if is_on_tab else _mark(customer_id)
    also = {
        DRAWER: [(SWITCH_PART, _switch_id(ROW, customer_id), ROW)],
        HEAD: [(TAB_PART, "membership-tab", TAB)] if is_on_tab else [],
        TAB: [(SWITCH_PART, _switch_id(HEAD, customer_id), HEAD)],
    }.get(at, [])
    # The drawer stands over the list. Without scripts the page is drawn anew.
    if at in (ROW, DRAWER) and answers.wants_part():
        for template, place, values in beside_rows():
            also = [*also, (template, place, at)]
            shown |= values(actor())
    return answers.changed(
        TAB_PART if at == TAB else SWITCH_PART,
        location=back,
        toast=toast,
        undo=undo,
        at=at,
        focus=at,
        also=also,
        **shown,
    )


def _tab(customer_id: int) -> dict[str, Any]:
    customer = directory.seen_customer(customer_id, actor=actor())
    return {
        "customer": directory.head_of(customer),
        **tab(customer, actor=actor()),
    }


def _mark(customer_id: int) -> dict[str, Any]:
    customer = directory.seen_customer(customer_id, actor=actor())
    return {"mark": mark_of(customer, actor=actor())}

"""One change to many customers: the question first, then the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import request, url_for

from customers.accounts.permissions import EDIT_CUSTOMERS
from customers.desk.queries import list_changes
from customers.desk.queries.list_changes import MEMBERSHIP, ON, Change, change_named
from customers.desk.queries.list_chosen import Chosen, chosen
from customers.desk.views import switching
from customers.desk.views.room import room
from customers.desk.views.switching import count_search, list_of
from customers.directory.service import bulk
from customers.directory.service.bulk import AT_ONCE
from customers.ground import answers, requests
from customers.ground.answers import Answer
from customers.ground.doors import actor


@room.get("/customers/bulk", access=EDIT_CUSTOMERS)
def ask_to_change() -> Answer:
    """Ask whether to change those who are chosen, naming how many and what."""
    change = change_named(request.args.get("change", ""))
    who = chosen(request.args)
    count_search(who)
    if change.field == MEMBERSHIP:
        return switching.question(who, is_member=change.value == ON)
    found = who.count(actor=actor())
    return answers.part(
        "desk/_bulk_confirm.html",
        page="desk/bulk_confirm.html",
        question=list_changes.question(change, found=found),
        is_long=found.total > AT_ONCE or not found.is_exact,
        request_key=requests.new_key(),
        fields=[("change", request.args["change"]), *who.fields],
        list_url=who.of.url(),
    )


class Meant(NamedTuple):
    """What is to be done, and to whom: `ids` of 1,001 of them at most."""

    change: Change
    who: Chosen
    ids: Sequence[int]


def _meant() -> Meant:
    """Find out before the unit of work: it may take a look at many customers."""
    change = change_named(request.form.get("change", ""))
    who = chosen(request.form)
    count_search(who)
    return Meant(change, who, who.some(AT_ONCE + 1, actor=actor()))


@room.post("/customers/bulk", access=EDIT_CUSTOMERS, keyed=True, prepare=_meant)
def change_chosen(prepared: Meant) -> Answer:
    """Change them at once, or in the background where they are more than 1,000.

    A second press is led where the first one was: to the same list, or the same job.
    """
    change, who, ids = prepared
    if len(ids) > AT_ONCE:
        return _in_background(change, who)
    count = bulk.change_customers(
        ids, field=change.field, value=change.value, actor=actor()
    )
    toast = list_changes.done(change, count=count)
    return answers.seen_other(list_of(who), toast=toast)


def _in_background(change: Change, who: Chosen) -> Answer:
    job = bulk.change_selected(
        who.of.selection,
        field=change.field,
        value=change.value,
        title=list_changes.title(change),
        actor=actor(),
    )
    return answers.seen_other(url_for("desk.show_job", job_id=job.id))

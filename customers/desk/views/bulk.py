"""One change to many customers: the question first, then the change."""

from __future__ import annotations

from flask import request, url_for

from customers.accounts.permissions import EDIT_CUSTOMERS
from customers.desk.queries import list_changes
from customers.desk.queries.list_changes import Change, change_named
from customers.desk.queries.list_chosen import Chosen, chosen
from customers.desk.views.room import room
from customers.directory.service import bulk
from customers.directory.service.bulk import AT_ONCE
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor


@room.get("/customers/bulk", access=EDIT_CUSTOMERS)
def ask_to_change() -> Answer:
    """Ask whether to change those who are chosen, naming how many and what."""
    change = change_named(request.args.get("change", ""))
    who = chosen(request.args)
    count = who.count(region=actor().country)
    return answers.part(
        "desk/_bulk_confirm.html",
        page="desk/bulk_confirm.html",
        question=list_changes.question(change, count=count),
        is_long=count > AT_ONCE,
        fields=[("change", request.args["change"]), *who.fields],
        list_url=who.of.url(),
    )


@room.post("/customers/bulk", access=EDIT_CUSTOMERS)
def change_chosen() -> Answer:
    """Change them at once, or in the background where they are more than 1,000.

    It carries the value wanted, so that a second press changes nothing more.
    """
    change = change_named(request.form.get("change", ""))
    who = chosen(request.form)
    ids = who.some(AT_ONCE + 1, region=actor().country)
    if len(ids) > AT_ONCE:
        return _in_background(change, who)
    count = bulk.change_customers(
        ids, field=change.field, value=change.value, actor=actor()
    )
    return answers.seen_other(
        who.of.url(), toast=list_changes.done(change, count=count)
    )


def _in_background(change: Change, who: Chosen) -> Answer:
    job = bulk.change_selected(
        who.of.selection,
        field=change.field,
        value=change.value,
        title=list_changes.title(change),
        actor=actor(),
    )
    return answers.seen_other(url_for("desk.show_job", job_id=job.id))

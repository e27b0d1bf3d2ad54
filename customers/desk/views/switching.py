"""The membership of many, switched by hand: the question, then the run."""

from __future__ import annotations

from functools import partial

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import MANAGE_MEMBERSHIP
from customers.desk.forms import SwitchManyForm
from customers.desk.queries import list_switch
from customers.desk.queries.list_chosen import Chosen, chosen
from customers.desk.views.room import room
from customers.ground import answers, rates, requests
from customers.ground.answers import Answer, Undo
from customers.ground.doors import actor
from customers.ground.forms import shown_in
from customers.membership.models import MembershipRun
from customers.membership.queries.runs import run_url
from customers.membership.schemas import SwitchInput
from customers.membership.service import runs


def question(who: Chosen, *, is_member: bool) -> Answer:
    """Ask whether to switch those who are chosen, saying what that would change."""
    return _asked(who, SwitchManyForm.fresh(is_member=is_member), is_member=is_member)


def _chosen() -> Chosen:
    """Find out before the unit of work: it may take a look at many customers."""
    who = chosen(request.form)
    count_search(who)
    return who


@room.post(
    "/customers/bulk/membership",
    access=MANAGE_MEMBERSHIP,
    keyed=True,
    prepare=_chosen,
)
def switch_chosen(prepared: Chosen) -> Answer:
    """Switch them as one run, which is undone as one.

    More than 1,000 are previewed in the background: the run's page says whom it would
    change, and applies it.
    """
    form = SwitchManyForm()
    again = partial(_asked, prepared, form, is_member=form.wants_member)
    with shown_in(form, again):
        values: SwitchInput = form.value()
        run = runs.preview_switch(
            prepared.of.selection if prepared.ids is None else prepared.ids,
            to_member=values.is_member,
            reason=values.reason,
            hold_until=values.hold_until,
            actor=actor(),
        )
        # A worker gathers them.
        if run.job_id is not None:
            return answers.seen_other(run_url(run.id))
        return _applied(run, prepared)


def _applied(run: MembershipRun, who: Chosen) -> Answer:
    """Change them at once; a run that would change nobody is none."""
    undo = None
    if run.to_join + run.to_leave:
        run = runs.apply_run(run.id, actor=actor())
        undo = Undo(url_for("membership.undo_run", run_id=run.id), _("Undo"))
    else:
        runs.drop_run(run.id, actor=actor())
    toast = list_switch.done(run.joined + run.left, is_member=run.to_member)
    return answers.seen_other(list_of(who), toast=toast, undo=undo)


def count_search(who: Chosen) -> None:
    """Count the search among those that a person may make."""
    if who.ids is None and who.of.selection.q:
        rates.count_search(actor().business_id, actor().user_id)


def list_of(who: Chosen) -> str:
    """The list that they were chosen in; a very long search is left out of it."""
    url = who.of.url()
    return url if len(url) <= requests.MAX_LOCATION else who.of.without("q")


def _asked(who: Chosen, form: SwitchManyForm, *, is_member: bool) -> Answer:
    return answers.part(
        "desk/_bulk_switch.html",
        page="desk/bulk_switch.html",
        form=form,
        fields=who.fields,
        list_url=who.of.url(),
        **list_switch.preview(who, is_member=is_member, actor=actor())._asdict(),
    )

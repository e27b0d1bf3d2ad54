"""Runs: previewed, looked at, applied, undone, dropped; and the history of them all."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import MANAGE_MEMBERSHIP
from customers.ground import answers
from customers.ground.answers import Answer, Undo
from customers.ground.doors import actor
from customers.ground.errors import Conflict
from customers.ground.forms import shown_in
from customers.ground.money import minor_units
from customers.membership.queries.run_history import HISTORY, history
from customers.membership.queries.runs import run_lists, run_row, run_url, shown_run
from customers.membership.run_forms import RunForm
from customers.membership.run_schemas import RunInput
from customers.membership.run_wording import changed_text, undone_text
from customers.membership.service import runs
from customers.membership.views.room import room
from customers.membership.words import DONE, RUNNING, UNDONE

RUNS, RUN = "/membership/runs", "/membership/runs/<id:run_id>"


@room.post(RUNS, access=MANAGE_MEMBERSHIP, keyed=True)
def preview_run() -> Answer:
    """Begin to find out whom a threshold would change."""
    form = RunForm(currency=actor().currency)
    with shown_in(form, lambda: _refused(form)):
        values: RunInput = form.value()
        run = runs.preview_run(
            minor_units(values.threshold, currency=actor().currency, field="threshold"),
            window_months=values.window_months,
            also_ends=values.also_ends,
            actor=actor(),
        )
    return answers.created(run_url(run.id), row_id=run.id)


def _refused(form: RunForm) -> Answer:
    return answers.part(
        "membership/_run_form.html", page="membership/run_form.html", form=form
    )


@room.get(RUN, access=MANAGE_MEMBERSHIP)
def show_run(run_id: int) -> Answer:
    """Show a run; the part that asks again is told if nothing is new."""
    row = run_row(run_id)
    run = shown_run(row, actor=actor())
    if answers.wants_part() and request.args.get("seen") == run.seen:
        # Never 304: the browser would turn it into the answer of before.
        return Answer(body="", status=204)
    names = run_lists(
        row,
        name=request.args.get("list", ""),
        after=request.args.get("after"),
        before=request.args.get("before"),
        actor=actor(),
    )
    return answers.part(
        "membership/_run_news.html", page="membership/run.html", run=run, names=names
    )


@room.post(f"{RUN}/apply", access=MANAGE_MEMBERSHIP)
def apply_run(run_id: int) -> Answer:
    """Change those whom the preview found, as far as it is still true of them."""
    run = runs.apply_run(run_id, actor=actor())
    if run.state != DONE:
        return answers.seen_other(run_url(run_id), toast=_("The run is under way."))
    undo = Undo(url_for("membership.undo_run", run_id=run_id), _("Undo"))
    said = changed_text(run.joined, left=run.left)
    return answers.seen_other(
        run_url(run_id), toast=_("Done: %(changes)s.", changes=said), undo=undo
    )


@room.get(f"{RUN}/undo", access=MANAGE_MEMBERSHIP)
def confirm_undo(run_id: int) -> Answer:
    """Ask whether to undo a run."""
    row = run_row(run_id)
    run = shown_run(row, actor=actor())
    if row.state != DONE and not (row.state == RUNNING and run.is_stopped):
        raise Conflict(_("Only a run that is done can be undone."))
    return answers.part(
        "membership/_run_undo.html",
        page="membership/run_undo.html",
        run=run,
        changes=changed_text(row.joined, left=row.left),
    )


@room.post(f"{RUN}/undo", access=MANAGE_MEMBERSHIP)
def undo_run(run_id: int) -> Answer:
    """Let all whom the run changed be as before, where nothing changed since."""
    run = runs.undo_run(run_id, actor=actor())
    said = _("The undo is under way.")
    if run.state == UNDONE:
        said = _("Undone: %(what)s", what=undone_text(run.undone))
    return answers.seen_other(run_url(run_id), toast=said)


@room.post(f"{RUN}/drop", access=MANAGE_MEMBERSHIP)
def drop_run(run_id: int) -> Answer:
    """Forget a preview that is not applied."""
    runs.drop_run(run_id, actor=actor())
    return answers.seen_other(HISTORY, toast=_("The preview was discarded."))


@room.get(HISTORY, access=MANAGE_MEMBERSHIP)
def show_history() -> Answer:
    """Show the rules that were saved and the runs there were."""
    page = history(
        kind=request.args.get("kind"),
        after=request.args.get("after"),
        before=request.args.get("before"),
        actor=actor(),
    )
    return answers.part(
        "membership/_history_rows.html", page="membership/history.html", history=page
    )

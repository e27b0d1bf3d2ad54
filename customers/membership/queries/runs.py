"""A run as its page shows it: how far it is, what it would do or did, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import texts
from customers.ground.db import db
from customers.ground.jobs import Job
from customers.membership.errors import NoSuchRun
from customers.membership.models import MembershipRule, MembershipRun
from customers.membership.queries.histogram import Histogram
from customers.membership.queries.job_progress import JobProgress, job_progress
from customers.membership.queries.proposing import typed
from customers.membership.queries.rules import saved_row
from customers.membership.queries.run_drawing import drawing
from customers.membership.queries.run_lists import ListedCustomer, listed
from customers.membership.rules import FOREVER
from customers.membership.run_wording import (
    LEFT_OUT,
    SKIPPED,
    STATES,
    TONES,
    changes_text,
    list_text,
)
from customers.membership.wording import in_force_text, is_alike, window_text
from customers.membership.words import (
    DONE,
    DROPPED,
    HELD,
    JOIN,
    LEAVE,
    PREVIEWED,
    PREVIEWING,
    RUNNING,
    SWITCH,
    UNDOING,
    UNDONE,
)

_OPEN = (PREVIEWING, RUNNING, UNDOING)


class ShownRun(NamedTuple):
    """A run; texts are ready, "" where there is nothing.

    `cards` are (label, number, note), `facts` (term, text). `is_open` while a worker
    changes something, `is_stopped` where it should and does not. `histogram` is
    what the preview counted, where that is drawn nowhere else. `other_url` leads to
    the threshold of a run that is done, where another one is in force.
    `seen` names all that may change on the page by itself.
    """

    id: int
    url: str
    title: str
    state: str
    state_text: str
    tone: str
    is_open: bool
    is_stopped: bool
    progress: JobProgress | None
    cards: list[tuple[str, str, str]]
    facts: list[tuple[str, str]]
    histogram: Histogram | None
    other_url: str
    changes: str
    is_empty: bool
    seen: str


class RunLists(NamedTuple):
    """The lists of names of a run: tabs (text, address, is shown, count), one page."""

    tabs: list[tuple[str, str, bool, str]]
    rows: Sequence[ListedCustomer]
    pages: dict[str, str | None]
    is_spend: bool
    is_forgotten: bool


def run_row(run_id: int) -> MembershipRun:
    """The run. Raises: NoSuchRun."""
    wanted = select(MembershipRun).where(MembershipRun.id == run_id)
    run = db.session.scalars(wanted).one_or_none()
    if run is None:
        raise NoSuchRun
    return run


def shown_run(run: MembershipRun, *, actor: Actor) -> ShownRun:
    """The run as its page shows it."""
    progress, rule, saved = _progress(run), _rule(run), saved_row()
    is_working = progress is not None and progress.is_open
    is_stopped = run.state in _OPEN and not is_working
    return ShownRun(
        id=run.id,
        url=run_url(run.id),
        title=title(run, rule=rule, actor=actor),
        state=run.state,
        state_text=str(STATES[run.state]),
        tone=TONES.get(run.state, ""),
        is_open=is_working and run.state in _OPEN,
        is_stopped=is_stopped,
        progress=progress if run.state in _OPEN else None,
        cards=_cards(run),
        facts=_facts(run, rule, saved, actor),
        histogram=drawing(run, rule=rule, actor=actor),
        other_url=_other_url(run, rule, saved, actor),
        changes=changes_text(run.to_join, left=run.to_leave),
        is_empty=not run.to_join and not run.to_leave,
        seen=f"{run.state}-{progress.seen}" if progress else run.state,
    )


def run_url(run_id: int) -> str:
    """The address of a run's page."""
    return f"/membership/runs/{run_id}"


def title(run: MembershipRun, *, rule: MembershipRule | None, actor: Actor) -> str:
    """What a run is, in a few words."""
    if rule is not None:
        amount = texts.money_text(rule.threshold_minor, currency=actor.currency)
        return _("Threshold of %(amount)s", amount=amount)
    return _("Switched on by hand") if run.to_member else _("Switched off by hand")


def _other_url(
    run: MembershipRun,
    rule: MembershipRule | None,
    saved: MembershipRule | None,
    actor: Actor,
) -> str:
    if run.state != DONE or rule is None or is_alike(rule, saved):
        return ""
    amount = typed(rule.threshold_minor, currency=actor.currency)
    said = {"threshold": amount, "window_months": rule.window_months or "none"}
    return f"/membership?{urlencode(said)}"


def run_lists(
    run: MembershipRun,
    *,
    name: str,
    after: str | None = None,
    before: str | None = None,
    actor: Actor,
) -> RunLists | None:
    """The lists of a run, and a page of the one that is named, else of the first.

    None while there are none. Raises: Invalid for a cursor that is none.
    """
    counts = {key: count for key, count in _counts(run).items() if count}
    if run.state in (PREVIEWING, DROPPED) or not counts:
        return None
    chosen = name if name in counts else next(iter(counts))
    page = listed(
        run.id, name=chosen, currency=actor.currency, after=after, before=before
    )
    is_further = bool(after or before)
    told = {"is_preview": run.state == PREVIEWED, "is_switch": run.kind == SWITCH}
    return RunLists(
        tabs=[
            (
                list_text(key, **told),
                _list_url(run, key),
                key == chosen,
                texts.count_text(count),
            )
            for key, count in counts.items()
        ],
        rows=page.rows,
        pages={
            "previous_url": page.before and _list_url(run, chosen, before=page.before),
            "next_url": page.after and _list_url(run, chosen, after=page.after),
            "first_url": _list_url(run, chosen) if is_further else None,
        },
        is_spend=chosen in (JOIN, LEAVE, HELD),
        is_forgotten=not page.rows and not is_further,
    )


def _counts(run: MembershipRun) -> dict[str, int]:
    """How many stand in each list of a run in this state."""
    if run.state == PREVIEWED:
        return {JOIN: run.to_join, LEAVE: run.to_leave, HELD: run.held}
    lists = {JOIN: run.joined, LEAVE: run.left, LEFT_OUT: run.left_out}
    if run.state in (UNDOING, UNDONE):
        return {SKIPPED: run.skipped, **lists}
    return {**lists, HELD: run.held}


def _list_url(run: MembershipRun, name: str, **cursor: str) -> str:
    return f"{run_url(run.id)}?{urlencode({'list': name, **cursor})}#names"


def _progress(run: MembershipRun) -> JobProgress | None:
    return None if run.job_id is None else job_progress(Job.id == run.job_id)


def _rule(run: MembershipRun) -> MembershipRule | None:
    wanted = select(MembershipRule).where(MembershipRule.id == run.rule_id)
    return db.session.scalars(wanted).one_or_none()


def _cards(run: MembershipRun) -> list[tuple[str, str, str]]:
    """The numbers that say what the run would do, did, or gave back."""
    is_switch = run.kind == SWITCH
    if run.state == PREVIEWING:
        return []
    if run.state in (PREVIEWED, DROPPED):
        found = [
            (_("Would join"), run.to_join, ""),
            (_("Would leave"), run.to_leave, ""),
        ]
        found = found if run.also_ends or is_switch else found[:1]
        if is_switch:
            found = found[:1] if run.to_member else found[1:]
            found.append((_("So already"), run.held, _("they stay as they are")))
        else:
            found.append((_("Held"), run.held, _("by hand: they stay as they are")))
    else:
        found = [(_("Joined"), run.joined, ""), (_("Membership ended"), run.left, "")]
        if run.left_out or run.state not in (UNDOING, UNDONE):
            note = _("no longer as previewed")
            found.append((_("Not changed"), run.left_out, note))
    if run.state in (UNDOING, UNDONE):
        found.append((_("As before again"), run.undone, ""))
        found.append((_("Skipped"), run.skipped, _("changed again since")))
    return [(label, texts.count_text(n), note) for label, n, note in found]


def _facts(
    run: MembershipRun,
    rule: MembershipRule | None,
    saved: MembershipRule | None,
    actor: Actor,
) -> list[tuple[str, str]]:
    names = accounts.people_names([run.created_by, run.applied_by, run.undone_by])

    def by(user_id: int | None, at: datetime | None) -> str:
        if at is None:
            return ""
        who = names.get(user_id or 0) or _("A command")
        when = texts.moment_text(at, timezone=actor.timezone)
        return _("%(name)s, %(moment)s", name=who, moment=when)

    about = []
    if rule is not None:
        about = [
            (_("Counted"), window_text(rule.window_months)),
            (_("Members below it"), _("end") if run.also_ends else _("stay members")),
            (_("In force"), in_force_text(saved, rule=rule, currency=actor.currency)),
        ]
    if run.kind == SWITCH:
        is_open = run.hold_until == FOREVER
        until = texts.day_text(run.hold_until)
        about = [
            (_("Reason"), run.reason or ""),
            (_("Held"), _("until somebody ends it") if is_open else until),
        ]
    applied = run.applied_at if run.state not in (PREVIEWED, DROPPED) else None
    return [
        *about,
        (_("Previewed by"), by(run.created_by, run.created_at)),
        (_("Run by"), by(run.applied_by, applied)),
        (_("Undone by"), by(run.undone_by, run.undone_at)),
    ]

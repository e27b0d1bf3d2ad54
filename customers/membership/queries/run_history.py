"""The rules that were saved and the runs there were, in one list, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import literal, select, union_all

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import paging, texts
from customers.ground.db import db
from customers.ground.paging import Order
from customers.membership.models import MembershipRule, MembershipRun
from customers.membership.queries.runs import run_url, title
from customers.membership.run_wording import (
    STATES,
    TONES,
    changed_text,
    changes_text,
    rule_changes,
)
from customers.membership.wording import window_text
from customers.membership.words import DONE, DROPPED, PREVIEWED, PREVIEWING

HISTORY, PAGE_SIZE = "/membership/history", 25
RULES, RUNS = KINDS = ("rules", "runs")


class Happened(NamedTuple):
    """A rule that was saved, or a run; texts are ready, "" where there is nothing.

    `changes` is what the rule says otherwise than the one before it.
    """

    what: str
    url: str
    window: str
    who: str
    at: str
    at_iso: str
    many: str
    changes: str
    state_text: str
    tone: str
    undo_url: str


class HistoryPage(NamedTuple):
    """A page of the history, and the addresses beside: (text, address, is shown)."""

    rows: Sequence[Happened]
    kinds: list[tuple[str, str, bool]]
    pages: dict[str, str | None]


def history(
    *,
    kind: str | None = None,
    after: str | None = None,
    before: str | None = None,
    actor: Actor,
) -> HistoryPage:
    """A page of it: all, or `rules` or `runs` alone; dropped previews are left out.

    Raises: Invalid for a cursor that is none.
    """
    kind = kind if kind in KINDS else None
    both = _both(kind)
    page = paging.window(
        db.session(),
        select(both),
        order=Order(both.c.id, both.c.created_at),
        size=PAGE_SIZE,
        after=after,
        before=before,
    )
    is_further = bool(after or before)
    offered = ((None, _("All")), (RULES, _("Rules")), (RUNS, _("Runs")))
    return HistoryPage(
        shown([(row.is_run, row.row_id) for row in page.rows], actor=actor),
        [(text, _url(name), name == kind) for name, text in offered],
        {
            "previous_url": page.before and _url(kind, before=page.before),
            "next_url": page.after and _url(kind, after=page.after),
            "first_url": _url(kind) if is_further else None,
        },
    )


def _url(kind: str | None, **cursor: str) -> str:
    said = {**({"kind": kind} if kind else {}), **cursor}
    return f"{HISTORY}?{urlencode(said)}" if said else HISTORY


def _both(kind: str | None) -> Any:
    """Rules and runs as one: `id` tells them apart, and orders those of one moment."""
    rules = select(
        MembershipRule.created_at,
        MembershipRule.id.label("row_id"),
        (MembershipRule.id * 2).label("id"),
        literal(0).label("is_run"),
    ).where(MembershipRule.is_saved)
    runs = select(
        MembershipRun.created_at,
        MembershipRun.id.label("row_id"),
        (MembershipRun.id * 2 + 1).label("id"),
        literal(1).label("is_run"),
    ).where(MembershipRun.state != DROPPED)
    if kind is not None:
        return (rules if kind == RULES else runs).subquery("both")
    return union_all(rules, runs).subquery("both")


def shown(keys: Sequence[tuple[int, int]], *, actor: Actor) -> list[Happened]:
    """Rules (0, id) and runs (1, id) as the history shows them, in this order."""
    run_ids = [row_id for is_run, row_id in keys if is_run]
    wanted = select(MembershipRun).where(MembershipRun.id.in_(run_ids))
    runs = {run.id: run for run in db.session.scalars(wanted)} if run_ids else {}
    saved_ids = {row_id for is_run, row_id in keys if not is_run}
    before = _before(sorted(saved_ids))
    rule_ids = saved_ids | {
        run.rule_id for run in runs.values() if run.rule_id is not None
    }
    rules_wanted = select(MembershipRule).where(MembershipRule.id.in_(rule_ids))
    rules = {rule.id: rule for rule in db.session.scalars(rules_wanted)}
    people = accounts.people_names(
        [
            *(run.applied_by or run.created_by for run in runs.values()),
            *(rule.created_by for rule in rules.values()),
        ]
    )
    return [
        _run(runs[row_id], rules, people, actor)
        if is_run
        else _rule(rules[row_id], before.get(row_id), people, actor)
        for is_run, row_id in keys
    ]


def _before(saved_ids: Sequence[int]) -> dict[int, MembershipRule]:
    """The saved rule before each of these, which follow each other, by their ids."""
    if not saved_ids:
        return {}
    oldest = min(saved_ids)
    wanted = (
        select(MembershipRule)
        .where(MembershipRule.is_saved, MembershipRule.id < oldest)
        .order_by(MembershipRule.id.desc())
        .limit(1)
    )
    these = select(MembershipRule).where(MembershipRule.id.in_(saved_ids))
    found = [*db.session.scalars(wanted), *db.session.scalars(these)]
    found.sort(key=lambda rule: rule.id)
    return {rule.id: older for older, rule in pairwise(found)}


def _rule(
    rule: MembershipRule,
    before: MembershipRule | None,
    people: dict[int, str],
    actor: Actor,
) -> Happened:
    amount = texts.money_text(rule.threshold_minor, currency=actor.currency)
    at = rule.created_at
    return Happened(
        what=_("Rule %(number)s: %(amount)s", number=rule.number, amount=amount),
        url="",
        window=window_text(rule.window_months),
        who=people.get(rule.created_by or 0) or _("A command"),
        at=texts.moment_text(at, timezone=actor.timezone),
        at_iso=at.isoformat(timespec="seconds"),
        many="",
        changes=rule_changes(rule, before=before, currency=actor.currency),
        state_text=_("Rule"),
        tone="",
        undo_url="",
    )


def _run(
    run: MembershipRun,
    rules: dict[int, MembershipRule],
    people: dict[int, str],
    actor: Actor,
) -> Happened:
    rule = rules.get(run.rule_id or 0)
    by = run.created_by if run.applied_at is None else run.applied_by
    at = run.applied_at or run.created_at
    many = changed_text(run.joined, left=run.left)
    if run.state in (PREVIEWING, PREVIEWED):
        many = changes_text(run.to_join, left=run.to_leave)
    return Happened(
        what=title(run, rule=rule, actor=actor),
        url=run_url(run.id),
        window="" if rule is None else window_text(rule.window_months),
        who=people.get(by or 0) or _("A command"),
        at=texts.moment_text(at, timezone=actor.timezone),
        at_iso=at.isoformat(timespec="seconds"),
        many="" if run.state == PREVIEWING else many,
        changes="",
        state_text=str(STATES[run.state]),
        tone=TONES.get(run.state, ""),
        undo_url=f"{run_url(run.id)}/undo" if run.state == DONE else "",
    )

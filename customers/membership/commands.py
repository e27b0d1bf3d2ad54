"""The commands of membership: a threshold applied to everybody, and a run undone."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import click
from flask_babel import gettext as _

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import work
from customers.ground.commands import Command, in_words
from customers.ground.errors import Invalid
from customers.ground.money import minor_units
from customers.membership.queries.rules import saved_row
from customers.membership.queries.runs import run_row
from customers.membership.rules import Rule
from customers.membership.service import runs
from customers.membership.service.runs import applying, gathering, undoing
from customers.membership.service.runs.kept import Chunk
from customers.membership.words import HELD, JOIN, LEAVE, PREVIEWING, RUNNING, UNDOING

_AMOUNT = re.compile(r"\d{1,12}(\.\d+)?", re.ASCII)


@click.command("activate", cls=Command)
@click.option("--business", required=True, help="The business's slug.")
@click.option(
    "--threshold",
    required=True,
    metavar="AMOUNT",
    help="Whoever spent so much is a member, such as 99.50.",
)
@click.option("--end-below", is_flag=True, help="Also end memberships below it.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@in_words
def activate(*, business: str, threshold: str, end_below: bool, dry_run: bool) -> None:
    """Make members of all whose spend reaches a threshold; the rule stays.

    What counts is what the saved rule counts: a lifetime, or its window.
    """
    actor = accounts.command_for(business)
    threshold_minor = _minor(threshold, actor)
    if dry_run:
        click.echo(json.dumps(_tried(threshold_minor, end_below, actor)))
        return
    run_id = _previewed(threshold_minor, end_below, actor)
    work.run(lambda: applying.begin(run_id, actor=actor).id)
    _do(applying.apply_chunk, run_id, RUNNING, actor)
    run = run_row(run_id)
    told = {"joined": run.joined, "left": run.left, "held": run.held}
    click.echo(json.dumps({**told, "left_out": run.left_out, "run": run.id}))


@click.command("undo-run", cls=Command)
@click.argument("run_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@click.option("--business", required=True, help="The business's slug.")
@in_words
def undo_run(*, run_id: int, business: str) -> None:
    """Undo the run ID: whoever did not change since is as before it."""
    actor = accounts.command_for(business)
    work.run(lambda: undoing.begin(run_id, actor=actor).id)
    _do(undoing.undo_chunk, run_id, UNDOING, actor)
    run = run_row(run_id)
    told = {"undone": run.undone, "skipped": run.skipped, "run": run.id}
    click.echo(json.dumps(told))


COMMANDS = (activate, undo_run)


def _minor(text: str, actor: Actor) -> int:
    """The amount in minor units. Raises: Invalid."""
    if not _AMOUNT.fullmatch(text) or not text.strip("0."):
        raise Invalid(
            _("%(text)s is no amount above 0, such as 100 or 99.50.", text=text[:40])
        )
    return minor_units(text, currency=actor.currency, field="threshold")


def _previewed(threshold_minor: int, also_ends: bool, actor: Actor) -> int:  # noqa: FBT001 (as the option)
    """A run that is previewed: its id."""

    def begin() -> int:
        saved = saved_row()
        run = runs.preview_run(
            threshold_minor,
            window_months=saved.window_months if saved else None,
            also_ends=also_ends,
            actor=actor,
        )
        return run.id

    run_id = work.run(begin)
    _do(gathering.gather_chunk, run_id, PREVIEWING, actor)
    return run_id


def _do(step: Any, run_id: int, state: str, actor: Actor) -> None:
    """Work on a run in this process, each chunk a unit of work, until it is done."""
    place: Any = None
    while True:
        work.end_read()
        if run_row(run_id).state != state:
            return

        def chunk(place: Any = place) -> Chunk:
            done: Chunk = step(run_id, place=place, actor=actor)
            return done

        done = work.run(chunk)
        click.echo(f"{state}: {done.done} of {done.of}", err=True)
        place = done.place


def _tried(threshold_minor: int, also_ends: bool, actor: Actor) -> dict[str, Any]:  # noqa: FBT001 (as the option)
    """What a run would do. It only reads: what days have changed is not written."""
    saved = saved_row()
    window = saved.window_months if saved else None
    rule = Rule(None, threshold_minor, window_months=window)
    found: Counter[str] = Counter()
    place: Any = 0
    while place is not None:
        work.end_read()
        counts, place = gathering.counted_only(
            rule, also_ends=also_ends, place=place, actor=actor
        )
        found.update(counts)
    told = {"joined": found[JOIN], "left": found[LEAVE], "held": found[HELD]}
    return {**told, "left_out": 0, "run": None}

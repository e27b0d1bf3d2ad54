"""The commands of figures: what a business sells, and whether its figures are true."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import click

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import tenancy, work
from customers.ground.commands import Command, in_words
from customers.ground.db import db
from customers.ground.jobs.roster import current_roster
from customers.ground.proof import Difference


class Figures(Protocol):
    """Gives the figures of the entered business, as plain JSON."""

    def __call__(self, thresholds: Sequence[str], *, actor: Actor) -> dict[str, Any]:
        """The figures; `thresholds` are amounts as texts."""
        ...


class Proof(Protocol):
    """Finds what differs in the entered business."""

    def __call__(self, *, mends: bool, actor: Actor) -> Iterator[Difference]:
        """What differs; with `mends` it is put right."""
        ...


def stats_of(figures: Figures) -> click.Command:
    """The command `stats`, which prints these figures."""

    @click.command("stats", cls=Command)
    @click.option("--business", required=True, help="The business's slug.")
    @click.option(
        "--threshold",
        "thresholds",
        multiple=True,
        metavar="AMOUNT",
        help="Also count customers who spent so much, such as 99.50; may be repeated.",
    )
    @in_words
    def stats(*, business: str, thresholds: tuple[str, ...]) -> None:
        """Print the figures of a business as JSON."""
        actor = accounts.command_for(business)
        click.echo(json.dumps(figures(thresholds, actor=actor), indent=2))

    return stats


def verify_by(proof: Proof) -> click.Command:
    """The command `verify`, which prints what the proof finds."""

    @click.command("verify", cls=Command)
    @click.option("--business", help="The business's slug; all of them unless given.")
    @click.option(
        "--repair", is_flag=True, help="Put right what differs, and record it."
    )
    @in_words
    def verify(*, business: str | None, repair: bool) -> None:
        """Recompute every figure that is kept; print each that differs."""
        mended = lasting = 0
        for slug, actor in _businesses(business):
            click.echo(f"{slug}: verifying", err=True)
            for difference in proof(mends=repair, actor=actor):
                click.echo(f"{slug}: {difference}")
                lasting += difference.is_lasting
                mended += not difference.is_lasting
        _conclude(mended, lasting, is_repair=repair)

    return verify


def _conclude(count: int, lasting: int, *, is_repair: bool) -> None:
    """Say what was found, and end with status 1 where something stays wrong."""
    what = "difference" if count == 1 else "differences"
    if not count and not lasting:
        click.echo("Every figure is what it is made of.", err=True)
    elif count and is_repair:
        click.echo(f"{count} {what} found and mended.", err=True)
    elif count:
        click.echo(f"{count} {what}. To mend: flask verify --repair", err=True)
    if lasting:
        said = "contradicts" if lasting == 1 else "contradict"
        click.echo(f"{lasting} {said} what was written; no command mends it.", err=True)
    if lasting or (count and not is_repair):
        sys.exit(1)


def _businesses(slug: str | None) -> Iterator[tuple[str, Actor]]:
    """The business of the slug, or one after the other; each is entered."""
    session = db.session()
    if slug is not None:
        yield slug, accounts.command_for(slug)
        return
    found = current_roster().businesses()
    for business_id, _timezone in found:
        work.end_read()
        tenancy.enter(session, business_id)
        business = accounts.business_settings()
        yield business.slug, Actor.of_command(business)

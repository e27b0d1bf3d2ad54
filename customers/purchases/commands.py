"""The commands of figures: what a business sells, and whether its figures are true."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import tenancy, work
from customers.ground.commands import Command, in_words
from customers.ground.db import db
from customers.ground.jobs.roster import current_roster
from customers.purchases.queries.figures_of_business import figures_of_business
from customers.purchases.service.verifying import differences


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
    click.echo(json.dumps(figures_of_business(thresholds, actor=actor), indent=2))


@click.command("verify", cls=Command)
@click.option("--business", help="The business's slug; all of them unless given.")
@click.option("--repair", is_flag=True, help="Put right what differs, and record it.")
@in_words
def verify(*, business: str | None, repair: bool) -> None:
    """Recompute every figure that is kept; print each that differs."""
    count = 0
    for slug, actor in _businesses(business):
        click.echo(f"{slug}: verifying", err=True)
        for difference in differences(mends=repair, actor=actor):
            click.echo(f"{slug}: {difference}")
            count += 1
    what = "difference" if count == 1 else "differences"
    if not count:
        click.echo("Every figure is what it is made of.", err=True)
    elif repair:
        click.echo(f"{count} {what} found and mended.", err=True)
    else:
        click.echo(f"{count} {what}. To mend: flask verify --repair", err=True)
        sys.exit(1)


COMMANDS = (stats, verify)


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

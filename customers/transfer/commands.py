"""The commands of files: each shows progress on standard error and prints its counts.

The counts are one line of JSON on standard output; sentences on rows and columns go to
standard error, so that a program can read the one and a person the other.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from customers.accounts import queries
from customers.ground.commands import Command, in_words
from customers.transfer.customers import CustomerImport
from customers.transfer.imports import FileImport
from customers.transfer.purchases import PurchaseImport
from customers.transfer.results import ImportResult

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import-customers", cls=Command)
@click.argument("file", type=_FILE)
@click.option("--business", required=True, help="The business's slug.")
@click.option("--source", default="import", show_default=True, help="Whose rows.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@in_words
def import_customers(*, file: Path, business: str, source: str, dry_run: bool) -> None:
    """Import customers from FILE: CSV, also .gz, of any usual encoding."""
    actor = queries.command_for(business)
    _import(CustomerImport(file, actor=actor, source=source, dry_run=dry_run))


@click.command("import-purchases", cls=Command)
@click.argument("file", type=_FILE)
@click.option("--business", required=True, help="The business's slug.")
@click.option("--source", required=True, help="Whose references, such as a till's.")
@click.option("--create-customers", is_flag=True, help="Create those that are missing.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@in_words
def import_purchases(
    *, file: Path, business: str, source: str, create_customers: bool, dry_run: bool
) -> None:
    """Import purchases and refunds from FILE: rows of one reference make one."""
    actor = queries.command_for(business)
    _import(
        PurchaseImport(
            file,
            actor=actor,
            source=source,
            create_customers=create_customers,
            dry_run=dry_run,
        )
    )


COMMANDS = (import_customers, import_purchases)


def _import(course: FileImport[Any]) -> None:
    """Import the file, and say what came of it."""
    path = course.path
    size = path.stat().st_size
    with click.progressbar(length=size, label=path.name, file=sys.stderr) as bar:
        result = course.run(bar.update)
    _report(result)
    if course.dry_run:
        click.echo("This was a dry run: nothing was changed.", err=True)


def _report(result: ImportResult) -> None:
    """Sentences on standard error, the counts as one line of JSON."""
    told = sorted(result.refused + result.left_out)
    for number, sentence in told:
        click.echo(f"row {number}: {sentence}", err=True)
    untold = result.refused_count + result.left_out_count - len(told)
    if untold:
        click.echo(f"and {untold} more like these", err=True)
    for sentence in result.partly_read:
        click.echo(sentence, err=True)
    for column in result.columns_not_understood:
        click.echo(f"column not understood: {column}", err=True)
    click.echo(json.dumps(result.counts()))

"""The flask commands; with `customers/__init__.py` the only file that knows all rooms.

Each asks for what it needs by options, shows progress on standard error, and ends with
status 1 and a sentence where something is wrong.
"""

from __future__ import annotations

import json
import secrets
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from customers.accounts import emails, passwords, queries, setup
from customers.accounts import service as accounts
from customers.accounts.actors import Actor
from customers.ground import jobs, tenancy, walls, work
from customers.ground.db import db
from customers.ground.errors import Refused
from customers.transfer import demo as demo_business
from customers.transfer.customers import import_customers
from customers.transfer.results import Result

DEMO_EMAIL = "demo@example.com"


class Command(click.Command):
    """A command whose bad input ends with status 1, whatever is bad about it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; a missing or wrong one is status 1 like any other."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise click.ClickException(error.format_message()) from error


def init_app(app: Flask) -> None:
    """Add the commands to the app."""
    for command in (create_business, set_password, import_customers_, demo, worker):
        app.cli.add_command(command)


def _in_words(action: Callable[..., None]) -> Callable[..., None]:
    """Say a refusal as a sentence on standard error, with status 1."""

    @with_appcontext
    @wraps(action)
    def spoken(*args: Any, **options: Any) -> None:
        try:
            action(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            words = f"The database does not answer as it should: {error.orig}"
            raise click.ClickException(
                f"{words}\nIs it there, and did `flask --app app db upgrade` run?"
            ) from error
        except Refused as refused:
            details = [f"{name}: {why}" for name, why in refused.details.items()]
            words = "\n".join(details or [refused.message])
            raise click.ClickException(words) from refused

    return spoken


@click.command("create-business", cls=Command)
@click.option("--name", required=True, help="The business's name.")
@click.option("--slug", required=True, help="Its name in commands: a-z 0-9 -.")
@click.option("--country", required=True, help="ISO 3166 code, such as GB.")
@click.option("--currency", required=True, help="ISO 4217 code, such as GBP.")
@click.option("--timezone", required=True, help="IANA name, such as Europe/London.")
@click.option("--owner-email", required=True, help="What the owner signs in with.")
@click.option("--owner-password", help="Needed unless the address has a login.")
@_in_words
def create_business(
    *, owner_email: str, owner_password: str | None, **values: Any
) -> None:
    """Create a business and its owner."""
    password_hash = None
    is_known = accounts.has_login(emails.fold(owner_email))
    if owner_password is not None and not is_known:
        passwords.check_password(owner_password, email=owner_email)
        password_hash = passwords.hash_password(owner_password)
    owner_name = owner_email.partition("@")[0]
    work.run(
        lambda: accounts.create_business(
            **values,
            owner_name=owner_name,
            owner_email=owner_email,
            password_hash=password_hash,
        )
    )
    click.echo(f"{values['name']} is ready: {owner_email} is its owner.")
    if is_known:
        click.echo("They have a login already: its password stays as it is.")


@click.command("set-password", cls=Command)
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@_in_words
def set_password(*, email: str, password: str) -> None:
    """Set the password of EMAIL and end all their sessions."""
    passwords.check_password(password, email=email)
    password_hash = passwords.hash_password(password)
    work.run(lambda: accounts.set_password(email, password_hash=password_hash))
    click.echo(f"{email} has a new password; their sessions have ended.")


@click.command("import-customers", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--business", required=True, help="The business's slug.")
@click.option("--source", default="import", show_default=True, help="Whose rows.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@_in_words
def import_customers_(*, file: Path, business: str, source: str, dry_run: bool) -> None:
    """Import customers from FILE: CSV, also .gz, of any usual encoding."""
    actor = _owner_of(business)
    size = file.stat().st_size
    with click.progressbar(length=size, label=file.name, file=sys.stderr) as bar:
        result = import_customers(
            file, source=source, dry_run=dry_run, actor=actor, progress=bar.update
        )
    _report(result)
    if dry_run:
        click.echo("This was a dry run: nothing was changed.", err=True)


@click.command("demo", cls=Command)
@_in_words
def demo() -> None:
    """Fill an empty database with a demo business and print its sign-in."""
    if setup.any_business():
        click.echo("Your data is as you left it. A new password: flask set-password.")
        return
    values: dict[str, Any] = dict(demo_business.BUSINESS)
    password = secrets.token_urlsafe(12)
    password_hash = passwords.hash_password(password)
    work.run(
        lambda: accounts.create_business(
            **values,
            owner_name="Demo Owner",
            owner_email=DEMO_EMAIL,
            password_hash=password_hash,
        )
    )
    click.echo(f"Sign in with {DEMO_EMAIL} and the password {password}")
    click.echo(f"Commands know the demo business as {values['slug']!r}.")
    demo_business.fill(actor=_owner_of(demo_business.BUSINESS["slug"]))


@click.command("worker", cls=Command)
@click.option("--once", is_flag=True, help="Work off what waits now, and end.")
@_in_words
def worker(*, once: bool) -> None:
    """Do long and daily work until told to end; several may run side by side."""
    busy = jobs.Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    before = {
        number: signal.signal(number, busy.end)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        busy.run_once() if once else busy.run()
    except walls.SuperuserError as error:
        raise click.ClickException(str(error)) from error
    finally:
        for number, told in before.items():
            signal.signal(number, told)


def _owner_of(slug: str) -> Actor:
    """A command's actor: whoever runs commands on this machine acts as an owner."""
    business = queries.business_by_slug(slug)
    if business is None:
        there_are = ", ".join(queries.slugs()) or "none yet"
        raise click.ClickException(
            f"There is no business with the slug {slug!r}; there are: {there_are}."
        )
    tenancy.enter(db.session(), business.id)
    return Actor.of_command(business)


def _report(result: Result) -> None:
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

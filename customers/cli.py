"""The flask commands; with `customers/__init__.py` the only file that knows all rooms.

Each asks for what it needs by options, shows progress on standard error, and ends with
status 1 and a sentence where something is wrong.
"""

from __future__ import annotations

import secrets
import signal
from typing import Any

import click
from flask import Flask, current_app

from customers.accounts import emails, passwords, queries, setup
from customers.accounts import service as accounts
from customers.ground import jobs, walls, work
from customers.ground.commands import Command, in_words
from customers.membership import commands as membership
from customers.membership.queries.figures_of_business import figures_of_business
from customers.membership.service.verifying import differences
from customers.purchases import commands as purchases
from customers.transfer import commands as transfer
from customers.transfer import demo as demo_business

DEMO_EMAIL = "demo@example.com"


def init_app(app: Flask) -> None:
    """Add the commands to the app."""
    own = (create_business, set_password, demo, worker)
    stats = purchases.stats_of(figures_of_business)
    verify = purchases.verify_by(differences)
    rooms = (*membership.COMMANDS, *transfer.COMMANDS)
    for command in (*own, stats, verify, *rooms):
        app.cli.add_command(command)


@click.command("create-business", cls=Command)
@click.option("--name", required=True, help="The business's name.")
@click.option("--slug", required=True, help="Its name in commands: a-z 0-9 -.")
@click.option("--country", required=True, help="ISO 3166 code, such as GB.")
@click.option("--currency", required=True, help="ISO 4217 code, such as GBP.")
@click.option("--timezone", required=True, help="IANA name, such as Europe/London.")
@click.option("--owner-email", required=True, help="What the owner signs in with.")
@click.option("--owner-password", help="Needed unless the address has a login.")
@in_words
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
@in_words
def set_password(*, email: str, password: str) -> None:
    """Set the password of EMAIL and end all their sessions."""
    passwords.check_password(password, email=email)
    password_hash = passwords.hash_password(password)
    work.run(lambda: accounts.set_password(email, password_hash=password_hash))
    click.echo(f"{email} has a new password; their sessions have ended.")


@click.command("demo", cls=Command)
@in_words
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
    demo_business.fill(actor=queries.command_for(demo_business.BUSINESS["slug"]))


@click.command("worker", cls=Command)
@click.option("--once", is_flag=True, help="Work off what waits now, and end.")
@in_words
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

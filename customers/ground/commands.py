"""How every command takes its options and says what is wrong: status 1, a sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from customers.ground.errors import Refused


class Command(click.Command):
    """A command whose bad input ends with status 1, whatever is bad about it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; a missing or wrong one is status 1 like any other."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise click.ClickException(error.format_message()) from error


def in_words(action: Callable[..., None]) -> Callable[..., None]:
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

"""Settings: read once from the environment, each with its meaning; no other source.

`load` refuses to start where a setting would be unsafe or cannot be understood, and
says what to do about it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

EMBEDDED, STAGING, PRODUCTION = "embedded", "staging", "production"
MIN_SECRET = 32


class ConfigError(Exception):
    """A setting is missing, unsafe or not understood; the message is the remedy."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, its default in words, its meaning."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "REGULARS_ENV",
        "`embedded`",
        "`embedded`, `staging` or `production`. The last two demand a `SECRET_KEY` "
        "and serve over https.",
    ),
    Setting(
        "DATABASE_URL",
        "SQLite in the instance folder",
        "The database: `sqlite:////path/file.db` or `postgresql://user:password@host/"
        "name`, as a plain role.",
    ),
    Setting(
        "MIGRATION_DATABASE_URL",
        "`DATABASE_URL`",
        "The same database under the role that owns its tables, for migrations.",
    ),
    Setting(
        "SECRET_KEY",
        "made and kept in the instance folder (embedded only)",
        "Signs cookies; 32 characters at least, the same for every process.",
    ),
    Setting(
        "REGULARS_INSTANCE",
        "`instance` beside the code",
        "The folder for what the app itself keeps: the embedded database, its key.",
    ),
    Setting("PORT", "`8000`", "The port of the server on 127.0.0.1."),
    Setting(
        "WEB_CONCURRENCY", "`1`", "How many processes of 64 threads the server starts."
    ),
    Setting(
        "REGULARS_TRUSTED_PROXIES",
        "`0`",
        "How many proxies in front set X-Forwarded-For and -Proto; more are ignored.",
    ),
    Setting(
        "REGULARS_SEARCHES_PER_MINUTE",
        "`600`",
        "How often one person may search in one business, each process counting.",
    ),
    Setting(
        "REGULARS_UPLOAD_MB",
        "`50`",
        "The largest file that `/import` takes, in megabytes; packed, it may hold four "
        "times as much. Longer files: the commands.",
    ),
)


@dataclass(frozen=True)
class Config:
    """The settings, understood."""

    environment: str
    database_url: str
    migration_database_url: str
    secret_key: str = field(repr=False)
    instance: Path
    trusted_proxies: int = 0
    searches_per_minute: int = 600
    upload_mb: int = 50

    @property
    def is_embedded(self) -> bool:
        """Whether this is the two-command start on one machine, over plain http."""
        return self.environment == EMBEDDED


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Understand the environment.

    Raises: ConfigError, in words, for what is missing, unsafe or not understood.
    """
    environment = environ.get("REGULARS_ENV") or EMBEDDED
    if environment not in (EMBEDDED, STAGING, PRODUCTION):
        raise ConfigError(
            f"REGULARS_ENV is {environment!r}: use embedded, staging or production."
        )
    default = Path(__file__).parents[2] / "instance"
    instance = Path(environ.get("REGULARS_INSTANCE") or default).absolute()
    url = _url(environ, "DATABASE_URL") or f"sqlite:///{instance / 'regulars.db'}"
    return Config(
        environment=environment,
        database_url=url,
        migration_database_url=_url(environ, "MIGRATION_DATABASE_URL") or url,
        secret_key=_secret_key(environ, environment, instance),
        instance=instance,
        trusted_proxies=_whole_number(
            environ, "REGULARS_TRUSTED_PROXIES", default=0, least=0, most=10
        ),
        searches_per_minute=_whole_number(
            environ,
            "REGULARS_SEARCHES_PER_MINUTE",
            default=600,
            least=1,
            most=1_000_000,
        ),
        upload_mb=_whole_number(
            environ, "REGULARS_UPLOAD_MB", default=50, least=1, most=1_000
        ),
    )


def _url(environ: Mapping[str, str], name: str) -> str:
    """The URL with the driver's name that SQLAlchemy needs."""
    url = environ.get(name, "")
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError(f"{name} must begin with sqlite:/// or postgresql://.")
    return url


def _secret_key(environ: Mapping[str, str], environment: str, instance: Path) -> str:
    key = environ.get("SECRET_KEY", "")
    if key and len(key) < MIN_SECRET:
        raise ConfigError(f"SECRET_KEY needs {MIN_SECRET} characters at least.")
    if key:
        return key
    if environment != EMBEDDED:
        raise ConfigError(
            f"SECRET_KEY is needed in {environment}. Make one with: "
            'python -c "import secrets; print(secrets.token_hex(32))"'
        )
    return _kept_key(instance)


def _kept_key(instance: Path) -> str:
    """The embedded start's own key, made once, readable by its user alone."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = instance / "secret_key"
    draft = path.with_name(f"secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        with open(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
        ) as f:
            f.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # Another process was first; its key counts.
        finally:
            draft.unlink()
    return path.read_text().strip()


def _whole_number(
    environ: Mapping[str, str], name: str, *, default: int, least: int, most: int
) -> int:
    value = environ.get(name) or str(default)
    is_number = value.isdecimal() and len(value) <= len(str(most))
    if not is_number or not least <= int(value) <= most:
        raise ConfigError(f"{name} is a whole number from {least} to {most}.")
    return int(value)

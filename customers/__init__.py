"""Regulars: `create_app` plugs the rooms in; nothing else stands here.

With `cli.py` the only file that knows every room.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from customers import (
    accounts,
    cli,
    desk,
    directory,
    membership,
    notes,
    purchases,
    transfer,
)
from customers.ground import (
    answers,
    assets,
    config,
    doors,
    headers,
    health,
    jobs,
    languages,
    refusals,
)
from customers.ground.db import db, engine_options, make_private

ROOT = Path(__file__).parents[1]
ROOMS = (accounts, directory, notes, purchases, membership, desk, transfer)
MAX_BODY_BYTES = 1_000_000


def create_app(settings: config.Config | None = None) -> Flask:
    """The application, for the settings given or those of the environment.

    Raises: SystemExit, with the remedy, where a setting is unsafe or not understood.
    """
    settings = settings or _settings()
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask(
        "customers",
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        instance_path=str(settings.instance),
    )
    app.config.from_mapping(_framework_settings(settings))
    app.extensions["regulars"] = settings
    # Before the libraries: the body is read first, then its token is checked.
    doors.init_app(app, gate=accounts.gate)
    jobs.init_app(app, roster=accounts.roster)
    _plug_libraries_in(app, settings)
    assets.init_app(app, folder=ROOT / "static")
    for piece in (answers, headers, refusals, health, *ROOMS, cli):
        piece.init_app(app)
    return app


def _settings() -> config.Config:
    try:
        return config.load()
    except config.ConfigError as error:
        raise SystemExit(f"Regulars cannot start: {error}") from None


def _framework_settings(settings: config.Config) -> dict[str, object]:
    secure = not settings.is_embedded
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": "__Host-regulars" if secure else "regulars",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "MAX_FORM_PARTS": 5_000,
        # The session ends a form's token; an hour would end a form left open.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _plug_libraries_in(app: Flask, settings: config.Config) -> None:
    # Merging would lead to an address made of the Host header, which anybody writes.
    app.url_map.merge_slashes = False
    hops = settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0
        )
    make_private(settings.database_url)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    CSRFProtect(app)
    languages.init_app(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

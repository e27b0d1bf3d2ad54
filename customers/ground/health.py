"""`GET /healthz`: 200 once the database answers, for whoever watches the service."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import literal, select

from customers.ground import answers, doors
from customers.ground.answers import Answer
from customers.ground.db import db

room = doors.Room("health", __name__)


def init_app(app: Flask) -> None:
    """Plug the route in."""
    app.register_blueprint(room)


@room.get("/healthz", access=doors.OPEN)
def healthz() -> Answer:
    """Ask the database for a number; its silence is answered 503."""
    db.session.execute(select(literal(1)))
    return answers.envelope({"status": "ok"})

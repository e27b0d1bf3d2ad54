"""Every route says who may pass, and every unsafe one is a door of its room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from customers.accounts.permissions import MAY
from customers.ground.doors import OPEN, PUBLIC, SIGNED_IN
from tests.house.source import Source, dotted, expect_none, place, python

KNOWN = {OPEN, PUBLIC, SIGNED_IN, *MAY}
SAFE = {"GET", "HEAD", "OPTIONS"}
WITHOUT_IDENTITY = {"static", "health.healthz"}
PAST_THE_DOORS = {
    *("add_url_rule", "register_error_handler", "before_request", "after_request"),
    *("before_app_request", "after_app_request", "errorhandler", "endpoint"),
}


def rules(app: Flask) -> list[Rule]:
    """All routes of the app."""
    return list(app.url_map.iter_rules())


def door_of(app: Flask, rule: Rule) -> Any:
    """The view behind a route."""
    return app.view_functions[rule.endpoint]


def ways_past(source: Source) -> Iterator[str]:
    """Name the places that would put up a route without a door."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        called = dotted(node.func).rpartition(".")[2]
        methods = any(keyword.arg == "methods" for keyword in node.keywords)
        if called in PAST_THE_DOORS or (called == "route" and not methods):
            yield f"{place(source, node)} calls {called}"
        if methods or (called == "Blueprint"):
            yield f"{place(source, node)} makes routes of its own"


def test_every_route_says_who_may_pass(app: Flask) -> None:
    assert rules(app)
    expect_none(
        f"{rule} says access={getattr(door_of(app, rule), 'access', None)}"
        for rule in rules(app)
        if getattr(door_of(app, rule), "access", None) not in KNOWN
    )


def test_nobody_is_identified_at_few_doors_only(app: Flask) -> None:
    unknown = {r.endpoint for r in rules(app) if door_of(app, r).access == OPEN}

    assert unknown == WITHOUT_IDENTITY


def test_unsafe_methods_lead_through_a_unit_of_work(app: Flask) -> None:
    expect_none(
        f"{rule} is no door of a room"
        for rule in rules(app)
        if (rule.methods or set()) - SAFE and not hasattr(door_of(app, rule), "keyed")
    )


def test_pages_take_get_and_post_alone(app: Flask) -> None:
    expect_none(
        f"{rule} takes {sorted(rule.methods or ())}"
        for rule in rules(app)
        if not rule.rule.startswith("/api/")
        and (rule.methods or set()) - SAFE not in (set(), {"POST"})
    )


def test_reading_and_writing_are_two_doors(app: Flask) -> None:
    expect_none(
        f"{rule} reads and writes"
        for rule in rules(app)
        if (rule.methods or set()) - SAFE and (rule.methods or set()) & {"GET", "HEAD"}
    )


def test_ids_in_addresses_are_bounded(app: Flask) -> None:
    expect_none(
        f"{rule} takes {name} of any length"
        for rule in rules(app)
        for name in rule.arguments
        if name.endswith("_id") and f"<id:{name}>" not in rule.rule
    )


def test_routes_stand_on_rooms_alone() -> None:
    sources = [s for s in python("customers") if "/ground/" not in s.path]

    assert sources
    expect_none(line for source in sources for line in ways_past(source))


@pytest.mark.parametrize(
    "text",
    [
        "room = Blueprint('x', __name__)",
        "@room.route('/x', access=OPEN, methods=['POST'])\ndef x(): ...",
        "app.add_url_rule('/x', view_func=x)",
        "@app.route('/x')\ndef x(): ...",
        "@app.before_request\ndef x(): ...\napp.before_request(x)",
    ],
)
def test_the_rule_sees_a_way_past_the_doors(text: str) -> None:
    assert list(ways_past(Source("customers/notes/views.py", text)))

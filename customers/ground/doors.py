"""Doors: every route says who may pass, and every unsafe one is a unit of work.

The order is fixed: the body is read, the person identified in a read that has ended,
the access checked, slow work prepared; then the unit of work runs the view, and its
answer is drawn when nothing is held any more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from copy import deepcopy
from functools import wraps
from typing import Any, NamedTuple, Protocol

from flask import Blueprint, Flask, Response, current_app, g, request, session
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.routing import BaseConverter, ValidationError

from customers.ground import bodies, requests, work
from customers.ground.answers import Answer
from customers.ground.columns import MAX_ID
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid

OPEN = "open"
PUBLIC = "public"
SIGNED_IN = "signed_in"

_SAFE = {"GET", "HEAD", "OPTIONS"}
_SECRETS = {"csrf_token", "request_key", "business"}

_KEY = re.compile(rf"[A-Za-z0-9_-]{{16,{requests.KEY_LENGTH}}}")

View = Callable[..., Answer]


class Gate(Protocol):
    """What `accounts/` gives the doors: it identifies and admits, or refuses."""

    def admit(self, access: str) -> None:
        """Set `g.actor` and the business; raise where `access` is not met."""

    def check_business(self, business: str | None) -> None:
        """Raise Conflict where the form was drawn for another business."""


class IdConverter(BaseConverter):
    """`<id:name>` in a rule: a whole number that fits the database, else a 404."""

    regex = r"\d+"

    def to_python(self, value: str) -> int:
        """The id; what is past 64 bits names nothing."""
        if len(value) > len(str(MAX_ID)) or int(value) > MAX_ID:
            raise ValidationError
        return int(value)


class Room(Blueprint):
    """A blueprint whose routes are closed unless they say who may pass.

    `access` is OPEN (nobody is identified), PUBLIC (whoever is signed in is known),
    SIGNED_IN or a permission's name. `keyed` doors create a row
    and take a request key. `prepare` runs before the unit of work, for what is slow
    (hashing, scanning); what it gives reaches the view as `prepared`. Doors that
    `takes_upload` get a file, which is read only from somebody who may pass. Doors that
    are `polled` are asked by pages by themselves, not by a person: whoever is signed
    out meanwhile is told, and not led away from what they type.
    """

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register a view that reads."""
        return self.route(rule, methods=["GET"], **options)

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register a view that is a unit of work."""
        return self.route(rule, methods=["POST"], **options)

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Register a view; raises where it does not say who may pass."""
        if not options.get("access"):
            raise TypeError(f"The route {rule} must say access=.")
        access: str = options.pop("access")
        keyed: bool = options.pop("keyed", False)
        prepare: Callable[..., Any] | None = options.pop("prepare", None)
        takes_upload: bool = options.pop("takes_upload", False)
        polled: bool = options.pop("polled", False)

        def register(view: View) -> View:
            endpoint = options.pop("endpoint", None) or view.__name__
            door = _door(view, access=access, keyed=keyed, prepare=prepare)
            door.takes_upload = takes_upload  # type: ignore[attr-defined]
            door.polled = polled  # type: ignore[attr-defined]
            self.add_url_rule(rule, endpoint, door, **options)
            return view

        return register


def init_app(app: Flask, *, gate: Gate) -> None:
    """Hang the doors: the gatekeeper, the `id` converter, the body read before all."""
    app.extensions["regulars_gate"] = gate
    app.before_request(_read_body)
    app.url_map.converters["id"] = IdConverter


def _read_body() -> None:
    """Have the whole body before anything else begins, or refuse it."""
    if request.method in _SAFE:
        return
    door = current_app.view_functions.get(request.endpoint or "")
    if not getattr(door, "takes_upload", False):
        bodies.read()
        return
    gate: Gate = current_app.extensions["regulars_gate"]
    gate.admit(door.access)  # type: ignore[union-attr]
    bodies.read_upload(user_id=actor().user_id)


def is_polled() -> bool:
    """Whether a page asks by itself, and nobody waits for the answer."""
    door = current_app.view_functions.get(request.endpoint or "")
    return getattr(door, "polled", False)


def actor() -> Any:
    """Who asks: the person in one business that the gate admitted."""
    return g.actor


def person() -> Any:
    """Who is signed in, also where no business is needed; None where nobody is."""
    return g.person


def check_business(business: str) -> None:
    """Refuse what was drawn for another business than the one that is worked in.

    Raises: Conflict.
    """
    gate: Gate = current_app.extensions["regulars_gate"]
    gate.check_business(business)


def _door(
    view: View, *, access: str, keyed: bool, prepare: Callable[..., Any] | None
) -> Callable[..., Response]:
    @wraps(view)
    def opened(**arguments: Any) -> Response:
        gate: Gate = current_app.extensions["regulars_gate"]
        if request.method in _SAFE:
            if access != OPEN:
                gate.admit(access)
            return view(**arguments).respond()
        gate.admit(access)
        gate.check_business(request.form.get("business"))
        if prepare is not None:
            arguments["prepared"] = prepare(**arguments)
        sent = _sent() if keyed else None
        answer = _as_unit(lambda: _act(view, arguments, sent))
        return answer.respond()

    opened.access = access  # type: ignore[attr-defined]
    opened.keyed = keyed  # type: ignore[attr-defined]
    return opened


def _as_unit(action: Callable[[], Answer]) -> Answer:
    """Run the action as a unit of work to which the browser's cookie belongs as well.

    Rolled back or run anew, it leaves no toast, link or sign-in of what was not saved.
    """
    before = deepcopy(dict(session))

    def anew() -> Answer:
        _put_back(before)
        return action()

    try:
        return work.run(anew)
    except BaseException:
        _put_back(before)
        raise


def _put_back(before: dict[str, Any]) -> None:
    if dict(session) != before:
        session.clear()
        session.update(deepcopy(before))


class _Sent(NamedTuple):
    """What a keyed form carries: its key, and the fingerprint of all it holds."""

    key: str
    fingerprint: str


def _act(view: View, arguments: dict[str, Any], sent: _Sent | None) -> Answer:
    """The view as a unit of work; with a key, only the first time it is sent."""
    if sent is None:
        return view(**arguments)
    entry = requests.claim(
        db.session(),
        key=sent.key,
        user_id=actor().user_id,
        fingerprint=sent.fingerprint,
    )
    if entry.location is not None:
        return Answer(location=entry.location, status=303, row_id=entry.row_id)
    answer = view(**arguments)
    requests.remember(
        db.session(),
        entry,
        location=answer.location or request.path,
        row_id=answer.row_id,
    )
    return answer


def _sent() -> _Sent:
    key = request.form.get("request_key", "")
    if not _KEY.fullmatch(key):
        raise Invalid(_("This form is incomplete. Load the page again and retry."))
    return _Sent(key, _fingerprint())


def _fingerprint() -> str:
    fields = sorted(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _SECRETS
    )
    files = sorted(
        (name, file.filename or "", _digest(file))
        for name, file in request.files.items(multi=True)
    )
    content = repr((request.path, fields, *files)).encode()
    return hashlib.sha256(content).hexdigest()


def _digest(file: FileStorage) -> str:
    digest = hashlib.sha256()
    file.stream.seek(0)
    while piece := file.stream.read(1 << 18):
        digest.update(piece)
    file.stream.seek(0)
    return digest.hexdigest()


def conflict_of_businesses(drawn_for: str, current: str) -> Conflict:
    """The refusal of a form drawn for one business and sent while in another."""
    return Conflict(
        _(
            "This page belongs to %(drawn_for)s, but you now work in %(current)s. "
            "Nothing was saved. Switch back, or open the page again.",
            drawn_for=drawn_for,
            current=current,
        )
    )

"""Answers: what a view gives back, drawn after its unit of work has ended.

A view chooses an `Answer`; the door draws it once nothing is locked any more. This is
the only file that reads `HX-*` headers and the only one that writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    get_flashed_messages,
    jsonify,
    request,
    session,
)
from flask import make_response as _make_response
from flask import render_template as _draw
from markupsafe import Markup

from customers.ground.errors import Refused, TooMany

MAX_TOAST = 160
# Never 304: the browser would turn it into the answer of before.
_UNCHANGED = 204
_ID = re.compile(r"[a-z][a-z0-9-]{0,40}")
_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")


@dataclass
class Answer:
    """A page, a part, a way elsewhere, a file or JSON, not yet drawn.

    `said` is the toast beside a part that an action changed ({}: none), and None for
    every other answer.
    """

    template: str | None = None
    page: str | None = None
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    location: str | None = None
    row_id: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    said: dict[str, Any] | None = None
    file: Iterable[bytes] | None = None

    def respond(self) -> Response:
        """Draw it for the request at hand: whole page or part, 303 or HX-Redirect."""
        if self.status == _UNCHANGED:
            return Response(status=_UNCHANGED)
        if self.body is not None:
            response = jsonify(self.body)
        elif self.file is not None:
            response = Response(self.file)
        elif self.location is not None:
            response = self._elsewhere(self.location)
        else:
            response = _make_response(self._drawn())
        if self.location is None:
            response.status_code = self.status
        response.headers.update(self.headers)
        response.vary.add("HX-Request")
        return response

    def _drawn(self) -> str:
        if self.said is not None:
            return _draw("_changed.html", **_beside(self), **self.context)
        if self.page is None or (wants_part() and self.template):
            return _draw(self.template or "", **self.context)
        return _draw(self.page, **self.context)

    @staticmethod
    def _elsewhere(location: str) -> Response:
        if wants_part():
            return Response(status=200, headers={"HX-Redirect": location})
        return Response(status=303, headers={"Location": location})


@dataclass(frozen=True)
class Undo:
    """The button in a toast that takes an action back: a form posted to `url`.

    `refreshes` is the id of the part that the answer brings up to date, where that
    part is still on the page; htmx then sends the form, and the page stays.
    """

    url: str
    label: str
    fields: Mapping[str, str] = field(default_factory=dict)
    refreshes: str = ""


def init_app(app: Flask) -> None:
    """Give the templates what draws answers: the toasts left for this page."""
    app.jinja_env.globals["toasts"] = toasts


def wants_part() -> bool:
    """Whether htmx asked for a part, and no history restore needs the whole page."""
    restores = request.headers.get("HX-History-Restore-Request") == "true"
    return request.headers.get("HX-Request") == "true" and not restores


def wants_json() -> bool:
    """Whether a program asked: by its path, or by preferring JSON to HTML."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def page(template: str, *, status: int = 200, **context: Any) -> Answer:
    """A whole page."""
    return Answer(page=template, context=context, status=status)


def part(template: str, *, page: str, status: int = 200, **context: Any) -> Answer:
    """A part for htmx, and for everybody else the page that includes it."""
    return Answer(template=template, page=page, context=context, status=status)


def drawn(template: str, context: Mapping[str, Any]) -> Markup:
    """A part as it stands in a page, drawn at once and given nothing of the reader's.

    Of what every page knows (`current` and the like) it may use nothing.
    """
    return Markup(current_app.jinja_env.get_template(template).render(context))  # noqa: S704


def unchanged() -> Answer:
    """Nothing is new since what the page that asks has seen."""
    return Answer(status=_UNCHANGED)


def seen_other(
    location: str, *, toast: str | None = None, undo: Undo | None = None
) -> Answer:
    """The action is done: look at `location`, where the toast says so."""
    if toast is not None:
        _leave_toast(toast, undo)
    return Answer(location=location, status=303)


def created(location: str, *, row_id: int, toast: str | None = None) -> Answer:
    """A row was made and is seen at `location`; a request key remembers both."""
    if toast is not None:
        _leave_toast(toast, None)
    return Answer(location=location, status=303, row_id=row_id)


def changed(
    template: str,
    *,
    location: str,
    toast: str | None = None,
    undo: Undo | None = None,
    row_id: int | None = None,
    **context: Any,
) -> Answer:
    """The action is done: htmx gets the part as it is now, and the toast beside it.

    Everybody else is led to `location`, where the toast says so. `row_id` is that of a
    row that was made, for a request key to remember.
    """
    if not wants_part():
        answer = seen_other(location, toast=toast, undo=undo)
        answer.row_id = row_id
        return answer
    said = {} if toast is None else _toast(toast, undo)
    return Answer(template=template, context=context, row_id=row_id, said=said)


def envelope(data: Any, *, meta: Mapping[str, Any] | None = None) -> Answer:
    """JSON of the one shape: `{"data": …, "meta": …}`."""
    return Answer(body={"data": data, "meta": dict(meta or {})})


def download(chunks: Iterable[bytes], *, filename: str, media_type: str) -> Answer:
    """A file to be saved, sent a chunk at a time and kept by nobody on the way.

    `filename` is ours: plain letters, digits, dots and dashes. Raises: ValueError.
    """
    if not _FILENAME.fullmatch(filename):
        raise ValueError(f"{filename!r} is no name for a file.")
    headers = {
        "Content-Type": media_type,
        "Content-Disposition": f"attachment; filename={filename}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Answer(file=chunks, headers=headers)


def refused(error: Refused) -> Answer:
    """The form again, an error page, an error part or the JSON error of the refusal."""
    headers = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    if wants_json():
        shape = {
            "code": error.code,
            "message": error.message,
            "details": error.details,
        }
        return Answer(body={"error": shape}, status=error.status, headers=headers)
    if error.answer is not None:
        answer: Answer = error.answer()
    else:
        answer = part("errors/_error.html", page="errors/error.html", error=error)
        # The form that asked stays as it is, with what was typed; a toast tells why.
        answer.headers["HX-Reswap"] = "none"
    if answer.location is None:
        answer.status = error.status
    answer.headers.update(headers)
    return answer


def toasts() -> list[dict[str, Any]]:
    """The messages left for the next page, oldest first, each shown once."""
    left: Any = get_flashed_messages(category_filter=["toast"])
    return list(left)


def _beside(answer: Answer) -> dict[str, Any]:
    """What `_changed.html` needs: the part, its place where that is not whence htmx
    asked (the button in a toast), and the toast.
    """
    place = request.form.get("refreshes", "")
    known = place if _ID.fullmatch(place) else ""
    return {"changed_part": answer.template, "place": known, "said": answer.said}


def _toast(text: str, undo: Undo | None) -> dict[str, Any]:
    way_back = undo and {
        "url": undo.url,
        "label": undo.label,
        "fields": dict(undo.fields),
        "refreshes": undo.refreshes,
    }
    return {"text": text[:MAX_TOAST], "kind": "done", "undo": way_back}


def _leave_toast(text: str, undo: Undo | None) -> None:
    toast: Any = _toast(text, undo)
    # They wait in the cookie, which a browser drops whole past 4 KB.
    left = session.pop("_flashes", [])
    others = [entry for entry in left if entry[0] != "toast"]
    toasts = [entry for entry in left if entry[0] == "toast"]
    session["_flashes"] = [*others, *toasts[-2:]]
    flash(toast, "toast")

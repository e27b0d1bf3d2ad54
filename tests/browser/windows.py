"""Pages of a browser that are watched for errors, and kept from test to test."""

from __future__ import annotations

from typing import Any

try:
    from playwright.sync_api import Error
except ImportError:  # Then no page is ever opened.
    Error = Exception  # type: ignore[assignment, misc]

USUAL_SIZE = {"width": 1280, "height": 720}
EMPTY = "() => { sessionStorage.clear(); localStorage.clear(); }"


class Windows:
    """Pages that a test is done with, empty again: a new one costs most of a second."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Any]] = {}

    def kept(self, name: str) -> Any:
        """A page of this name, None where all are in use."""
        pages = self._kept.get(name)
        return pages.pop() if pages else None

    def keep(self, name: str, page: Any, options: dict[str, Any]) -> None:
        """Empty a page, and keep it for who asks for one of this name.

        What it still asked for is given up, since it goes elsewhere first. A page that
        is led astray meanwhile is closed.
        """
        try:
            _empty(page, options)
        except Error:
            page.context.close()
        else:
            self._kept.setdefault(name, []).append(page)


def watched(context: Any) -> Any:
    """A new page; `heard` are its errors, without those that it `expects`."""
    page = context.new_page()
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on(
        "console",
        lambda said: (
            heard.append(f"{said.text} {said.location['url']}")
            if said.type == "error"
            else None
        ),
    )
    page.heard = heard
    page.expects = lambda status: _forget(heard, status)
    return page


def _empty(page: Any, options: dict[str, Any]) -> None:
    context = page.context
    for other in context.pages:
        if other is not page:
            other.close()
    page.unroute_all(behavior="ignoreErrors")
    page.goto("/healthz")
    if options.get("java_script_enabled", True):
        page.evaluate(EMPTY)
    context.clear_cookies()
    page.set_viewport_size(options.get("viewport", USUAL_SIZE))
    page.emulate_media(media="screen")
    page.heard.clear()


def _forget(heard: list[str], status: str) -> None:
    heard[:] = [line for line in heard if f"status of {status} " not in line]

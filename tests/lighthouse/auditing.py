"""One page looked at by Lighthouse, which npm brings for the time of a run.

Nothing of Node is kept with the product but the version that is asked for.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

# The last that Node 18 and 20 run; 13 asks for 22.19.
VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# What makes Lighthouse's own phone (slow line, slow processor) or a desktop of it.
FORMS: dict[str, tuple[str, ...]] = {"phone": (), "desktop": ("--preset=desktop",)}

_CHROME = "--headless=new --no-sandbox --disable-gpu --disable-quic"
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_SECONDS = 240


class Audit(NamedTuple):
    """What came out: percent by category, and what is not as it should be, in words.

    `speed` is Lighthouse's own measure of the machine at that moment; the figures of
    performance mean little where it is far under 1,000.
    """

    scores: dict[str, int]
    complaints: list[str]
    speed: int


class CannotLookError(Exception):
    """Something is missing on this machine, or Lighthouse did not see the page."""


def refuse_what_is_missing() -> None:
    """Raises: CannotLookError, in words, where Lighthouse cannot be had."""
    if _CHROMIUM is None:
        raise CannotLookError("Chromium is not installed.")
    if shutil.which("npx") is None:
        raise CannotLookError("Node is not installed.")
    said = _run("--version")
    if said.returncode:
        raise CannotLookError(f"npm does not bring it: {said.stderr.strip()[-300:]}")


def audit(url: str, *, form: str, cookie: str, folder: Path) -> Audit:
    """Look at a page as one of FORMS, signed in where there is a cookie.

    Raises: CannotLookError where the page is not answered well, or another one is.
    """
    asked = [url, "--quiet", "--output=json", f"--chrome-flags={_CHROME}", *FORMS[form]]
    asked.append(f"--only-categories={','.join(CATEGORIES)}")
    asked.append("--disable-full-page-screenshot")
    if cookie:
        headers = folder / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie}))
        asked.append(f"--extra-headers={headers}")
    said = _run(*asked)
    if said.returncode:
        raise CannotLookError(f"{url}: {said.stderr.strip()[-600:]}")
    return understood(json.loads(said.stdout), url=url)


def understood(report: dict[str, Any], *, url: str) -> Audit:
    """What a report says. Raises: CannotLookError for one of another page."""
    if failure := report.get("runtimeError"):
        raise CannotLookError(f"{url}: {failure['message']}")
    if report["finalDisplayedUrl"] != url:
        raise CannotLookError(f"{url} led to {report['finalDisplayedUrl']}")
    categories = report["categories"]
    return Audit(
        {name: round(categories[name]["score"] * 100) for name in CATEGORIES},
        [
            line
            for name in CATEGORIES
            for ref in categories[name]["auditRefs"]
            if ref["weight"] and (line := _complaint(report["audits"][ref["id"]]))
        ],
        int(report["environment"]["benchmarkIndex"]),
    )


def _complaint(found: dict[str, Any]) -> str:
    """What an audit is not content with; empty where it is, or was not asked."""
    if found["score"] is None or found["score"] >= 0.9:
        return ""
    items = found.get("details", {}).get("items", [])
    told = [found["title"], found.get("displayValue", ""), *map(_named, items[:3])]
    return ": ".join(filter(None, told))


def _named(item: dict[str, Any]) -> str:
    """Which element, message or address an item of an audit is about."""
    node = item.get("node") or {}
    named = (node.get("snippet"), item.get("description"), item.get("url"))
    return next((text for text in named if text), "")


def _run(*asked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["npx", "--yes", f"lighthouse@{VERSION}", *asked],
        env={**os.environ, "CHROME_PATH": _CHROMIUM or ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )

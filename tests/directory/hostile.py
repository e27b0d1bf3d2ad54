"""Naughty strings, and what should become of each in a field of text."""

from __future__ import annotations

import functools
import json
import unicodedata

from tests.directory.real import real_file

# Where the lists end, what they lack: marks that change direction, joiners, the far
# planes, and white space of every kind.
MORE = [
    "\u202eevil\u202c",
    "\u200b\u200d\ufeff",
    "a\u2028b\u2029c",
    "\U0010ffff\U000e0001",
    "\ufdd0\uffff",
    "e\u0301 and \u00e9",
    "\u00a0 inside \u3000 too \u00a0",
    "' OR 1=1 --",
    "{{ 7 * 7 }}{% raw %}",
    "%(name)s %s %d {0}",
]


@functools.cache
def naughty() -> list[str]:
    """The naughty strings and the formula cells, each once."""
    listed = json.loads(real_file("hostile/blns.json").read_text("utf-8"))
    cells = _lines("hostile/csv-injection.txt")
    return list(dict.fromkeys([*listed, *cells, *MORE]))


@functools.cache
def every_string() -> list[str]:
    """The same and the strings that break careless pages, each once: thousands."""
    return list(dict.fromkeys([*naughty(), *_lines("hostile/xss.txt")]))


def _lines(name: str) -> list[str]:
    return real_file(name).read_bytes().decode("utf-8").split("\n")


def kept_as(text: str, longest: int) -> str | None:
    """What a field of one line keeps of it: "" for nothing, None where it refuses."""
    kept = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    has_controls = any(unicodedata.category(c) in ("Cc", "Cs") for c in kept)
    return None if has_controls or len(kept) > longest else kept

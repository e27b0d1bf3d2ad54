"""How files, their kinds and what became of them are said to people."""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.ground import texts
from customers.transfer.uploads.models import CUSTOMERS, PURCHASES

KINDS = {CUSTOMERS: _l("Customers"), PURCHASES: _l("Purchases")}
DELIMITERS = {
    ",": _l("comma"),
    ";": _l("semicolon"),
    "\t": _l("tab"),
    "|": _l("vertical bar"),
}
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1250": "Windows-1250",
    "cp1252": "Windows-1252",
}


def kind_text(kind: str) -> str:
    """What is in a file, in a word."""
    return str(KINDS[kind])


def job_title(kind: str, *, is_trial: bool) -> str:
    """What a job is called; never by the file's name, which may name a person."""
    if kind == PURCHASES:
        return _("Dry run of purchases") if is_trial else _("Import of purchases")
    return _("Dry run of customers") if is_trial else _("Import of customers")


def encoding_text(encoding: str) -> str:
    """The encoding as spreadsheets call it."""
    return _ENCODINGS.get(encoding, encoding.upper())


def size_text(size: int) -> str:
    """A number of bytes, such as 1.2 MB."""
    locale = get_locale() or "en"
    if size < 1_000_000:
        return _("%(size)s KB", size=format_decimal(-(-size // 1_000), locale=locale))
    tenths = round(size / 1_000_000, 1)
    return _("%(size)s MB", size=format_decimal(tenths, locale=locale))


def result_in_words(counts: dict[str, Any]) -> str:
    """The counts of an import as a line, such as "Added 12 · Refused 3"."""
    shown = [
        f"{label} {texts.count_text(count)}"
        for label, count in counts_text(counts)
        if count
    ]
    return " · ".join(shown) or _("Nothing to do.")


def counts_text(counts: dict[str, Any]) -> list[tuple[str, int]]:
    """(label, number) of what became of the rows, as people ask."""
    return [
        (str(text), counts[name]) for name, text in _COUNTS.items() if name in counts
    ]


_COUNTS = {
    "rows": _l("Rows"),
    "read": _l("Read"),
    "recorded": _l("Recorded"),
    "same": _l("Known before"),
    "created_customers": _l("Customers added"),
    "added": _l("Added"),
    "changed": _l("Changed"),
    "unchanged": _l("Unchanged"),
    "memberships": _l("Memberships changed"),
    "refused": _l("Refused"),
    "left_out": _l("Details left out"),
}

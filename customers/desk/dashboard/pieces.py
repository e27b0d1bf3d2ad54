"""What the tabs of the dashboard are made of; all texts ready.

Wherever something is counted stands how many `rows` its list has: None where nobody
counted them all. What has none leads nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from customers.desk.dashboard.asked import DAYS, Asked
from customers.ground import texts
from customers.ground.charts import Chart

# Stands for a figure that is not known, or of nothing.
NOTHING = "–"
# How many a list of few has.
SIZE = 5


def of_all_shops(asked: Asked) -> str:
    """What is said of a figure of the whole business, where a shop is chosen."""
    return _("all shops") if asked.shop_id is not None else ""


def weeks_note(asked: Asked) -> str:
    """How many weeks a chart shows, and of which shop."""
    return _of_shop(_("%(count)s weeks", count=texts.count_text(asked.weeks)), asked)


def months_note(asked: Asked) -> str:
    """How many months a chart shows, and of which shop."""
    return _of_shop(months_text(asked), asked)


def months_text(asked: Asked) -> str:
    """How many months a chart shows."""
    return _("%(count)s months", count=texts.count_text(asked.months))


def period_note(asked: Asked) -> str:
    """The period, and of which shop a figure is."""
    return _of_shop(str(DAYS[asked.days]), asked)


def _of_shop(said: str, asked: Asked) -> str:
    return " · ".join(filter(None, (said, asked.shop_name)))


def buyers_text(buyers: int, *, repeaters: int) -> str:
    """How many of those who bought came again, in words."""
    if not buyers:
        return _("nobody bought yet")
    return ngettext(
        "%(part)s of %(count)s who bought",
        "%(part)s of %(count)s who bought",
        buyers,
        part=texts.count_text(repeaters),
        count=texts.count_text(buyers),
    )


class Cell(NamedTuple):
    """A figure in a table, and the list that it counts."""

    text: str
    url: str = ""
    rows: int | None = None


class Card(NamedTuple):
    """A figure above all others: its label, and a line that says what it is of.

    `way` is up or down where that line says how it changed, else ""; `spark` are the
    points of a line that shows how it went, "" for none.
    """

    label: str
    text: str
    note: str = ""
    url: str = ""
    rows: int | None = None
    way: str = ""
    spark: str = ""


class Drawing(NamedTuple):
    """A chart (None where there is nothing to draw), and the same as a table.

    `text` says in a sentence what it shows, `nothing` that there is nothing. `heads`
    are those of the table, whose rows begin with what they are of. `keys` are the
    (words, tone) that tell bars apart.
    """

    title: str
    text: str
    nothing: str
    chart: Chart | None
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    keys: Sequence[tuple[str, str]] = ()
    note: str = ""


class Bars(NamedTuple):
    """A table whose rows have a bar each: (what, width in percent, figures).

    `heads` are those of what, and of the figures. `note` is said below its title.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, str, Sequence[Cell]]]
    note: str
    nothing: str


class PersonRow(NamedTuple):
    """A customer on a list of few, with one figure."""

    id: int
    name: str
    initials: str
    text: str


class People(NamedTuple):
    """A list of few: its title, the list of all of them, and what an empty one says."""

    id: str
    title: str
    url: str
    rows: Sequence[PersonRow]
    nothing: str

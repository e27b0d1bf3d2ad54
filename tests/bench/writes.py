"""The rows of the table that change something: what their forms send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from secrets import token_urlsafe

from tests.bench.known import Known
from tests.bench.people import LAST_DAY

Fields = dict[str, str]


@dataclass(frozen=True)
class Write:
    """A row that posts: its name, where to, the fields, its bar on SQLite.

    The bar is (p50, p95) as multiples of bare Flask with one committed INSERT.
    """

    title: str
    path: Callable[[Known, int], str]
    fields: Callable[[int], Fields]
    bar: tuple[float, float] | None = None


_shillings = count(199, 7)
BARE_INSERT = Write(
    "bare Flask and one INSERT", lambda _known, _n: "/", lambda n: {"text": f"row {n}"}
)


def _purchase(number: int) -> Fields:
    """A purchase of the last day, of a sum that no other has."""
    return {
        "amount": f"{1 + number % 90}.{next(_shillings) % 100:02d}",
        "purchased_at": f"{LAST_DAY}T{8 + number % 10:02d}:{number % 60:02d}",
        "shop_id": "",
        "payment_method": "Card",
        "reference": "",
        **_key(),
    }


def _note(number: int) -> Fields:
    return {"text": f"Asked for number {number}.", "kind": "general", **_key()}


def _switch(number: int) -> Fields:
    """The wanted state, in turn one and the other, with a reason nobody gave before."""
    return {"is_member": str(number % 2), "reason": f"Asked {token_urlsafe(6)}"}


def _key() -> Fields:
    return {"request_key": token_urlsafe(24)}


def _person(known: Known, number: int) -> str:
    return f"/customers/{known.people[number % len(known.people)].id}"


RECORDING = Write(
    "recording a purchase",
    lambda known, number: f"{_person(known, number)}/purchases/new",
    _purchase,
    (10.0, 25.0),
)
WRITES: tuple[Write, ...] = (
    RECORDING,
    Write(
        "adding a note",
        lambda known, number: f"{_person(known, number)}/notes",
        _note,
        (6.0, 15.0),
    ),
    Write(
        "switching membership",
        lambda known, number: f"{_person(known, number)}/membership",
        _switch,
        (6.0, 15.0),
    ),
)

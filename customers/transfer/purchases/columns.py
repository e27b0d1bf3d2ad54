"""Which column of a list of sales fills which field of a purchase."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from customers.transfer import synonyms as people
from customers.transfer.columns import Columns, read_in_turn, squeezed, words_of
from customers.transfer.errors import Unreadable
from customers.transfer.purchases.synonyms import (
    FIELD_OF,
    LINE_ITEMS,
    PERSON,
    PREFIXES,
)

NUMBERS = (*("quantity", "amount", "unit_price", "discount", "tax", "purchase_total"),)
# What a customer's own list calls by these is found under other names here.
_PARTS_OF_ADDRESS = ("street_2", "town", "postcode", "region", "country")


def understand(header: Sequence[str]) -> Columns:
    """Which columns these headers name, in whatever order they stand.

    Raises: Unreadable where no column tells the reference, the date or the amount.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    fields = [_meaning(name) for name in header]
    for place, (field, rank) in enumerate(fields):
        found.setdefault(field, []).append((rank, place))
    places = {field: tuple(p for _r, p in sorted(at)) for field, at in found.items()}
    is_by_lines = bool(LINE_ITEMS & {squeezed(name) for name in header})
    _settle(places)
    _settle_amounts(places, is_by_lines=is_by_lines)
    unknown = places.pop("", ())
    _check(places)
    return Columns(
        places,
        tuple(
            header[place] or _("column %(number)d", number=place + 1)
            for place in sorted(unknown)
        ),
        tuple(read_in_turn(places, header=header)),
    )


def _meaning(name: str) -> tuple[str, int]:
    """A header's field ("" if unknown) and its rank: the lowest is read first."""
    words = words_of(name.replace("°", "o"))
    squeezed_words = words.replace(" ", "")
    if field := FIELD_OF.get(squeezed_words):
        return field, 0
    for rank, prefix in enumerate(PREFIXES, 1):
        if words.startswith(prefix + " "):
            field = people.FIELD_OF.get(words[len(prefix) :].replace(" ", ""), "")
            if field in PERSON:
                return f"customer_{field}", rank
    field = people.FIELD_OF.get(squeezed_words, "")
    # A name alone may be a product's as well as a person's.
    is_plain = field in PERSON and field not in ("name", "last_or_full_name")
    return (f"customer_{field}" if is_plain else "", 0)


def _settle(places: dict[str, tuple[int, ...]]) -> None:
    """Decide the headers that mean one thing here and another thing there."""
    if at := places.pop("row_or_reference", None):
        # Beside a reference it tells the rows apart, not the purchases.
        field = "" if "reference" in places else "reference"
        places[field] = places.get(field, ()) + at
    if at := places.pop("customer_or_name", None):
        field = "customer_name" if "customer" in places else "customer"
        places[field] = places.get(field, ()) + at
    if "purchased_at" not in places and "time" in places:
        places["purchased_at"] = places.pop("time")
    if not {"customer_street", "customer_phone", "customer_name"} & places.keys():
        # A country or town alone is no address.
        for part in _PARTS_OF_ADDRESS:
            at = places.pop(f"customer_{part}", ())
            places[""] = places.get("", ()) + at


def _settle_amounts(places: dict[str, tuple[int, ...]], *, is_by_lines: bool) -> None:
    """Decide whether a column of totals is of the row or of the whole purchase."""
    if is_by_lines and "amount" in places:
        # The total of the whole order beside its lines.
        at = places.pop("amount")
        places["purchase_total"] = places.get("purchase_total", ()) + at
    elif "purchase_total" in places and not {"amount", "unit_price"} & places.keys():
        places["amount"] = places.pop("purchase_total")
    elif "unit_price" in places and not {"amount", "quantity"} & places.keys():
        places["amount"] = places.pop("unit_price")


def _check(places: dict[str, tuple[int, ...]]) -> None:
    if "reference" not in places:
        raise Unreadable(
            _(
                "No column tells the purchases apart. The first row must hold the "
                "names of the columns, such as reference, customer_code, "
                "purchased_at and amount."
            )
        )
    if "purchased_at" not in places:
        raise Unreadable(
            _("No column tells when the purchases were made, such as purchased_at.")
        )
    if not {"amount", "unit_price", "purchase_total"} & places.keys():
        raise Unreadable(
            _("No column tells how much was paid, such as amount or unit_price.")
        )

"""Which column of a file fills which field of a customer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anyascii import anyascii
from flask_babel import gettext as _

from customers.transfer.synonyms import ADDRESS, FIELD_OF, PREFIXES, SHOPIFY

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = re.compile(r"(.+?) (\d+)(?: value)?")
_NUMBERED_ADDRESS = re.compile(r"(address \d+) (.+)")
# Shopify writes a `'` before each of these, whatever they begin with.
_QUOTED = ("postcode", "phone", "external_id")
# Languages in which "name" beside a first name is the last one: Name, Vorname.
_FIRST_BESIDE_NAME = {"vorname", "voornaam", "prenom"}
_SPLIT_NAMES = ("first_name", "last_name")


@dataclass(frozen=True)
class Columns:
    """The places of the fields in a row.

    `places` maps a field to its columns, counted from 0: the first that is filled is
    read; of `street` parts all are. `unknown` are the headers that nobody understood
    and `partly_read` sentences on columns of which something may be left behind.
    The cells of the columns in `quoted` may begin with a `'` that is no part of them.
    """

    places: dict[str, tuple[int, ...]]
    unknown: tuple[str, ...]
    partly_read: tuple[str, ...]
    quoted: frozenset[int] = frozenset()

    def finds_people(self) -> bool:
        """Whether a row of this file can be a customer at all."""
        people = {"code", "customer_id", "external_id", "name", "company", "phone"}
        people |= {"email", "contact_info", *_SPLIT_NAMES}
        return bool(people & self.places.keys())


def understand(header: Sequence[str]) -> Columns:
    """Which columns these headers name, in whatever order they stand."""
    found: dict[str, list[tuple[int, int]]] = {}
    unknown: dict[int, str] = {}
    address: str | None = None
    for place, name in enumerate(header):
        field, group, rank = _meaning(name)
        if field in ADDRESS:
            # Two addresses are never mixed: the first that is met is read.
            address = group if address is None else address
            field = field if group == address else ""
        if field:
            found.setdefault(field, []).append((rank, place))
        else:
            unknown[place] = name or _("column %(number)d", number=place + 1)
    places = {field: tuple(p for _r, p in sorted(at)) for field, at in found.items()}
    names = {squeezed(name) for name in header}
    _settle_names(places, names=names)
    is_shopify = bool(SHOPIFY & names)
    _settle_ids(places, is_shopify=is_shopify)
    quoted = [p for field in _QUOTED if is_shopify for p in places.get(field, ())]
    return Columns(
        places,
        tuple(unknown.values()),
        _partly_read(places, header=header),
        frozenset(quoted),
    )


def squeezed(name: str) -> str:
    """A header as the synonyms are written: no case, accents, spaces, signs."""
    return words_of(name).replace(" ", "")


def _meaning(name: str) -> tuple[str, str, int]:
    """A header's field ("" if unknown), its address, and its rank.

    Of several columns for one field the lowest rank is read first.
    """
    words = words_of(name)
    if field := FIELD_OF.get(words.replace(" ", "")):
        return field, "", 0
    if numbered := _NUMBERED_ADDRESS.fullmatch(words):
        return FIELD_OF.get(numbered[2].replace(" ", ""), ""), numbered[1], 1
    for prefix in PREFIXES:
        if words.startswith(prefix + " "):
            rest = words[len(prefix) :].replace(" ", "")
            if field := FIELD_OF.get(rest):
                return field, prefix, 1
    if numbered := _NUMBERED.fullmatch(words):
        field = FIELD_OF.get(numbered[1].replace(" ", ""), "")
        if field in ("phone", "email"):
            return field, "", 1 + int(numbered[2][:6])
    return "", "", 0


def words_of(name: str) -> str:
    """A header as words in small ASCII letters, one blank between them."""
    folded = anyascii(unicodedata.normalize("NFKC", _HUMP.sub(" ", name[:200])))
    spaced = re.sub(r"(?<=[a-zA-Z])(?=\d)", " ", folded)
    return re.sub(r"[^a-z0-9]+", " ", spaced.lower()).strip()


def _settle_names(places: dict[str, tuple[int, ...]], *, names: set[str]) -> None:
    """Decide the headers that are a full name here and half a name there."""
    if _FIRST_BESIDE_NAME & names and "last_name" not in places and "name" in places:
        places["last_name"] = places.pop("name")
    for field, half, other in (
        ("either_name", "first_name", "last_name"),
        ("last_or_full_name", "last_name", "first_name"),
    ):
        if at := places.pop(field, None):
            meant = half if other in places and half not in places else "name"
            places[meant] = places.get(meant, ()) + at


def _settle_ids(places: dict[str, tuple[int, ...]], *, is_shopify: bool) -> None:
    """Decide what "Customer ID" is: the code, unless something else is the code."""
    if "customer_id" not in places:
        return
    if "code" in places or is_shopify:
        at = places.pop("customer_id")
        places["external_id"] = at + places.get("external_id", ())


def read_in_turn(
    places: Mapping[str, tuple[int, ...]], *, header: Sequence[str]
) -> list[str]:
    """A sentence on each column that is read only where another one is empty."""
    return [
        _(
            "“%(column)s” is read only where “%(first)s” is empty.",
            column=header[place],
            first=header[first],
        )
        for first, *others in places.values()
        for place in others
    ]


def _partly_read(
    places: dict[str, tuple[int, ...]], *, header: Sequence[str]
) -> tuple[str, ...]:
    notes = read_in_turn(places, header=header)
    if company := places.get("company"):
        notes.append(
            _(
                "“%(column)s” is read only where there is no name.",
                column=header[company[0]],
            )
        )
    return tuple(notes)

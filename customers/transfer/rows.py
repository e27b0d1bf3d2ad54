"""A row of cells to the customer it tells of; pure, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from flask_babel import gettext as _

from customers.directory.rules import CUSTOMER_TYPES, full_name, normal_code
from customers.directory.schemas import ImportedCustomer
from customers.transfer.columns import Columns, squeezed
from customers.transfer.contacts import contact_in, first_of_several
from customers.transfer.countries import country_code
from customers.transfer.dates import DayError, day_in
from customers.transfer.synonyms import MEMBERSHIPS

_TYPES = {kind.replace("_", ""): kind for kind in CUSTOMER_TYPES}
_STATUSES = dict.fromkeys(("active", "yes", "y", "1", "true", "enabled"), "active")
_STATUSES |= dict.fromkeys(
    ("inactive", "no", "n", "0", "false", "disabled"), "inactive"
)
Said = dict[str, str | None]


class Reading(NamedTuple):
    """What a row says: its customer (None: it names nobody) and what was left out.

    `left_out` is a sentence on each thing. `is_member` is None where the row does not
    say it.
    """

    customer: ImportedCustomer | None
    left_out: list[str]
    is_member: bool | None


class RowReader:
    """Reads the rows of one file, in order: it counts the rows that are identical."""

    def __init__(
        self,
        columns: Columns,
        *,
        header: Sequence[str],
        day_first: Mapping[str, bool | None],
    ) -> None:
        self.places = columns.places
        self.quoted = columns.quoted
        self.header = header
        self.day_first = day_first
        self.by_name = sorted((squeezed(name), p) for p, name in enumerate(header))
        self.met: Counter[bytes] = Counter()
        # The house number stays where the file has it, before or after the street.
        lines = [
            (self.places[f][0], f)
            for f in ("street_number", "street")
            if f in self.places
        ]
        self.street_order = [field for _place, field in sorted(lines)]
        self.left_out: list[str] = []

    def read(self, cells: list[str]) -> Reading:
        """The customer of one row, what was left out, and whether they are a member.

        What only describes a customer and cannot be understood is left out. A row
        that names nobody (no name, phone, email, code or external id) has no customer.
        One with neither code nor external id has a fingerprint: a digest of its cells
        and, after a point, how many rows had the same ones so far, this one counted.
        """
        self.left_out = []
        for place in self.quoted:
            cells[place] = cells[place].removeprefix("'")
        said = {field: _first(cells, at) for field, at in self.places.items()}
        self._divide_contact(said)
        row = ImportedCustomer(
            code=said.get("code"),
            name=_name(said),
            first_name=said.get("first_name"),
            last_name=said.get("last_name"),
            phone=self._one(said, "phone"),
            email=self._one(said, "email"),
            customer_type=self._word(said, "type", _TYPES),
            status=self._word(said, "status", _STATUSES),
            birthday=self._day(said, "birthday"),
            street=self._street(said),
            postcode=said.get("postcode"),
            town=said.get("town"),
            region=said.get("region"),
            country=self._country(said),
            since=self._day(said, "since"),
            external_id=said.get("external_id"),
        )
        membership = self._word(said, "membership", MEMBERSHIPS)
        customer = self._identified(row, said.get("customer_id"), cells)
        is_member = None if membership is None else membership == "active"
        return Reading(customer, self.left_out, is_member)

    def _divide_contact(self, said: Said) -> None:
        if not (cell := said.get("contact_info")):
            return
        contact = contact_in(cell)
        for field, value in (
            ("email", contact.email),
            ("phone", contact.phone),
            ("street", contact.rest),
        ):
            if value and said.get(field):
                self._leave_out(
                    "contact_info", _("“%(text)s” was not read", text=value)
                )
            said[field] = said.get(field) or value

    def _one(self, said: Said, field: str) -> str | None:
        cell = said.get(field)
        if cell is None or ":::" not in cell:
            return cell
        value, count = first_of_several(cell)
        if count > 1:
            self._leave_out(
                field, _("only the first of %(count)d values was read", count=count)
            )
        return value or None

    def _word(self, said: Said, field: str, words: dict[str, str]) -> str | None:
        cell = said.get(field)
        if not cell:
            return None
        if not (word := words.get(squeezed(cell))):
            known = ", ".join(dict.fromkeys(words.values()))
            self._leave_out(
                field,
                _("“%(text)s” is none of %(words)s", text=_short(cell), words=known),
            )
        return word

    def _day(self, said: Said, field: str) -> date | None:
        cell = said.get(field)
        if not cell:
            return None
        try:
            return day_in(cell, day_first=self.day_first.get(field))
        except DayError as unclear:
            self._leave_out(field, str(unclear))
            return None

    def _street(self, said: Said) -> str | None:
        order = self.street_order or ("street",)
        line = " ".join(text for field in order if (text := said.get(field)))
        return ", ".join(filter(None, (line, said.get("street_2")))) or None

    def _country(self, said: Said) -> str | None:
        cell = said.get("country")
        if not cell:
            return None
        if not (code := country_code(cell)):
            self._leave_out(
                "country", _("“%(text)s” is not one country", text=_short(cell))
            )
        return code

    def _identified(
        self, row: ImportedCustomer, customer_id: str | None, cells: list[str]
    ) -> ImportedCustomer | None:
        if customer_id and normal_code(customer_id):
            row = row._replace(code=row.code or customer_id)
        elif customer_id:
            # Another program's long key is no code that anybody says aloud.
            row = row._replace(external_id=row.external_id or customer_id)
        if row.code or row.external_id:
            return row
        if row.name or row.phone or row.email:
            return row._replace(fingerprint=self._fingerprint(cells))
        return None

    def _fingerprint(self, cells: list[str]) -> str:
        """A digest of the filled cells under their headers, in any order of columns."""
        filled = [f"{name}\x1f{cells[p]}" for name, p in self.by_name if cells[p]]
        digest = blake2b("\x1e".join(filled).encode(), digest_size=16).digest()
        self.met[digest] += 1
        return f"{digest.hex()}.{self.met[digest]}"

    def _leave_out(self, field: str, why: str) -> None:
        column = self.header[self.places[field][0]]
        self.left_out.append(f"{column}: {why}.")


def _first(cells: list[str], places: tuple[int, ...]) -> str | None:
    for place in places:
        if cell := cells[place].strip():
            return cell
    return None


def _name(said: Said) -> str | None:
    """One full name is the truth; without one, its halves, or else the firm's."""
    if name := said.get("name"):
        return name
    halves = full_name(said.get("first_name"), said.get("last_name"))
    return halves or said.get("company")


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= 40 else line[:39] + "…"

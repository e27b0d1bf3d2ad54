"""A row of cells to what it says of a purchase; pure, without a database."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from babel.numbers import get_currency_precision
from flask_babel import gettext as _

from customers.transfer.dates import DayError
from customers.transfer.purchases.amounts import (
    Number,
    NumberError,
    NumberReader,
    half_up,
    scaled,
    shortened,
)
from customers.transfer.purchases.learning import Learned
from customers.transfer.purchases.moments import MomentReader
from customers.transfer.purchases.references import normal_reference, reference_in
from customers.transfer.purchases.synonyms import says_refund
from customers.transfer.reading import Unread


class _Said(NamedTuple):
    """The cells of a row by field, "" where there is no such column."""

    reference: str
    customer: str
    external_id: str
    purchased_at: str
    time: str
    kind: str
    quantity: str
    amount: str
    unit_price: str
    discount: str
    tax: str
    purchase_total: str
    currency: str
    shop: str
    payment_method: str
    refund_of: str
    description: str
    sku: str
    category: str


_STREET = ("customer_street_number", "customer_street", "customer_street_2")
_PLACE = ("customer_town", "customer_postcode", "customer_region", "customer_country")
QUANTITY_DECIMALS, PRICE_DECIMALS = 3, 4
_ONE = 10**QUANTITY_DECIMALS


class Row(NamedTuple):
    """One row: a purchase, or a line of one; "" and None are what it leaves unsaid.

    Amounts are minor units after the discount, quantities thousandths, both with the
    line's sign. `fault` is the sentence on why it cannot be taken.
    """

    number: int
    reference: str
    fault: str | None = None
    customer: str = ""
    external_id: str = ""
    at: datetime | None = None
    is_refund: bool | None = None
    quantity: int | None = None
    total_minor: int | None = None
    unit_price_e4: int | None = None
    discount_minor: int = 0
    tax_minor: int | None = None
    purchase_total_minor: int | None = None
    shop: str = ""
    payment_method: str = ""
    refund_of: str = ""
    description: str = ""
    sku: str = ""
    category: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""


class _FaultError(ValueError):
    """A cell that cannot be taken; its field and the sentence on it."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


class RowReader:
    """Reads the rows of one file; cells that come again and again are remembered."""

    def __init__(
        self,
        learned: Learned,
        *,
        header: tuple[str, ...],
        currency: str,
        timezone: str,
    ) -> None:
        self.header = header
        self.places = learned.places
        self.currency = currency
        self.decimals = get_currency_precision(currency)
        self.moments = MomentReader(timezone, day_first=learned.day_first)
        most = {"quantity": QUANTITY_DECIMALS, "unit_price": None}
        self.numbers = {
            field: NumberReader(
                commas=commas,
                currency=currency,
                decimals=most.get(field, self.decimals),
            )
            for field, commas in learned.commas.items()
        }
        # Of several columns for one field the first that is filled is read, into a
        # cell of its own behind the others.
        self.several = [at for at in self.places.values() if len(at) > 1]
        self.behind = {at: len(header) + i for i, at in enumerate(self.several)}
        self.blank = [""] * len(_Said._fields)
        self.filled = [
            (i, self._place(at))
            for i, field in enumerate(_Said._fields)
            if (at := self.places.get(field))
        ]
        self.says_people = any(f.startswith("customer_") for f in self.places)

    def _place(self, at: tuple[int, ...]) -> int:
        return self.behind.get(at, at[0])

    def read(self, number: int, cells: list[str] | Unread) -> Row:
        """What one row says; `number` is the row's as a spreadsheet shows it."""
        if isinstance(cells, Unread):
            return Row(number, reference_in(cells, self.places["reference"]), cells)
        for places in self.several:
            cells.append(next((c for p in places if (c := cells[p].strip())), ""))
        texts = self.blank.copy()
        for i, place in self.filled:
            texts[i] = cells[place].strip()
        said = _Said._make(texts)
        reference = normal_reference(said.reference)
        try:
            row = self._row(number, reference, said)
        except _FaultError as fault:
            column = self.header[self.places[fault.field][0]]
            return Row(number, reference, f"{column}: {fault}.")
        return self._with_person(row, cells) if self.says_people else row

    def _row(self, number: int, reference: str, said: _Said) -> Row:
        if said.currency and said.currency.upper() != self.currency:
            raise _FaultError(
                "currency",
                _("the business sells in %(currency)s", currency=self.currency),
            )
        is_refund = self._kind(said.kind) if said.kind else None
        amounts = self._amounts(said, is_refund=is_refund)
        total, quantity, price_e4, discount, sign = amounts
        at = said.purchased_at
        tax, whole = said.tax, said.purchase_total
        return Row(
            number,
            reference,
            None,
            said.customer,
            said.external_id,
            self._moment(at, said.time) if at else None,
            is_refund,
            quantity,
            total,
            price_e4,
            discount,
            _turned(self._minor("tax", tax), sign) if tax else None,
            _turned(self._minor("purchase_total", whole), sign) if whole else None,
            said.shop,
            said.payment_method,
            normal_reference(said.refund_of),
            said.description,
            said.sku,
            said.category,
        )

    def _amounts(
        self, said: _Said, *, is_refund: bool | None
    ) -> tuple[int | None, int | None, int | None, int, int]:
        """Total, quantity, price of one and discount, as `Row` has them; the sign.

        The sign is -1 where only the word says that it is a refund, no minus.
        """
        quantity = self._quantity(said.quantity) if said.quantity else None
        price = self._number("unit_price", said.unit_price) if said.unit_price else None
        off = abs(self._minor("discount", said.discount)) if said.discount else 0
        total = self._minor("amount", said.amount) if said.amount else None
        price_e4 = None if price is None else _e4(price)
        has_minus = min(total or 0, quantity or 0, price_e4 or 0) < 0
        sign = -1 if is_refund and not has_minus else 1
        off_total = 0
        if total is None and price is not None:
            total = self._line_total(price, _ONE if quantity is None else quantity)
            off_total = off
            if off > abs(total):
                why = _("“%(text)s” is more than the line costs", text=said.discount)
                raise _FaultError("discount", why)
        if total is None:
            return None, quantity, price_e4, off, sign
        # What it is, sold or given back, is told before the discount is off.
        total, quantity, price_e4 = _of_one_sign(total * sign, quantity, price_e4)
        off_total *= -1 if total < 0 else 1
        return total - off_total, quantity, price_e4, off, sign

    def _kind(self, text: str) -> bool:
        is_refund = says_refund(text)
        if is_refund is None:
            raise _FaultError(
                "kind",
                _("“%(text)s” is neither sale nor refund", text=shortened(text)),
            )
        return is_refund

    def _number(self, field: str, text: str) -> Number:
        try:
            return self.numbers[field].read(text)
        except NumberError as error:
            raise _FaultError(field, str(error)) from None

    def _minor(self, field: str, text: str) -> int:
        amount = scaled(self._number(field, text), decimals=self.decimals)
        if amount is None:
            raise _FaultError(
                field,
                _(
                    "“%(text)s” has more decimals than %(currency)s",
                    text=shortened(text),
                    currency=self.currency,
                ),
            )
        return amount

    def _quantity(self, text: str) -> int:
        number = self._number("quantity", text)
        quantity = scaled(number, decimals=QUANTITY_DECIMALS)
        if quantity is None:
            raise _FaultError(
                "quantity",
                _("“%(text)s” has more than three decimals", text=shortened(text)),
            )
        return quantity

    def _line_total(self, price: Number, quantity: int) -> int:
        """Before the discount."""
        product = price.digits * quantity * 10**self.decimals
        return half_up(product, divisor=_ONE * 10**price.decimals)

    def _moment(self, text: str, time_text: str) -> datetime:
        try:
            return self.moments.read(text, time_text)
        except DayError as error:
            raise _FaultError("purchased_at", str(error)) from None

    def _with_person(self, row: Row, cells: list[str]) -> Row:
        def cell(field: str) -> str:
            at = self.places.get(field)
            return cells[self._place(at)].strip() if at else ""

        halves = f"{cell('customer_first_name')} {cell('customer_last_name')}".strip()
        street = " ".join(filter(None, map(cell, _STREET)))
        return row._replace(
            name=cell("customer_name") or halves or cell("customer_company"),
            phone=cell("customer_phone"),
            address=", ".join(filter(None, (street, *map(cell, _PLACE)))),
        )


def _e4(price: Number) -> int:
    if price.decimals <= PRICE_DECIMALS:
        return price.digits * 10 ** (PRICE_DECIMALS - price.decimals)
    return half_up(price.digits, divisor=10 ** (price.decimals - PRICE_DECIMALS))


def _turned(minor: int, sign: int) -> int:
    """An amount beside those of its row; one with a minus of its own stays."""
    return minor if minor < 0 else minor * sign


def _of_one_sign(
    total: int, quantity: int | None, price_e4: int | None
) -> tuple[int, int | None, int | None]:
    """The same, the quantity with the sign of the amount; zero leaves it as it is.

    So one of -5.00 is what one of 5.00 given back is, however a program writes it.
    """
    if quantity and total and (quantity < 0) != (total < 0):
        return total, -quantity, None if price_e4 is None else abs(price_e4)
    if price_e4 is not None and price_e4 < 0 and total:
        price_e4 = abs(price_e4)
    return total, quantity, price_e4

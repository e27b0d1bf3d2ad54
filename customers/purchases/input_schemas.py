"""What a form, a program or an address may say about purchases."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask_babel import lazy_gettext as _l
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from customers.ground.columns import MAX_ID
from customers.ground.fields import Day, Line, Schema, refusal
from customers.ground.money import PositiveAmountText, QuantityText

REST, AMOUNT, LINES = "rest", "amount", "lines"
# What an address says for sales without a customer, and for those of any customer.
NOBODY, ANYBODY = "none", "any"
RowId = Annotated[int, Field(ge=1, le=MAX_ID)]


class RefundLine(Schema):
    """So much of a line of a purchase: `quantity` is sent as a text, such as 1.5."""

    line_id: RowId
    quantity: QuantityText


class RefundInput(Schema):
    """How much of a purchase is given back.

    `given_back` is the rest (all that is left of it), an amount, or lines. Without a
    payment method it is the purchase's; without a reference one is made.
    """

    given_back: Literal["rest", "amount", "lines"] = "rest"
    amount: Annotated[PositiveAmountText | None, Field(validate_default=True)] = None
    lines: Annotated[
        tuple[RefundLine, ...], Field(max_length=5_000, validate_default=True)
    ] = ()
    payment_method: Annotated[str | None, Line(40)] = None
    reference: Annotated[str | None, Line(100)] = None

    @field_validator("amount", mode="before")
    @classmethod
    def _only_as_an_amount(cls, value: Any, info: ValidationInfo) -> Any:
        """What stands beside another choice is not meant; an amount needs one."""
        if info.data.get("given_back") != AMOUNT:
            return None
        if value is None:
            raise refusal("missing", _l("Write how much is given back."))
        return value

    @field_validator("lines", mode="before")
    @classmethod
    def _only_as_lines(cls, value: Any, info: ValidationInfo) -> Any:
        return value if info.data.get("given_back") == LINES else ()

    @field_validator("lines")
    @classmethod
    def _something(
        cls, value: tuple[RefundLine, ...], info: ValidationInfo
    ) -> tuple[RefundLine, ...]:
        if info.data.get("given_back") != LINES:
            return value
        found = tuple(line for line in value if line.quantity)
        if not found:
            raise refusal("missing", _l("Write how many of a line are given back."))
        if len({line.line_id for line in found}) != len(found):
            raise refusal("twice", _l("A line is named twice."))
        return found


def _customer(value: Any) -> Any:
    """A customer's id, none for sales without one, any for sales of one."""
    if value in (None, NOBODY, ANYBODY):
        return value
    text = str(value)
    if text.isascii() and text.isdigit() and len(text) < 20:
        customer_id = int(text)
        if 0 < customer_id <= MAX_ID:
            return str(customer_id)
    raise refusal("customer", _l("There is no such customer here."))


class SalesInput(Schema):
    """What an address of the list of sales asks for; None is any.

    Days are both within, in the business's time zone. `customer` is an id, `none` for
    sales without a customer, `any` for those of one. `weekday` counts from Monday, 0;
    with `hour` it is as the shop's clock stood. `buyer` is new for sales of customers
    on the day of their first visit, returning for those of customers on other days.
    """

    day_from: Day | None = None
    day_to: Day | None = None
    shop: RowId | None = None
    staff: RowId | None = None
    kind: Literal["purchase", "refund"] | None = None
    state: Literal["counted", "waiting", "void"] | None = None
    customer: Annotated[str | None, BeforeValidator(_customer)] = None
    buyer: Literal["new", "returning"] | None = None
    weekday: Annotated[int, Field(ge=0, le=6)] | None = None
    hour: Annotated[int, Field(ge=0, le=23)] | None = None
    size: Literal[25, 50, 100] | None = None
    after: Annotated[str | None, Line(300)] = None
    before: Annotated[str | None, Line(300)] = None

"""What may come in about a customer: from a form or a program, and from an import."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, NamedTuple

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, Field

from customers.directory import rules
from customers.ground.columns import MAX_ID
from customers.ground.fields import Day, Line, NeededLine, Schema, refusal
from customers.ground.money import AmountText
from customers.ground.places import country_codes

MAX_EXTERNAL_IDS = 50
MAX_VISITS = 1_000_000


def _code(value: str | None) -> str | None:
    if value is None:
        return None
    code = rules.normal_code(value)
    if code is None:
        raise refusal(
            "code",
            _l("A code has 1 to 32 of A to Z, 0 to 9, dot, dash and underscore."),
        )
    return code


def _phone(value: str | None) -> str | None:
    if value is not None and not rules.has_digits(value):
        raise refusal("phone", _l("A phone number has three digits or more."))
    return value


def _email(value: str | None) -> str | None:
    if value is not None and rules.folded_email(value) is None:
        raise refusal(
            "email", _l("This is no email address. Write one such as anna@example.com.")
        )
    return value


def _country(value: str | None) -> str | None:
    if value is not None and value not in country_codes():
        raise refusal("country", _l("Choose a country of the list."))
    return value


def _source(value: str) -> str:
    if ":" in value:
        raise refusal("source", _l("The name of a source has no colon."))
    return value


Sort = Literal[
    "since",
    "name",
    "code",
    "type",
    "email",
    "changed",
    "visits",
    "spend",
    "last_visit",
    "until",
]
Frequency = Literal["never", "one_time", "occasional", "regular", "frequent"]
Membership = Literal["member", "not_member", "held", "near", "ending"]
Visits = Annotated[int, Field(ge=0, le=MAX_VISITS)]
RowId = Annotated[int, Field(ge=1, le=MAX_ID)]
Source = Annotated[str, NeededLine(40), AfterValidator(_source)]


class CustomerFields(Schema):
    """The fields of a profile; what is not given is left as it is."""

    code: Annotated[str | None, Line(32), AfterValidator(_code)] = None
    name: Annotated[str | None, Line(200)] = None
    first_name: Annotated[str | None, Line(100)] = None
    last_name: Annotated[str | None, Line(100)] = None
    phone: Annotated[str | None, Line(60), AfterValidator(_phone)] = None
    email: Annotated[str | None, Line(254), AfterValidator(_email)] = None
    customer_type: Literal["walk_in", "regular", "vip", "wholesale"] | None = None
    status: Literal["active", "inactive"] | None = None
    birthday: Day | None = None
    street: Annotated[str | None, Line(200)] = None
    postcode: Annotated[str | None, Line(20)] = None
    town: Annotated[str | None, Line(100)] = None
    region: Annotated[str | None, Line(100)] = None
    country: Annotated[str | None, Line(2), AfterValidator(_country)] = None
    since: Day | None = None


class ExternalIdInput(Schema):
    """What another program calls the customer: `value`, unique in its `source`."""

    source: Source
    value: Annotated[str, NeededLine(200)]


class ProfileInput(CustomerFields):
    """A profile as written by hand or by a program."""

    preferred_shop_id: RowId | None = None
    assigned_staff_member_id: RowId | None = None
    external_ids: Annotated[
        tuple[ExternalIdInput, ...], Field(max_length=MAX_EXTERNAL_IDS)
    ] = ()


class CustomerInput(ProfileInput):
    """A new customer; whoever may switch membership may begin it, and say why.

    `hold_until` is the day, after today, on which automation decides again about a
    member; None: it stays until somebody ends the hold.
    """

    is_member: bool = False
    membership_reason: Annotated[str | None, Line(200)] = None
    hold_until: date | None = None


class ListInput(Schema):
    """What the address of a list carries: the selection, the page, an open drawer.

    Visits and days are within; `spend_from` is too, and `spend_to` is not: amounts with
    a point, such as 12.50, of the spend that counts for membership.
    `after` and `before` are cursors; `open` is the id of the customer shown beside.
    """

    q: Annotated[str | None, Line(200)] = None
    type: Literal["walk_in", "regular", "vip", "wholesale"] | None = None
    status: Literal["active", "inactive"] | None = None
    shop: RowId | None = None
    staff: RowId | None = None
    frequency: Frequency | None = None
    visits_from: Visits | None = None
    visits_to: Visits | None = None
    membership: Membership | None = None
    seen: Literal["long"] | None = None
    birthday: Literal["today", "soon"] | None = None
    spend_from: AmountText | None = None
    spend_to: AmountText | None = None
    first_visit_from: Day | None = None
    first_visit_to: Day | None = None
    since_from: Day | None = None
    since_to: Day | None = None
    sort: Sort | None = None
    order: Literal["asc", "desc"] | None = None
    size: Literal[25, 50, 100] | None = None
    after: Annotated[str | None, Line(500)] = None
    before: Annotated[str | None, Line(500)] = None
    open: RowId | None = None

    @property
    def selection(self) -> rules.Selection:
        """The set of customers and its order."""
        sort = self.sort or "since"
        rising = sort in rules.RISING if self.order is None else self.order == "asc"
        return rules.Selection(
            q=self.q or "",
            type=self.type,
            status=self.status,
            shop_id=self.shop,
            staff_member_id=self.staff,
            frequency=self.frequency,
            visits_from=self.visits_from,
            visits_to=self.visits_to,
            membership=self.membership,
            seen=self.seen,
            birthday=self.birthday,
            spend_from=self.spend_from,
            spend_to=self.spend_to,
            first_visit_from=self.first_visit_from,
            first_visit_to=self.first_visit_to,
            since_from=self.since_from,
            since_to=self.since_to,
            sort=sort,
            is_descending=not rising,
        )


class CustomerEdit(ProfileInput):
    """A customer's edited profile, and the version of it that the form was drawn of."""

    profile_version: RowId


class ImportedFields(CustomerFields):
    """One row of an import: a profile, and how the row is known again."""

    external_id: Annotated[str | None, Line(200)] = None
    fingerprint: Annotated[str | None, Line(80)] = None


class ImportedCustomer(NamedTuple):
    """What one row of an import says of a customer; None is what it leaves unsaid.

    A customer is known again by `external_id` (the other program's own key), else by
    `code`, else by `fingerprint`: a digest of the row, for one that has neither.
    """

    code: str | None = None
    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    email: str | None = None
    customer_type: str | None = None
    status: str | None = None
    birthday: date | None = None
    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    region: str | None = None
    country: str | None = None
    since: date | None = None
    external_id: str | None = None
    fingerprint: str | None = None


ADDED, CHANGED, UNCHANGED, REFUSED = "added", "changed", "unchanged", "refused"


class Outcome(NamedTuple):
    """What became of one row: `kind` is added, changed, unchanged or refused.

    `reason` is the sentence of a refusal, else None; `customer_id` the customer's id,
    None where the row was refused.
    """

    kind: str
    reason: str | None = None
    customer_id: int | None = None

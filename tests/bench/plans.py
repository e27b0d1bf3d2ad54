"""The businesses of the measurement: one with most of everything, fifty that share."""

from __future__ import annotations

from typing import NamedTuple

from customers.accounts import service as accounts
from customers.accounts.actors import Actor
from customers.accounts.models import Shop, StaffMember, User
from customers.accounts.passwords import hash_password
from customers.directory.models import Counter
from customers.directory.service.codes import CUSTOMER_CODES
from customers.ground import tenancy
from customers.ground.db import db
from customers.membership.schemas import RuleInput
from customers.membership.service import save_rule

EMAIL, PASSWORD = "owner@bench.example.com", "a password for measuring"
BIG, SHARE_OF_BIG = "big", 70.0
_OTHERS = 50
_SHOPS, _STAFF = 6, 5
# Whoever spends so much becomes a member by the purchase that reaches it.
THRESHOLD, THRESHOLD_MINOR = "1000.00", 100_000
# Country, currency, time zone; the big one is of the first, the others take turns.
_PLACES = (
    ("GB", "GBP", "Europe/London"),
    ("DE", "EUR", "Europe/Berlin"),
    ("FR", "EUR", "Europe/Paris"),
    ("US", "USD", "America/New_York"),
    ("ES", "EUR", "Europe/Madrid"),
    ("PL", "PLN", "Europe/Warsaw"),
    ("IN", "INR", "Asia/Kolkata"),
    ("NL", "EUR", "Europe/Amsterdam"),
)


class Plan(NamedTuple):
    """A business of the measurement, and the ids that its customers may name."""

    business_id: int
    slug: str
    country: str
    share: float
    shop_ids: tuple[int, ...]
    staff_ids: tuple[int, ...]
    timezone: str = "Europe/London"
    rule_id: int | None = None


def settle(size: int) -> tuple[Plan, ...]:
    """Make the businesses with shops, staff and a rule; codes go on after `size`.

    The second has half as many customers again as the third, and so on to the 51st.
    """
    password_hash = hash_password(PASSWORD)
    weights = [1 / rank for rank in range(2, _OTHERS + 2)]
    rest = (100 - SHARE_OF_BIG) / sum(weights)
    shares = [SHARE_OF_BIG, *(round(weight * rest, 3) for weight in weights)]
    return tuple(
        _plan(number, share, size, password_hash) for number, share in enumerate(shares)
    )


def _plan(number: int, share: float, size: int, password_hash: str) -> Plan:
    slug = f"business-{number + 1}" if number else BIG
    country, currency, timezone = _PLACES[number % len(_PLACES)]
    business = accounts.create_business(
        name=f"The {slug} one",
        slug=slug,
        country=country,
        currency=currency,
        timezone=timezone,
        owner_name="Olive Owner",
        owner_email=f"{slug}.{EMAIL}" if number else EMAIL,
        password_hash=password_hash,
    )
    tenancy.enter(db.session(), business.id)
    shops = [Shop(name=f"Shop {n}") for n in range(1, _SHOPS)]
    people = [
        User(
            email=f"{slug}.{n}@bench.example.com", name=f"Person {n}", password_hash=""
        )
        for n in range(_STAFF)
    ]
    db.session.add_all([*shops, *people, Counter(name=CUSTOMER_CODES, value=size)])
    db.session.flush()
    members = [
        StaffMember(business_id=business.id, user_id=person.id, role="staff")
        for person in people
    ]
    db.session.add_all(members)
    db.session.flush()
    shop_ids = tuple(shop.id for shop in shops)
    staff_ids = tuple(member.id for member in members)
    values = RuleInput(threshold=THRESHOLD, is_automatic=True)
    rule = save_rule(values, actor=Actor.of_command(business))
    return Plan(
        *(business.id, slug, country, share, shop_ids, staff_ids, timezone, rule.id)
    )

"""The customers of the measurement: made of nothing but their number.

Ten years of customers, the oldest with the lowest numbers. A third never came, the
others ten times and more on average: most of them a few times, a few hundreds of times,
and one of the big business ten thousand times. No clock is asked: the last day stands
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from customers.directory.rules import generated_code
from customers.transfer.demo_people import Culture
from tests.bench.names import CULTURES, Names, latin, names_of
from tests.bench.plans import Plan

AT_ONCE = 5_000
LAST_DAY = date(2026, 11, 20)
# Of one customer, whose profile is measured by itself.
MOST_VISITS = 10_000
DAYS = 3_650
_SEED = 7
_TYPES, _TYPE_SHARES = ("walk_in", "regular", "vip", "wholesale"), (70, 25, 4, 1)
_MAIL = ("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "gmx.net", "orange.fr")
_MAIL_SHARES = (45, 18, 12, 10, 9, 6)
# How mobile numbers begin, and how many digits follow; and how a tenth begin at home.
_PHONES = {
    "GB": ("+447", 9, "0"),
    "DE": ("+4915", 9, "0"),
    "FR": ("+336", 8, "0"),
    "ES": ("+346", 8, ""),
    "IT": ("+393", 9, ""),
    "PL": ("+485", 8, ""),
    "NL": ("+316", 8, "0"),
    "IN": ("+919", 9, "0"),
    "US": ("+1212", 7, ""),
}


class Person(NamedTuple):
    """A customer: the profile's fields, the row's moments, how many purchases."""

    id: int
    plan: Plan
    fields: dict[str, Any]
    moments: dict[str, datetime | None]
    visits: int
    external_id: str | None


def people(number: int, *, size: int, plans: tuple[Plan, ...]) -> Iterator[Person]:
    """The customers of the chunk `number`, by rising id; `size` is all there are."""
    random = Random(_SEED * 1_000_003 + number)
    first = number * AT_ONCE + 1
    shares = list(accumulate(plan.share for plan in plans))
    for customer_id in range(first, min(first + AT_ONCE, size + 1)):
        [plan] = random.choices(plans, cum_weights=shares)
        if customer_id == size // 2:
            [plan, *_others] = plans
        yield _person(customer_id, size, plan, random)


def chunks(size: int) -> range:
    """The numbers of the chunks of which `size` customers are made."""
    return range(-(-size // AT_ONCE))


def _person(customer_id: int, size: int, plan: Plan, random: Random) -> Person:
    [culture] = random.choices(CULTURES, [culture.share for culture in CULTURES])
    country = plan.country if random.random() < 0.7 else culture.country
    names = names_of(culture)
    fields = {
        "code": _code(customer_id, random),
        **_named(culture, names, random),
        "phone": _phone(country, random) if random.random() < 0.9 else None,
        **_standing(customer_id, size, random),
        **_address(country, names, random),
        **_ties(plan, random),
    }
    fields["email"] = _email(fields, random) if random.random() < 0.55 else None
    external_id = f"T{random.randrange(10**8):08d}-{customer_id}"
    return Person(
        customer_id,
        plan,
        fields,
        _moments(fields["since"], random),
        _visits(customer_id, size, random),
        external_id if random.random() < 0.1 else None,
    )


def _code(customer_id: int, random: Random) -> str:
    if random.random() < 0.02:
        return f"{random.choice('ABHKMT')}{customer_id}"
    return generated_code(customer_id)


def _named(culture: Culture, names: Names, random: Random) -> dict[str, Any]:
    given, family = names.given.one(random), names.family.one(random)
    if random.random() < 0.04:
        family = f"{family}-{names.family.one(random)}"
    halves = (family, given) if culture.is_family_first else (given, family)
    has_halves = random.random() < 0.8
    return {
        "name": culture.joint.join(halves),
        "first_name": given if has_halves else None,
        "last_name": family if has_halves else None,
    }


def _phone(country: str, random: Random) -> str:
    start, count, trunk = _PHONES.get(country, _PHONES["GB"])
    digits = f"{random.randrange(10**count):0{count}d}"
    if random.random() < 0.75:
        return f"{start}{digits}"
    return f"{trunk}{start[2 if country == 'US' else 3 :]}{digits}"


def _email(fields: dict[str, Any], random: Random) -> str:
    words = [latin(word) for word in fields["name"].split()]
    local = ".".join(filter(None, words))[:40] or "customer"
    if random.random() < 0.5:
        local += str(random.randrange(1, 2_000))
    return f"{local}@{random.choices(_MAIL, _MAIL_SHARES)[0]}"


def _standing(customer_id: int, size: int, random: Random) -> dict[str, Any]:
    age = round((1 - customer_id / size) * DAYS) + random.randint(-20, 20)
    return {
        "customer_type": random.choices(_TYPES, _TYPE_SHARES)[0],
        "status": "inactive" if random.random() < 0.08 else "active",
        "since": LAST_DAY - timedelta(days=min(max(age, 0), DAYS)),
        "birthday": None
        if random.random() < 0.6
        else date(1936, 1, 1) + timedelta(days=random.randint(0, 26_000)),
    }


def _address(country: str, names: Names, random: Random) -> dict[str, Any]:
    names_here = ("street", "postcode", "town", "region", "country")
    if random.random() < 0.4:
        return dict.fromkeys(names_here)
    street = f"{random.randint(1, 140)} {names.streets.one(random)}"
    postcode = f"{random.randrange(10**5):05d}"
    town = names.towns.one(random)
    return dict(zip(names_here, (street, postcode, town, None, country), strict=True))


def _ties(plan: Plan, random: Random) -> dict[str, Any]:
    shop = random.choice(plan.shop_ids) if random.random() < 0.5 else None
    staff = random.choice(plan.staff_ids) if random.random() < 0.03 else None
    return {"preferred_shop_id": shop, "assigned_staff_member_id": staff}


def _moments(since: date, random: Random) -> dict[str, datetime | None]:
    known = (LAST_DAY - since).days
    moment = datetime.combine(since, datetime.min.time())
    made = moment + timedelta(seconds=random.randint(8 * 3_600, 20 * 3_600))
    changed = (
        timedelta(days=random.randint(0, known)) if random.random() < 0.3 else None
    )
    is_deleted = random.random() < 0.005
    return {
        "created_at": made,
        "updated_at": made + changed if changed else made,
        "deleted_at": made + timedelta(days=known) if is_deleted else None,
    }


def _visits(customer_id: int, size: int, random: Random) -> int:
    """Ten in the middle of all: none of a third, and half of the others a few."""
    seldom, visits = random.random() < 0.3, int(random.lognormvariate(1.35, 1.6)) + 1
    if customer_id == size // 2:
        return min(MOST_VISITS, size * 2)
    return 0 if seldom else min(visits, 2_000)

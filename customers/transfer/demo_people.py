"""The people of the demo: names of many cultures, households, firms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from anyascii import anyascii
from faker import Factory

from customers.directory.schemas import ImportedCustomer
from customers.transfer.demo_phones import phone_of
from customers.transfer.demo_places import COUNTRIES, HOME

COUNT = 2_000
SEED = 20_240_229
_STANDING_DAYS = 2_400
_FIRMS = ("{} & Sons", "{} Catering", "Café {}", "{} Deli", "{} Bakery", "{} & Co")
_MAIL = ("example.com", "example.org", "example.net")


class Culture(NamedTuple):
    """Names of one kind: Faker's locale, the country they come from, their share."""

    locale: str
    country: str
    share: int
    is_family_first: bool = False
    joint: str = " "


CULTURES = (
    Culture("en_GB", "GB", 30),
    Culture("en_IN", "IN", 8),
    Culture("pl_PL", "PL", 6),
    Culture("ga_IE", "IE", 4),
    Culture("es_ES", "ES", 4),
    Culture("pt_PT", "PT", 3),
    Culture("fr_FR", "FR", 3),
    Culture("de_DE", "DE", 4),
    Culture("nl_NL", "NL", 2),
    Culture("it_IT", "IT", 3),
    Culture("cs_CZ", "CZ", 2),
    Culture("hu_HU", "HU", 2, is_family_first=True),
    Culture("sv_SE", "SE", 2),
    Culture("el_GR", "GR", 2),
    Culture("tr_TR", "TR", 3),
    Culture("uk_UA", "UA", 3),
    Culture("he_IL", "IL", 1),
    Culture("ar_AA", "JO", 3),
    Culture("hi_IN", "IN", 2),
    Culture("zh_CN", "CN", 4, is_family_first=True, joint=""),
    Culture("ja_JP", "JP", 2, is_family_first=True),
    Culture("ko_KR", "KR", 2, is_family_first=True, joint=""),
    Culture("vi_VN", "VN", 2, is_family_first=True),
    Culture("yo_NG", "NG", 3),
)


class Crowd:
    """Draws people, each once; `today` is the day before which all were customers."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.random = Random(SEED)  # noqa: S311 - it must be the same every time
        self.namers = {culture: _namer(culture) for culture in CULTURES}
        self.shares = [culture.share for culture in CULTURES]
        self.emails: set[str] = set()

    def drawn(self, count: int) -> Iterator[ImportedCustomer]:
        """As many people as are wanted, households together."""
        drawn = 0
        while drawn < count:
            for person in self._household()[: count - drawn]:
                drawn += 1
                yield person._replace(fingerprint=f"demo.{drawn}")

    def _household(self) -> list[ImportedCustomer]:
        [culture] = self.random.choices(CULTURES, self.shares)
        person = self._person(culture)
        if person.street and person.first_name and self.random.random() < 0.06:
            return [person, self._relative(person, culture)]
        return [person]

    def _person(self, culture: Culture) -> ImportedCustomer:
        lives_here = self.random.random() < 0.8
        country = HOME if lives_here else culture.country
        first, last = self._name(culture)
        phone = phone_of(country, random=self.random)
        kind = self.random.random()
        if kind < 0.02:
            return self._standing(ImportedCustomer(phone=phone))
        named = ImportedCustomer(
            name=_joined(first, last, culture), first_name=first, last_name=last
        )
        if kind < 0.06 and last.isascii():
            named = ImportedCustomer(name=self.random.choice(_FIRMS).format(last))
        if self.random.random() < 0.93:
            named = named._replace(phone=phone)
        if self.random.random() < 0.72 or not named.phone:
            named = named._replace(email=self._email(first, last))
        return self._standing(self._settled(named, country))

    def _name(self, culture: Culture) -> tuple[str, str]:
        """A first and a last name, without the remarks that Faker has in some."""
        namer = self.namers[culture]
        sex = self.random.choice(("female", "male"))
        family = getattr(namer, f"last_name_{sex}", namer.last_name)
        names = getattr(namer, f"first_name_{sex}")(), family()
        return names if "(" not in "".join(names) else self._name(culture)

    def _settled(self, person: ImportedCustomer, country: str) -> ImportedCustomer:
        """Give most people an address and a birthday."""
        person = person._replace(country=country)
        if self.random.random() < 0.85:
            place = COUNTRIES[country]
            town, region, postcode = self.random.choice(place.towns)
            person = person._replace(
                street=place.address.format(
                    street=self.random.choice(place.streets),
                    n=self.random.randint(1, 140),
                ),
                town=town,
                region=region,
                postcode="".join(map(self._filled, postcode)),
            )
        if person.first_name and self.random.random() < 0.7:
            person = person._replace(birthday=self._birthday())
        return person

    def _filled(self, sign: str) -> str:
        if sign == "#":
            return self.random.choice("123456789")
        return self.random.choice("ABDEFGHJLNPRSTUWXY") if sign == "@" else sign

    def _standing(self, person: ImportedCustomer) -> ImportedCustomer:
        """Say since when, and as what, somebody is a customer."""
        is_firm = bool(person.name) and not person.first_name
        [kind] = self.random.choices(("walk_in", "regular", "vip"), (60, 33, 7))
        since = self.today - timedelta(days=self.random.randint(0, _STANDING_DAYS))
        return person._replace(
            customer_type="wholesale" if is_firm else kind,
            status="inactive" if self.random.random() < 0.05 else "active",
            since=since,
        )

    def _relative(self, person: ImportedCustomer, culture: Culture) -> ImportedCustomer:
        """Somebody of the same house: a couple shares an email, a family a phone."""
        first, last = self._name(culture)
        if not hasattr(self.namers[culture], "last_name_female"):
            last = person.last_name or last
        named = person._replace(
            name=_joined(first, last, culture),
            first_name=first,
            last_name=last,
            birthday=self._birthday(),
        )
        if person.email and person.phone:
            shared = self.random.choice(("email", "phone"))
            named = named._replace(**{shared: None})
        return self._standing(named)

    def _birthday(self) -> date:
        return date(1936, 1, 1) + timedelta(days=self.random.randint(0, 26_000))

    def _email(self, first: str, last: str) -> str:
        """An address made of the name as it is written in Latin letters."""
        local = ".".join(filter(None, map(_latin, (first, last)))) or "customer"
        address, number = f"{local}@{self.random.choice(_MAIL)}", 1
        while address in self.emails:
            number += 1
            address = f"{local}{number}@{self.random.choice(_MAIL)}"
        self.emails.add(address)
        return address


def _namer(culture: Culture) -> Any:
    namer = Factory.create(culture.locale, ["faker.providers.person"])
    namer.seed_instance(SEED)
    return namer


def _joined(first: str, last: str, culture: Culture) -> str:
    names = (last, first) if culture.is_family_first else (first, last)
    return culture.joint.join(names)


def _latin(name: str) -> str:
    return "".join(sign for sign in anyascii(name).lower() if sign.isalnum())

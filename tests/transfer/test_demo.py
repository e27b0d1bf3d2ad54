"""The people of the demo could stand in a shop tomorrow."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from customers.directory.rules import parse_phone
from customers.directory.schemas import ImportedCustomer
from customers.transfer.demo import people

TODAY = date(2025, 11, 21)


@pytest.fixture(scope="module")
def crowd() -> list[ImportedCustomer]:
    return people(today=TODAY)


def test_they_are_two_thousand(crowd: list[ImportedCustomer]) -> None:
    assert len(crowd) == 2_000


def test_they_are_the_same_every_time(crowd: list[ImportedCustomer]) -> None:
    assert people(today=TODAY) == crowd


def test_another_day_moves_their_standing_alone(crowd: list[ImportedCustomer]) -> None:
    later = people(today=TODAY + timedelta(days=40))

    def standing(person: ImportedCustomer) -> ImportedCustomer:
        assert person.since
        return person._replace(since=person.since + timedelta(days=40))

    assert later == [standing(person) for person in crowd]


def test_they_come_in_the_order_of_their_standing(
    crowd: list[ImportedCustomer],
) -> None:
    days = [person.since for person in crowd if person.since]

    assert days == sorted(days)
    assert len(days) == 2_000
    assert days[-1] <= TODAY
    assert sum(day > TODAY - timedelta(days=30) for day in days) >= 10


def test_everybody_can_be_found_by_something(crowd: list[ImportedCustomer]) -> None:
    assert all(person.phone or person.email for person in crowd)
    assert len({person.fingerprint for person in crowd}) == 2_000


def test_every_phone_is_a_number_of_its_country(crowd: list[ImportedCustomer]) -> None:
    phones = [(p.phone, p.country or "GB") for p in crowd if p.phone]

    assert len(phones) > 1_500
    for typed, country in phones:
        phone = parse_phone(typed, country)
        assert phone is not None
        assert phone.e164 is not None, typed


def test_every_email_is_at_a_domain_that_is_nobodys(
    crowd: list[ImportedCustomer],
) -> None:
    emails = [person.email for person in crowd if person.email]

    assert len(emails) > 1_000
    for email in emails:
        assert email.isascii()
        assert email.split("@")[1] in {"example.com", "example.org", "example.net"}


def test_they_are_of_many_cultures_and_scripts(crowd: list[ImportedCustomer]) -> None:
    names = "".join(person.name or "" for person in crowd)

    assert len({person.country for person in crowd if person.country}) > 20
    for letter_from, letter_to in ("αω", "ая", "את", "اي", "अह", "一龥", "가힣"):
        assert any(letter_from <= sign <= letter_to for sign in names)


def test_some_share_some_are_inactive_some_are_only_a_phone(
    crowd: list[ImportedCustomer],
) -> None:
    emails = Counter(person.email for person in crowd if person.email)
    phones = Counter(person.phone for person in crowd if person.phone)
    kinds = Counter(person.customer_type for person in crowd)

    assert sum(count > 1 for count in emails.values()) >= 10
    assert sum(count > 1 for count in phones.values()) >= 10
    assert 40 <= sum(person.status == "inactive" for person in crowd) <= 200
    assert 10 <= sum(not person.name for person in crowd) <= 100
    assert set(kinds) == {"walk_in", "regular", "vip", "wholesale"}

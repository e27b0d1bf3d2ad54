"""Search against a brute force over the customers themselves: the same set, always."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory import queries, rules, service
from customers.directory.models import Customer
from customers.directory.queries import search
from customers.directory.rules import Selection
from customers.directory.schemas import ImportedCustomer
from customers.ground.db import db
from tests.world import World

GIVEN = (
    "Anna Änne Anneliese José João Øyvind Zoë Łukasz İpek Đurđica Søren O'Malley "
    "Юлия Олена Γιώργος 王伟 김민수 さくら サトウ محمد فاطمة שָׁרָה प्रिया มาลี Nguyễn Bo"
).split()
FAMILY = (
    "Müller Mueller Muller Smith-Jones O’Brien OBrien MacDonald García Ångström "
    "Straße Иванов Παπαδόπουλος 李 田中 박 العليان כהן शर्मा Þórsdóttir d'Angelo Annan"
).split()
PARTICLES = ("", "", "van der", "De la", "al-", "Mac")
TOWNS = ("Leeds", "Köln", "Bad Münstereifel", "São Paulo", "Москва", "Annaberg", "")
STREETS = ("1 High Street", "Müllerstraße 12", "Rue de l'Église 3", "")
PHONES = (
    *("+44 7700 900{}", "07700 900{}", "0044 7700 901{}", "+49 (0)30 123{}"),
    *("+1 (415) 555-2{}", "+39 06 6982{}", ""),
    "020 7946 0{} / 07700 900987",
)
CODES = ("", "", "K-{}", "ANNA-{}", "VIP.{}", "rec-{}-org")
IDS = ("", "gid://shop/Customer/{}", "X{}Y", "anna")

numbers = st.integers(0, 999).map(lambda number: f"{number:03d}")


@st.composite
def people(draw: st.DrawFn) -> ImportedCustomer:
    """Somebody of any script, with a phone, code, address and id that may be empty."""

    def filled(patterns: tuple[str, ...]) -> str | None:
        return draw(st.sampled_from(patterns)).format(draw(numbers)) or None

    parts = [draw(st.sampled_from(pool)) for pool in (GIVEN, PARTICLES, FAMILY)]
    name = " ".join(part for part in parts if part)
    email = draw(st.sampled_from(("", "anna.mueller{}@example.org", "k{}@shop.test")))
    return ImportedCustomer(
        name=draw(st.sampled_from((name, name, parts[0]))),
        phone=filled(PHONES),
        email=email.format(draw(numbers)).replace("shop.test", "shop.de") or None,
        code=filled(CODES),
        street=draw(st.sampled_from(STREETS)) or None,
        town=draw(st.sampled_from(TOWNS)) or None,
        customer_type=draw(st.sampled_from(rules.CUSTOMER_TYPES)),
        external_id=filled(IDS),
    )


def pieces(people: list[ImportedCustomer]) -> list[str]:
    """Everything that is written of these people, word by word and as a whole."""
    written = [
        value
        for one in people
        for value in (
            *(one.name, one.phone, one.email, one.code, one.town, one.street),
            one.external_id,
        )
        if value
    ]
    return sorted({piece for text in written for piece in (text, *text.split())})


@st.composite
def asked(draw: st.DrawFn, people: list[ImportedCustomer]) -> str:
    """What a clerk types: beginnings of what is written, runs of digits, or junk."""
    written = pieces(people)
    words = []
    for _ in range(draw(st.integers(1, 3))):
        word = draw(st.sampled_from(written))
        start = draw(st.integers(0, len(word))) if draw(st.booleans()) else 0
        words.append(word[start : start + draw(st.integers(1, 12))])
    joint = draw(st.sampled_from((" ", " ", "", "-")))
    typed = draw(st.sampled_from((words[0], joint.join(words))))
    return draw(st.sampled_from((typed, typed.upper(), typed.swapcase(), f" {typed} ")))


def means(customer: Customer, text: str, ids: list[str], *, by_place: bool) -> bool:
    """Whether the typed text means this customer, by the fields alone."""
    query = rules.read_query(text)
    if query.email_prefix:
        return customer.sort_email.startswith(query.email_prefix)
    names = set(rules.name_words(customer.name))
    names |= rules.name_words((customer.email or "").partition("@")[0])
    if by_place:
        names |= rules.name_words(customer.street or "")
        names |= rules.name_words(customer.town or "")
    written = (customer.code, *ids)
    identifiers = {word for one in written for word in rules.identifier_words(one)}
    if rules.matches(query, names, identifiers) or query.identifier in identifiers:
        return True
    number = (customer.phone_e164 or "")[1:]
    spelt = rules.phone_spellings(customer.phone or "", customer.phone_e164)
    is_number = len(query.digits) >= 7 and number and _e164(text) == number
    return rules.has_run(query.runs, spelt) or bool(is_number)


def _e164(text: str) -> str:
    return (rules.parse_phone(text.strip(), "GB").e164 or "")[1:]


def by_brute_force(text: str, filters: dict[str, str]) -> set[int]:
    """Whom the text means of all customers that pass the filters."""
    customers = list(db.session.scalars(select(Customer)))
    ids = service.index.external_ids_of([one.id for one in customers])
    named = {one.id: [value for _, value in ids.get(one.id, [])] for one in customers}
    for by_place in (False, True):
        meant = {
            one.id
            for one in customers
            if ("type" not in filters or one.customer_type == filters["type"])
            and means(one, text, named[one.id], by_place=by_place)
        }
        if meant:
            return meant
    return set()


@contextmanager
def directory(people: list[ImportedCustomer], actor: Actor) -> Iterator[None]:
    """These customers alone, as an import brings them; they go when the block ends."""
    with db.session.begin_nested() as savepoint:
        service.import_customers(people, source="till", actor=actor)
        yield
        savepoint.rollback()


@given(data=st.data())
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_search_finds_whom_a_brute_force_finds(
    world: World, data: st.DataObject
) -> None:
    actor = world.actor(world.alice)
    someone = data.draw(st.lists(people(), min_size=1, max_size=25))

    with directory(someone, actor):
        for _ in range(12):
            text = data.draw(asked(someone))
            kind = data.draw(st.sampled_from((None, None, "vip")))
            filters = {"type": kind} if kind else {}
            ranking = search.ranked(text, filters=filters, region="GB")
            note(f"{text!r} {filters} {ranking.query}")

            found = [hit.customer_id for hit in ranking.hits]

            assert len(found) == len(set(found))
            assert not ranking.is_cut
            assert set(found) == by_brute_force(text, filters)


@pytest.mark.parametrize("text", ["anna", "anna mueller", "900", "7700 900", "an"])
def test_beyond_the_cap_the_search_says_so(world: World, text: str) -> None:
    actor = world.actor(world.alice)
    many = [
        ImportedCustomer(name=f"Anna Mueller {n}", phone=f"+44 7700 900{n % 1000:03d}")
        for n in range(search.MOST_FOUND + 20)
    ]
    with directory(many, actor):
        whole = Selection(q=text)

        page = queries.listed(whole, size=100, actor=actor)

        assert page.is_cut
        assert page.total is None
        assert len(page.rows) == 100


def test_at_the_cap_the_search_is_whole(world: World) -> None:
    actor = world.actor(world.alice)
    many = [
        ImportedCustomer(name=f"Berta {n}", external_id=str(n))
        for n in range(search.MOST_FOUND)
    ]
    with directory(many, actor):
        page = queries.listed(Selection(q="berta"), size=100, actor=actor)

        assert not page.is_cut
        assert page.total == search.MOST_FOUND

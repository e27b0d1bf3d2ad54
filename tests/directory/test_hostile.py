"""Every string of the naughty lists in every field of a customer.

Each is refused in words, or kept and shown exactly as it was meant. What a schema says
of a string is tried for all of them in every field, what the database makes of it for
the naughty ones in every field of text, what a page does for all in one field each.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError

from customers.directory import service
from customers.directory.forms import CustomerForm
from customers.directory.models import Customer
from customers.directory.schemas import CustomerInput
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.fields import sentence_of
from tests.directory.hostile import every_string, kept_as, naughty
from tests.directory.seen import (
    NEW,
    faults,
    filled,
    rows,
    shown,
    soup,
    url_of,
    written,
)
from tests.world import World

TEXTS = {
    "name": ("Name", 200),
    "first_name": ("First name", 100),
    "last_name": ("Last name", 100),
    "street": ("Street", 200),
    "postcode": ("Postcode", 20),
    "town": ("Town", 100),
    "region": ("Region", 100),
}
LONGEST = {name: longest for name, (_label, longest) in TEXTS.items()} | {
    "code": 32,
    "phone": 60,
    "email": 254,
    "country": 2,
}
LABELS = {name: label for name, (label, _longest) in TEXTS.items()} | {"phone": "Phone"}
CHOSEN = ("customer_type", "status", "preferred_shop_id", "assigned_staff_member_id")
FIELDS = (*LONGEST, *CHOSEN, "birthday", "since")
IDS_AT_ONCE = 50


def kept_texts(text: str) -> dict[str, str]:
    """The fields of text that keep this string, with what they keep."""
    kept = {name: kept_as(text, longest) for name, (_, longest) in TEXTS.items()}
    if sum(c.isdecimal() for c in text) >= 3:
        kept["phone"] = kept_as(text, LONGEST["phone"])
    return {name: value for name, value in kept.items() if value}


def judged(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What the schema keeps of the string, and what it says, field by field."""
    refused = {}
    try:
        CustomerInput.model_validate(dict.fromkeys(FIELDS, text))
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            refused[str(fault["loc"][0])] = sentence_of(fault)
    rest = dict.fromkeys((f for f in FIELDS if f not in refused), text)
    kept = CustomerInput.model_validate(rest).model_dump(include=set(rest))
    return kept, refused


def test_the_schema_keeps_every_string_exactly_or_says_why_not() -> None:
    for text in every_string():
        kept, refused = judged(text)

        assert all(refused.values()), text
        for name, longest in LONGEST.items():
            expected = kept_as(text, longest)
            if expected is None:
                assert name in refused, (name, text)
            elif name in TEXTS:
                assert kept[name] == (expected or None), (name, text)
            elif name in kept:
                exact = expected.upper() if name == "code" else expected
                assert kept[name] == (exact or None), (name, text)


def test_every_field_of_text_keeps_the_naughty_strings_exactly(world: World) -> None:
    texts = [text for text in naughty() if kept_texts(text)]
    nobody = dict.fromkeys((*TEXTS, "phone"))

    kept_in_one_go(
        world, [{"phone": "123", **dict.fromkeys(kept_texts(t), t)} for t in texts]
    )

    columns = [getattr(Customer, name) for name in nobody]
    found = db.session.execute(db.select(*columns).order_by(Customer.id))
    for row, text in zip(found, texts, strict=True):
        # The profile of no name is named by its halves.
        halves = [kept_texts(text).get(name) for name in ("first_name", "last_name")]
        name = " ".join(half for half in halves if half)
        assert row._asdict() == nobody | {"phone": "123", "name": name} | kept_texts(
            text
        )


def test_the_pages_take_and_show_the_naughty_strings_exactly(world: World) -> None:
    browser = world.client(world.bob)

    for pack in packs_by_field(naughty()):
        ids = {f"id {name}": text for name, text in pack.items()}
        lines = "\r\n".join(f"{source}: {text}" for source, text in ids.items())
        answer = browser.post(NEW, {**pack, "external_ids": lines})

        assert answer.status_code == 303, (pack, faults(soup(answer)))
        told = shown(browser.get(f"{answer.location}/details"))
        assert told == {LABELS[name]: text for name, text in pack.items()} | ids


def packs_by_field(texts: list[str]) -> list[dict[str, str]]:
    """Every string that any field keeps, in one field each, a field's turn each."""
    packs: list[dict[str, str]] = []
    turns = dict.fromkeys(LABELS, 0)
    for text in texts:
        kept = kept_texts(text)
        if not kept:
            continue
        field = min(kept, key=turns.__getitem__)
        while len(packs) <= turns[field]:
            packs.append({})
        packs[turns[field]][field] = kept[field]
        turns[field] += 1
    for pack in packs:
        pack.setdefault("name", "Anna")
    return packs


def test_every_string_is_kept_and_shown_exactly(world: World) -> None:
    kept = (kept_as(text, 200) for text in every_string())
    texts = iter(dict.fromkeys(text for text in kept if text))
    packs = list(iter(lambda: list(islice(texts, IDS_AT_ONCE)), []))

    added = kept_in_one_go(
        world, [{"name": p[0], "external_ids": ids(p)} for p in packs]
    )

    browser = world.client(world.vera)
    for pack, customer_id in zip(packs, added, strict=True):
        told = shown(browser.get(url_of(customer_id, "/details")))
        said = {each["source"]: each["value"] for each in ids(pack)}
        assert told == {"Name": pack[0], **said}


def ids(texts: list[str]) -> list[dict[str, str]]:
    """External ids with these values, each of a source of its own."""
    return [{"source": f"id {at}", "value": text} for at, text in enumerate(texts)]


def kept_in_one_go(world: World, people: list[dict[str, Any]]) -> list[int]:
    """Add customers of these fields by the verb, in one unit of work."""
    actor = world.actor(world.bob)
    added: list[int] = []

    def add_all() -> None:
        for fields in people:
            values = CustomerInput(**fields)
            added.append(service.add_customer(values, actor=actor).id)

    written(world, add_all)
    return added


@pytest.mark.one_database
def test_the_form_refuses_in_words_what_it_does_not_keep(
    world: World, app: Flask
) -> None:
    world.enter()

    for text in naughty():
        typed = dict.fromkeys((*FIELDS, "external_ids"), text)
        with app.test_request_context(NEW, method="POST", data=typed):
            refused = refusal_of(CustomerForm())

        meant = {name for name in LONGEST if kept_as(text, LONGEST[name]) is None}
        assert meant <= refused.keys(), text
        assert refused.keys() & TEXTS.keys() == meant & TEXTS.keys(), text
        assert all(refused.values()), text


def refusal_of(form: CustomerForm) -> dict[str, str]:
    """What the form says against what was typed, field by field."""
    try:
        form.value()
    except Invalid as refused:
        return refused.details
    return {}


@pytest.mark.one_database
def test_a_refused_page_shows_what_was_typed_exactly(world: World) -> None:
    browser = world.client(world.bob)
    texts = iter(text for text in naughty() if is_shown_as_typed(text))
    typed_in = [field for field in FIELDS if field not in (*CHOSEN, "country", "since")]

    while pack := list(islice(texts, len(typed_in))):
        typed = dict(zip(typed_in, pack, strict=False)) | {"since": "never"}
        answer = browser.post(NEW, typed, htmx=True)

        page = soup(answer)
        again = filled(page)
        assert answer.status_code == 422
        assert "since" in faults(page)
        assert {name: again[name] for name in typed} == typed

    assert rows(world) == []


def is_shown_as_typed(text: str) -> bool:
    """Whether HTML can say it again: a form's line ends and NUL it cannot."""
    return not set(text) & set("\r\n\x00")

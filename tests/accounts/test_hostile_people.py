"""The naughty strings in what people type of themselves, and in what nobody sees."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import count, cycle

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from pydantic import ValidationError
from werkzeug.test import TestResponse

from customers.accounts import service
from customers.accounts.schemas.people import StaffInvitation
from customers.accounts.schemas.setup import SetupValues
from customers.ground import work
from customers.ground.fields import sentence_of
from tests.directory.hostile import kept_as, naughty
from tests.directory.seen import soup
from tests.world import Browser, World

NEXT_ADDRESS = count()
HTMX = {"HX-Request": "true"}
SETUP = {
    "code": "wrong",
    "business_name": "Shop",
    "country": "GB",
    "currency": "GBP",
    "timezone": "Europe/London",
    "name": "Owner",
    "email": "owner@example.com",
    "password": "long enough to keep",
}


def post_from_anywhere(
    browser: Browser, url: str, fields: Mapping[str, str], **options: bool
) -> TestResponse:
    """Post from an address that was not met before, since tries are counted by it."""
    number = next(NEXT_ADDRESS)
    place = f"10.{number // 62500}.{number // 250 % 250}.{number % 250}"
    environ = {"REMOTE_ADDR": place}
    return browser.post(url, fields, environ_overrides=environ, **options)


@pytest.mark.one_database
def test_a_name_is_kept_in_the_form_of_whoever_joins(world: World) -> None:
    values = StaffInvitation(email="new@example.com", role="staff")
    token = work.run(lambda: service.invite(values, actor=world.actor(world.alice)))
    browser = world.client()

    for text in naughty():
        fields = {"name": text, "password": "short"}
        answer = post_from_anywhere(browser, f"/invitation/{token}", fields)

        page = soup(answer)
        name = page.select_one("#name")
        assert answer.status_code == 422, text
        assert name is not None
        if kept_as(text, 200):
            assert name["value"] == text, text
        else:
            assert page.select_one("#name-error") is not None, text


# A password is kept as it is typed and judged by its own rules.
@pytest.mark.parametrize("field", sorted(SETUP.keys() - {"password"}))
def test_the_first_start_keeps_or_refuses_every_string(field: str) -> None:
    for text in naughty():
        kept, faults = understood(field, text)

        assert kept.strip() if faults == [] else all(faults), text


def understood(field: str, text: str) -> tuple[str, list[str]]:
    """What is kept of the field, and the sentences it is refused with."""
    try:
        values = SetupValues.model_validate({**SETUP, field: text})
    except ValidationError as error:
        return "", [sentence_of(fault) for fault in error.errors()]
    return str(getattr(values, field)), []


def test_no_string_breaks_the_first_start(app: Flask) -> None:
    browser = Browser(app)
    page = BeautifulSoup(browser.get("/setup").data, "html.parser")
    token = page.select_one("[name=csrf_token]")
    assert token is not None
    secrets = {"csrf_token": str(token["value"])}

    texts = iter(naughty())
    for turn in count():
        # Each field has a string of its own, and each string meets many others.
        names = deque(sorted(SETUP))
        names.rotate(turn)
        fields = dict(zip(names, texts, strict=False))
        if not fields:
            break
        sent = {**SETUP, **secrets, **fields}
        answer = post_from_anywhere(browser, "/setup", sent, raw=True)

        assert answer.status_code == 422, fields
        assert b'class="error"' in answer.data or b'role="alert"' in answer.data


def test_no_string_breaks_what_nobody_sees(world: World) -> None:
    browser, guest = world.client(world.alice), world.client()
    hidden = cycle([("request_key", 422), ("business", 409), ("csrf_token", 400)])

    for text, (field, status) in zip(naughty(), hidden, strict=False):
        fields = {"name": "Ann", field: text}
        sent = browser.post("/customers/new", fields, htmx=True)
        listed = browser.get("/customers", query_string={"after": text}, headers=HTMX)
        asked = guest.get("/login", query_string={"next": text})

        assert sent.status_code in (status, 400), (field, text)
        assert listed.status_code in (200, 422), text
        assert asked.status_code == 200, text

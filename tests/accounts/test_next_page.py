"""After signing in one is led to our own pages and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from customers.accounts.next_page import own_page
from tests.world import World

# The same folder of real data as for imports; absent, its test says that it skips.
DATA = Path(
    os.environ.get("REGULARS_DATA") or Path(__file__).parents[3] / "shared" / "data"
)
PAYLOADS = DATA / "hostile" / "open-redirect.txt"
OURS = ["/", "/account", "/customers", "/customers?q=a%20b&sort=name", "/customers/7"]
NOT_OURS = [
    *(None, "", "account", "http://evil.example/", "//evil.example", "///evil"),
    *("/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example"),
    *("/%09/evil.example", "/%5cevil.example", "/%2f%2fevil.example", "/%252f/evil"),
    *("javascript:alert(1)", "/account//evil.example", "/account\x00", "/account#x"),
    *("/account/../..//evil.example", " /account", "/account?x=\r\nSet-Cookie:a"),
    *("/login", "/login?next=/login", "/nothing/here", "/account?" + "x" * 3000),
    *("/account\u2028", "/account?\ud800"),
]


@pytest.mark.parametrize("target", OURS)
def test_a_page_of_our_own_is_kept(app: Flask, target: str) -> None:
    assert own_page(target) == target


@pytest.mark.parametrize("target", NOT_OURS)
def test_anything_else_is_refused(app: Flask, target: str | None) -> None:
    assert own_page(target) is None


def hostile() -> list[str]:
    """Known tricks, one a line."""
    if not PAYLOADS.exists():
        return []
    return PAYLOADS.read_text("utf-8").splitlines()


def test_no_known_trick_leads_away(app: Flask) -> None:
    payloads = hostile()
    if not payloads:
        pytest.skip(f"{PAYLOADS} is not there.")

    led = [own_page(payload) for payload in payloads]

    assert len(payloads) > 100
    assert {page.partition("?")[0] for page in led if page} <= {"/"}


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "/nowhere"])
def test_signing_in_ignores_a_page_elsewhere(world: World, target: str) -> None:
    fields = {"email": "bob@example.com", "password": World.PASSWORD, "next": target}

    answer = world.client().post("/login", fields)

    assert urlsplit(urljoin("https://till.example", answer.location)).netloc == (
        "till.example"
    )
    assert answer.location == "/"


def test_the_page_asked_for_is_kept_on_the_way(world: World) -> None:
    browser = world.client()
    asked = browser.get("/account?a=1&b=%20")
    page = browser.get(asked.location).get_data(as_text=True)

    fields = {"email": "bob@example.com", "password": World.PASSWORD}
    answer = browser.post("/login", {**fields, "next": "/account?a=1&b=%20"})

    assert asked.location == "/login?next=/account?a%3D1%26b%3D%2520"
    assert 'value="/account?a=1&amp;b=%20"' in page
    assert answer.location == "/account?a=1&b=%20"


def test_a_refused_sign_in_keeps_the_page_asked_for(world: World) -> None:
    fields = {"email": "bob@example.com", "password": "wrong", "next": "/account"}

    page = world.client().post("/login", fields).get_data(as_text=True)

    assert 'name="next"' in page
    assert 'value="/account"' in page

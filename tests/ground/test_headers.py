"""Every answer carries the headers of safety, errors and static files as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from customers import create_app
from customers.ground import work
from customers.ground.assets import static_url
from customers.ground.headers import CONTENT_SECURITY_POLICY
from tests.world import World

URLS = [
    *("/tiny/page", "/tiny/word", "/tiny/mine", "/tiny/things/1", "/healthz", "/login"),
    *("/nowhere", "/tiny/fails/surprise", "/tiny/fails/away", "/tiny/shops"),
]


@pytest.mark.parametrize("url", URLS)
def test_every_answer_carries_the_headers_of_safety(world: World, url: str) -> None:
    headers = world.client().get(url).headers

    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-cache"
    assert "Strict-Transport-Security" not in headers


def test_a_static_file_carries_them_too(world: World) -> None:
    with world.app.test_request_context():
        url = static_url("app.js")

    for address in (url, url.replace("app.js", "missing.js")):
        headers = world.client().get(address).headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "head"])
def test_every_method_carries_them(world: World, method: str) -> None:
    answer = getattr(world.client().client, method)("/tiny/shops")

    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_the_policy_allows_nothing_inline_and_nothing_foreign() -> None:
    policy = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY


def test_https_is_kept_to(world: World) -> None:
    answer = world.client().get("/tiny/page", base_url="https://localhost")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(("hops", "is_believed"), [(0, False), (1, True)])
def test_only_a_trusted_proxy_is_believed(
    new_app: Callable[[str], Flask], hops: int, is_believed: bool
) -> None:
    plain = new_app("sqlite").extensions["regulars"]
    app = create_app(replace(plain, trusted_proxies=hops))

    answer = app.test_client().get(
        "/healthz", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"}
    )

    assert ("Strict-Transport-Security" in answer.headers) is is_believed


def test_in_production_cookies_travel_by_https_alone(
    new_app: Callable[[str], Flask],
) -> None:
    plain = new_app("sqlite").extensions["regulars"]
    app = create_app(replace(plain, environment="production"))
    with app.app_context():
        work.run(lambda: World(app))

    answer = app.test_client().get("/login", base_url="https://localhost")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-regulars=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie


def test_a_cookie_never_says_what_a_cache_may_keep(world: World) -> None:
    answer = world.client().get("/login")

    assert "Cookie" in answer.headers["Vary"]
    assert "no-cache" in answer.headers["Cache-Control"]

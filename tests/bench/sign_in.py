"""Signing in by the sign-in page, as a browser does."""

from __future__ import annotations

import http.client
import re
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


def sign_in(port: int, *, email: str, password: str) -> str:
    """The `Cookie` header of a new sign-in. Raises: RuntimeError where it fails."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/login")
    answer = connection.getresponse()
    page = answer.read().decode()
    cookies = _cookies({}, answer)
    fields = _hidden_fields(page) | {"email": email, "password": password}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": _header(cookies),
    }
    connection.request("POST", "/login", urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 303:
        raise RuntimeError(f"The sign-in was answered {answer.status}.")
    return _header(_cookies(cookies, answer))


def secrets(port: int, *, cookie: str) -> tuple[str, dict[str, str]]:
    """The `Cookie` header, and hidden fields, with which a form is sent."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/account", headers={"Cookie": cookie})
    answer = connection.getresponse()
    found = _hidden_fields(answer.read().decode())
    connection.close()
    known = {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
    fields = {name: found[name] for name in ("csrf_token", "business")}
    # The page's token belongs to the cookie that came with it.
    return _header(_cookies(known, answer)), fields


def _hidden_fields(page: str) -> dict[str, str]:
    fields = (dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN.findall(page))
    return {
        field["name"]: unescape(field.get("value", ""))
        for field in fields
        if "name" in field
    }


def _cookies(known: dict[str, str], answer: http.client.HTTPResponse) -> dict[str, str]:
    cookies = dict(known)
    for header in answer.headers.get_all("Set-Cookie") or ():
        cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    return cookies


def _header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())

"""What every answer carries: the security headers and how long it may be kept."""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    """Put the headers on every answer of the app."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    wanted = dict(_ALWAYS)
    if request.endpoint != "static":
        wanted["Cache-Control"] = "private, no-cache"
    if request.is_secure:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    # What the answer says itself stays. It is looked through once, not for each.
    said = {name.lower() for name, _value in response.headers}
    for name, value in wanted.items():
        if name.lower() not in said:
            response.headers.add(name, value)
    return response

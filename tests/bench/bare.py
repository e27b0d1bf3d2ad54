"""The measure of everything else: what Flask costs when it does nothing."""

from __future__ import annotations

from flask import Flask

app = Flask("bare")


@app.get("/")
def bare() -> str:
    """Answer two letters."""
    return "ok"

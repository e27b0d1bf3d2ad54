"""A language is one catalogue: found by being there, chosen by the browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import gettext

from customers.ground import languages

ROOT = Path(__file__).parents[2]


@pytest.fixture
def reading(tmp_path: Path) -> Flask:
    """An app with one Hebrew catalogue that knows one word."""
    catalogue = Catalog(locale="he")
    catalogue.add("Sign in", "כניסה")
    file = tmp_path / "he" / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as written:
        write_mo(written, catalogue)
    app = Flask("reading")
    languages.init_app(app, folder=tmp_path)
    app.add_url_rule("/", "word", lambda: gettext("Sign in"))
    return app


def test_a_catalogue_is_offered_by_being_there(reading: Flask) -> None:
    answer = reading.test_client().get("/", headers={"Accept-Language": "he, en;q=0.5"})

    assert answer.text == "כניסה"


def test_an_unknown_language_is_answered_in_english(reading: Flask) -> None:
    answer = reading.test_client().get("/", headers={"Accept-Language": "tlh"})

    assert answer.text == "Sign in"


def test_the_layouts_know_language_and_direction(reading: Flask) -> None:
    with reading.test_request_context(headers={"Accept-Language": "he"}):
        context: dict[str, str] = {}
        reading.update_template_context(context)

    assert (context["language"], context["direction"]) == ("he", "rtl")


def test_the_list_of_visible_words_is_fresh(tmp_path: Path) -> None:
    kept = ROOT / "customers" / "languages" / "words.pot"
    fresh = tmp_path / "words.pot"
    frontend = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
    options = ["--mapping-file", "pyproject.toml", "--keywords", "_l", "--omit-header"]
    output = ["--output-file", str(fresh), "customers", "templates"]

    subprocess.run([*frontend, *options, *output], cwd=ROOT, check=True)

    assert words_of(kept) == words_of(fresh), "run `make words`"


def words_of(file: Path) -> set[str]:
    with file.open("rb") as opened:
        return {str(message.id) for message in read_po(opened) if message.id}

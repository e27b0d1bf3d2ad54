"""Templates: nothing unescaped, nothing inline, every form guarded, every word _()."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest

from tests.house.source import Source, expect_none, python, templates

_JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_RAW = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(", re.IGNORECASE)
_INLINE = re.compile(
    r"(?<![\w:-])(style|on[a-z]+|hx-on\S*|hx-boost)\s*=|<style\b|javascript:|[\"']js:"
    r"|<script(?![^>]*\ssrc\s*=)|\shx-trigger\s*=\s*[\"'][^\"']*\[",
    re.IGNORECASE,
)
_FORM = re.compile(r"<form\b[^>]*>", re.IGNORECASE)
_METHOD = re.compile(r"\smethod\s*=\s*[\"']?(\w+)", re.IGNORECASE)
# The macro, or its result as an argument.
_SECRETS_FIRST = re.compile(r"(\s|\{#.*?#\})*\{\{-?\s*secrets\b", re.DOTALL)
_ATTRIBUTES = re.compile(r"[\w:-]+=\"[^\"]*\"|\bnovalidate\b")
_SPOKEN = {"aria-label", "aria-description", "placeholder", "title", "alt"}
_NOT_WORDS = {"script", "style", "code", "kbd"}
_BRAND = "Regulars"


def markup(source: Source) -> str:
    """Give the HTML alone, Jinja blanked out, every place where it was."""
    return _JINJA.sub(lambda m: re.sub(r"[^\n]", "\x01", m[0]), source.text)


def line(source: Source, position: int) -> str:
    """Give `path:line` of a position in the text."""
    return f"{source.path}:{source.text.count(chr(10), 0, position) + 1}"


def unescaped(source: Source) -> Iterator[str]:
    """Name the places that trust text to be HTML."""
    for found in _RAW.finditer(source.text):
        yield f"{line(source, found.start())} {found[0]}"


def inline(source: Source) -> Iterator[str]:
    """Name the styles and scripts that the browser is told to refuse."""
    for found in _INLINE.finditer(markup(source)):
        yield f"{line(source, found.start())} {found[0].strip()}"


def unguarded(source: Source) -> Iterator[str]:
    """Name the forms that write without secrets(), and the methods HTML has not."""
    for tag in _FORM.finditer(markup(source)):
        named = _METHOD.search(tag[0])
        method = named[1].lower() if named else "get"
        guarded = _SECRETS_FIRST.match(source.text, tag.end())
        if method not in ("get", "post"):
            yield f"{line(source, tag.start())} has the method {method}"
        elif method == "post" and not guarded:
            yield f"{line(source, tag.start())} does not begin with secrets()"
        elif method == "get" and guarded:
            yield f"{line(source, tag.start())} would put secrets into the address"


def unexplained(source: Source) -> Iterator[str]:
    """Name the part that does not begin by saying what it needs and who swaps it in."""
    is_part = source.path.rpartition("/")[2].startswith("_")
    if is_part and not re.match(r"\{#-?\s*\w", source.text):
        yield source.path


def untranslated(source: Source) -> list[str]:
    """Name the words that a person reads or hears and no catalogue could change."""
    reader = _Words(source.path)
    reader.feed(markup(source))
    reader.close()
    return reader.found


class _Words(HTMLParser):
    """Collects text and spoken attributes that stand in the template as they are."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._path = path
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_WORDS:
            self._silent.append(tag)
        for name, value in attrs:
            if name in _SPOKEN:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            self._silent.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)

    def _note(self, text: str) -> None:
        # Some macros give attributes for the tag that calls them.
        said = _ATTRIBUTES.sub("", text).replace(_BRAND, "")
        if any(letter.isalpha() for letter in said):
            self.found.append(f"{self._path}:{self.getpos()[0]} {text.strip()[:60]}")


RULES = (unescaped, inline, unguarded, unexplained, untranslated)
Rule = Callable[[Source], list[str]]


@pytest.mark.parametrize("rule", RULES)
def test_templates_keep_the_rule(rule: Rule) -> None:
    assert templates()

    expect_none(found for source in templates() for found in rule(source))


def test_only_the_ground_marks_text_as_html() -> None:
    expect_none(
        found
        for source in python("app.py", "customers")
        if not source.path.startswith("customers/ground/")
        for found in unescaped(source)
    )


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (unescaped, "{{ note.text|safe }}"),
        (unescaped, "{{ note.text | safe }}"),
        (unescaped, "{% autoescape false %}"),
        (inline, '<p style="color: red">'),
        (inline, '<p {% if a %}style="color: red"{% endif %}>'),
        (inline, '<button onclick="go()">'),
        (inline, "<script>go()</script>"),
        (inline, '<a href="javascript:go()">'),
        (inline, '<i hx-trigger="keyup[ctrlKey]">'),
        (unguarded, '<form method="post" action="{{ url }}">{{ field(f) }}</form>'),
        (unguarded, '<form action="/x" METHOD=POST><input></form>{{ secrets() }}'),
        (
            unguarded,
            '<form method="post"><input type="hidden" name="csrf_token"></form>',
        ),
        (unguarded, '<form method="delete">{{ secrets() }}</form>'),
        (unguarded, '<form method="get">{{ secrets() }}</form>'),
        (unexplained, "<p>{{ name }}</p>"),
        (untranslated, "<p>Hello</p>"),
        (untranslated, "<p>{{ name }} is here</p>"),
        (untranslated, '<button aria-label="Close">{{ icon("x") }}</button>'),
    ],
)
def test_the_rule_sees_its_breach(rule: Rule, text: str) -> None:
    assert list(rule(Source("templates/desk/_part.html", text)))


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_lets_a_good_part_pass(rule: Rule) -> None:
    text = """{# Needs: form. Swapped in by: itself. #}
    <form method="post" action="{{ '>' }}" {{ sending(url) }}>
      {{ secrets(request_key=form.request_key) }}
      <h2>{{ _("New customer of %(who)s", who="Regulars") }}</h2> Regulars &middot; 5
      <script src="{{ static_url('app.js') }}"></script>
    </form>"""

    assert not list(rule(Source("templates/desk/_part.html", text)))

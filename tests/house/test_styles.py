"""Style sheets and icons: what is there is used, and what is used is there."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.house.source import ROOT, files, templates

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTOR = re.compile(r"([^{};]+)\{")
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
_CLASSES_GIVEN = re.compile(r"class=\"([^\"]*)\"")
_SIZE = re.compile(r"(?<![\w-])font-size: ([^;}]+)")
_SPACE = re.compile(r"(?<![\w-])(?:gap|(?:padding|margin)[a-z-]*): ([^;}]+)")
_LENGTH = re.compile(r"-?[\d.]+rem")
_LOOK = re.compile(r"\{% set look = \"([\w-]+)\" %\}")
_ICON = re.compile(r"<symbol id=\"([\w-]+)\"")
_ICON_CALLED = re.compile(r"\bicon\(\"([\w-]+)\"")
_MACRO = re.compile(r"\{%-? macro (\w+)\(")


def styled(css: str) -> set[str]:
    """Give the classes that a style sheet's selectors name."""
    selectors = _SELECTOR.findall(_COMMENT.sub("", css))
    # An at-rule holds numbers with points, but no class.
    plain = [one for one in selectors if not one.strip().startswith("@")]
    return {name for one in plain for name in _CLASS.findall(one)}


def given(text: str) -> set[str]:
    """Give the words that a template writes where classes stand."""
    attributes = [*_CLASSES_GIVEN.findall(text), *_LOOK.findall(text)]
    return {word for one in attributes for word in re.findall(r"[\w-]+", one)}


# Three sizes besides that of the text and of titles; what fills a tile, or stands large
# beside a picture, has its own.
SIZES = {"var(--tiny)", "var(--small)", "var(--large)", "1rem", "1.5rem", "2rem"}
SPACES = {
    *(".125rem", ".25rem", ".375rem", ".5rem", ".625rem", ".75rem"),
    *("1rem", "1.25rem", "1.5rem", "2rem", "2.5rem", "3rem", "6rem"),
}


def odd_lengths(css: str) -> set[str]:
    """Give the sizes of type and the spaces that are of no scale."""
    plain = _COMMENT.sub("", css)
    sizes = {size for size in _SIZE.findall(plain) if not size.startswith("clamp(")}
    spaces = {
        one.lstrip("-") for s in _SPACE.findall(plain) for one in _LENGTH.findall(s)
    }
    return (sizes - SIZES) | (spaces - SPACES)


@cache
def all_styled() -> frozenset[str]:
    """Give the classes of all style sheets."""
    sheets = [path.read_text() for path in files(".css", under=("static",))]
    return frozenset(name for sheet in sheets for name in styled(sheet))


@cache
def all_text() -> str:
    """Give the text of all templates."""
    return "\n".join(source.text for source in templates())


@cache
def all_icons() -> frozenset[str]:
    """Give the icons of the sprite."""
    return frozenset(_ICON.findall((ROOT / "static" / "icons.svg").read_text()))


def test_every_class_of_the_style_sheets_is_used() -> None:
    assert all_styled()
    assert all_styled() - given(all_text()) == set()


def test_type_and_space_keep_to_their_scales() -> None:
    sheets = [path.read_text() for path in files(".css", under=("static",))]

    assert sheets
    assert {odd for sheet in sheets for odd in odd_lengths(sheet)} == set()


def test_every_icon_of_the_sprite_is_used() -> None:
    assert all_icons()
    assert {icon for icon in all_icons() if f'"{icon}"' not in all_text()} == set()


def test_every_icon_that_is_called_is_in_the_sprite() -> None:
    called = set(_ICON_CALLED.findall(all_text()))

    assert called
    assert called - all_icons() == set()


def test_every_macro_is_called() -> None:
    text = all_text()
    macros = set(_MACRO.findall(text))

    assert macros
    uncalled = {
        name
        for name in macros
        if not re.search(rf"(?:\{{\{{|call|[~(]) ?{name}\(", text)
    }
    assert uncalled == set()


def test_every_template_is_reached() -> None:
    code = [path.read_text() for path in files(".py", under=("customers",))]
    said = "\n".join([all_text(), *code])

    unreached = {
        source.path
        for source in templates()
        if f'"{source.path.removeprefix("templates/")}"' not in said
    }
    assert unreached == set()


@pytest.mark.parametrize(
    ("css", "classes"),
    [
        (".card { .head { color: red; } }", {"card", "head"}),
        ("/* .gone {} */ .a, .b > .c:hover { margin: .5rem; }", {"a", "b", "c"}),
        ("@container (width < 1.5rem) { .narrow { top: 0; } }", {"narrow"}),
    ],
)
def test_the_rule_sees_the_classes(css: str, classes: set[str]) -> None:
    assert styled(css) == classes


def test_the_rule_sees_the_classes_given() -> None:
    text = '{% set look = "bare" %}<p class="a {{ "b" if c }}" data-class="d">'

    assert {"a", "bare"} <= given(text)


def test_the_rule_sees_the_lengths_of_no_scale() -> None:
    css = "a { gap: .5rem .55rem; font-size: .9rem; margin-block: -.7rem 1rem; }"

    assert odd_lengths(css) == {".55rem", ".9rem", ".7rem"}

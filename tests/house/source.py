"""The house's own text, read once: what the house tests look at.

Nothing is imported and nothing runs, so a rule also holds for code that does not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

# All that belongs to the repository, besides dot-files; see test_layout.py.
TOP = (
    *("app.py", "customers", "templates", "static", "migrations", "tests"),
    *("requirements.txt", "Procfile", "README.md"),
    *("Makefile", "pyproject.toml", "deploy", "CHANGELOG.md", ".ci"),
)
_MADE_BY_PROGRAMS = {"__pycache__", "vendor", ".hypothesis", "shots"}


@dataclass(frozen=True)
class Source:
    """One file of Python: its path from the root, its text and its syntax tree."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> tuple[str, ...]:
        """The dotted name in pieces: ("customers", "ground", "db")."""
        pieces = self.path.removesuffix(".py").split("/")
        return tuple(pieces[:-1] if pieces[-1] == "__init__" else pieces)


def files(*suffixes: str, under: tuple[str, ...] = TOP) -> Iterator[Path]:
    """Give the repository's own files, in order; none of what others wrote."""
    for top in under:
        start = ROOT / top
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            made = _MADE_BY_PROGRAMS.intersection(path.relative_to(ROOT).parts)
            if made or ".min." in path.name or not path.is_file():
                continue
            if not suffixes or path.suffix in suffixes:
                yield path


@cache
def python(*under: str) -> tuple[Source, ...]:
    """Give the Python of these folders."""
    return tuple(
        Source(name(path), path.read_text()) for path in files(".py", under=under)
    )


@cache
def templates() -> tuple[Source, ...]:
    """Give the templates; their trees are not for reading."""
    return tuple(
        Source(name(path), path.read_text())
        for path in files(".html", under=("templates",))
    )


def name(path: Path) -> str:
    """Give the path from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def place(source: Source, node: ast.AST) -> str:
    """Give `path:line` for a message that an editor can follow."""
    return f"{source.path}:{getattr(node, 'lineno', 1)}"


def dotted(node: ast.AST) -> str:
    """Give `db.session.commit` for such an expression, "" for one not so plain."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else f"?.{node.attr}"
    return ""


def expect_none(found: Iterable[str]) -> None:
    """Fail with one line for each place that was found."""
    lines = list(found)
    assert not lines, "\n" + "\n".join(lines)

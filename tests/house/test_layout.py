"""What stands where: the top of the repository, and nothing from elsewhere in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.source import ROOT, TOP, expect_none, files, name

# One letter in brackets, or this file would be the first to break the rule.
_FOREIGN = re.compile(
    r"/[w]ork/|/[t]mp/bash|/[r]oot/|\.[p]yenv\b"
    r"|\b[i]ssues? #?\d|\b[m]ilestones?\b"
    r"|[p]ythonhosted\.org|[r]egistry\.npmjs"
    r"|\b[c]oming soon\b|\b[w]ill come later\b",
    re.IGNORECASE,
)
_NOT_TEXT = {".png", ".jpg", ".webp", ".ico", ".gz", ".woff2", ".mo"}


def foreign(path: str, text: str) -> list[str]:
    """Name the lines that speak of a machine, of how this was made, or of promises."""
    return [
        f"{path}:{number} {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if _FOREIGN.search(line)
    ]


def test_the_top_holds_what_it_should() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    # An unpacked archive has no git; then it holds nothing that is ignored either.
    paths = listed.stdout.split("\n") if listed.stdout else map(name, ROOT.iterdir())

    top = {Path(path).parts[0] for path in paths if path}

    assert {entry for entry in top if entry[0] != "."} <= set(TOP)
    assert {"app.py", "customers", "requirements.txt", "Procfile"} <= top


def test_nothing_speaks_of_elsewhere() -> None:
    dotfiles = [ROOT / ".gitignore", ROOT / ".editorconfig"]

    expect_none(
        line
        for path in [*files(), *dotfiles]
        if path.suffix not in _NOT_TEXT
        for line in foreign(name(path), path.read_text())
    )


@pytest.mark.parametrize(
    "line",
    [
        "cd /wo" + "rk/main",
        "see iss" + "ue 12",
        "as iss" + "ue #3 asks",
        "a mile" + "stone",
    ],
)
def test_the_rule_sees_a_foreign_line(line: str) -> None:
    assert foreign("README.md", f"fine\n{line}\nfine") != []


def test_the_rule_lets_the_products_words_pass() -> None:
    assert foreign("README.md", "A note of the kind issue; 3 sessions ended.") == []

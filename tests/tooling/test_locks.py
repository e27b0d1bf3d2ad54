"""The locks hold what pyproject.toml asks for, each with its hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {
    "requirements.txt": ("dependencies", "test"),
    "tests/requirements.txt": ("tools",),
}


def pins(lock: str) -> dict[str, set[str]]:
    """Give the versions that a lock names; more than one where Pythons differ."""
    found: dict[str, set[str]] = {}
    pattern = r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)"
    for name, version in re.findall(pattern, (ROOT / lock).read_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def asked(group: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {"dependencies": project["project"]["dependencies"]}
    groups |= project["dependency-groups"]
    return [Requirement(line) for line in groups[group]]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_what_is_asked_for(lock: str) -> None:
    locked = pins(lock)

    for wanted in [line for group in LOCKS[lock] for line in asked(group)]:
        versions = locked[canonicalize_name(wanted.name)]
        assert all(wanted.specifier.contains(version) for version in versions), wanted


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_the_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"^(?=[\w.-]+(?:\[|==))", text, flags=re.MULTILINE)[1:]

    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_the_two_locks_agree() -> None:
    plain, tools = pins("requirements.txt"), pins("tests/requirements.txt")

    assert {name: tools[name] for name in plain.keys() & tools} == {
        name: plain[name] for name in plain.keys() & tools
    }

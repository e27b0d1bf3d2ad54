"""When the branches that tests take are counted (`make coverage`), and when not.

Counting nearly doubles what Python costs. Nothing new is counted where a test that ran
on SQLite runs on PostgreSQL (only the ground's code tells the two apart), where another
process does the work, where a test reads sources, and where thousands of strings take
the same way. Of the cases of one test that asks an app, the first is counted: what only
a later case would take counts as not taken, which makes the bar higher, never lower.
Tests of rules alone cost little, and count with every case.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping

import pytest

ON_BOTH_DATABASES = "ground"
OF_OTHER_PROCESSES = {"browser", "house", "tooling"}
# Files whose tests take the branches of others thousands of times.
OVER_AND_OVER = ("hostile", "real", "races", "histories", "oracle", "tallies")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Stop counting for the time of a test that takes no branch of its own."""
    coverage = sys.modules.get("coverage")
    counter = coverage and coverage.Coverage.current()
    if counter is None or is_counted(item):
        return (yield)
    counter.stop()
    try:
        return (yield)
    finally:
        counter.start()


def is_counted(item: pytest.Item) -> bool:
    """Whether the test may take branches that no other test takes."""
    folder = item.path.parent.name
    is_repeated = any(word in item.path.name for word in OVER_AND_OVER)
    if folder in OF_OTHER_PROCESSES or is_repeated:
        return False
    cases = getattr(item, "callspec", None)
    if cases is None or folder == ON_BOTH_DATABASES:
        return True
    if cases.params.get("database") == "postgresql":
        return False
    return "database" not in cases.params or _is_first(cases.indices)


def _is_first(indices: Mapping[str, int]) -> bool:
    """Whether it is the first case of its test, whatever the database."""
    return not any(at for name, at in indices.items() if name != "database")

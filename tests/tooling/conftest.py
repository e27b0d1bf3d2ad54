"""What the tests of the tools share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place that PostgreSQL's own user can reach, too."""
    path = Path(tempfile.mkdtemp(prefix="regulars-bench-", dir="/tmp"))
    path.chmod(0o755)
    monkeypatch.setenv("BENCH_DIR", str(path))
    yield path
    shutil.rmtree(path)

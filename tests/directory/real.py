"""Real data that the tests may use where it is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_FOLDER = Path(
    os.environ.get("REGULARS_DATA") or Path(__file__).parents[3] / "shared" / "data"
)


def real_file(name: str) -> Path:
    """The file, or a skip that says what is missing."""
    path = _FOLDER / name
    if not path.exists():
        pytest.skip(f"no {name} in {_FOLDER}; REGULARS_DATA can name another folder")
    return path

"""The product's commands, run as a person at the terminal does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

from tests.bench.kept import ROOT


def said_by(settings: Mapping[str, str], *asked: str) -> str:
    """What a command says. Raises: RuntimeError, with what it said, where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *asked],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{asked[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout

"""The process that asks, beside the one that measures and those that answer."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.bench.kept import ROOT


class Client:
    """A running `client.py`, or another that takes jobs so; a context manager."""

    def __init__(self, module: str = "client") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"tests.bench.{module}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def ask(self, **job: Any) -> dict[str, Any]:
        """Do a job as the module has them. Raises: RuntimeError for wrong answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        if told["wrong"]:
            raise RuntimeError(f"Not answered well: {told['wrong'][:3]}")
        return told

"""The gate of the branches: it lets enough pass and complains of too few."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

GATE = Path(__file__).with_name("branches.py")


@pytest.mark.parametrize(
    ("covered", "complaint"), [(90, ""), (89, "took 89.0%"), (0, "took 0.0%")]
)
def test_the_gate_counts_branches(tmp_path: Path, covered: int, complaint: str) -> None:
    assert complaint in (said := run_gate(tmp_path, covered=covered, counted=100))
    assert bool(said) == bool(complaint)


def test_a_run_that_counted_nothing_is_refused(tmp_path: Path) -> None:
    assert "No branch was counted" in run_gate(tmp_path, covered=0, counted=0)


def run_gate(folder: Path, *, covered: int, counted: int) -> str:
    report = folder / "report.json"
    totals = {"covered_branches": covered, "num_branches": counted}
    report.write_text(json.dumps({"totals": totals}))
    done = subprocess.run(
        [sys.executable, GATE, report, "90"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) == bool(done.stderr)
    return done.stderr

"""Refuse a run of the tests that took too few of the code's branches.

`coverage` counts lines and branches in one figure, where many plain lines hide an
untried `else`. This looks at the branches alone: branches.py REPORT.json PERCENT.
"""

import json
import sys
from pathlib import Path


def main(*, report: Path, least: float) -> str | None:
    """Return the complaint, or None where the branches taken suffice (percent)."""
    totals = json.loads(report.read_text())["totals"]
    if not totals["num_branches"]:
        return "No branch was counted: coverage did not measure the right code."
    share = 100 * totals["covered_branches"] / totals["num_branches"]
    if share < least:
        return f"The tests took {share:.1f}% of the branches; {least:g}% are asked for."
    return None


if __name__ == "__main__":
    sys.exit(main(report=Path(sys.argv[1]), least=float(sys.argv[2])))

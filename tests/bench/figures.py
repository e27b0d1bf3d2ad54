"""What a measurement comes to: figures of each row, and of the whole run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from tests.bench.alive import Alive
from tests.bench.importing import Imported
from tests.bench.load import Loaded
from tests.bench.running import Run

BARE_TITLE = "bare Flask answer"


@dataclass
class Figures:
    """What came out for a row: milliseconds, bytes in the middle, answers a second.

    `over` is the row of whose milliseconds its bar is a multiple.
    """

    title: str
    bar: tuple[float, float] | None
    ms: list[float] = field(default_factory=list)
    bytes: int = 0
    rate: float = 0.0
    statements: int = 0
    over: str = BARE_TITLE

    @property
    def p50(self) -> float:
        """Half of the answers were faster."""
        return percentile(self.ms, 50)

    @property
    def p95(self) -> float:
        """One of twenty took longer."""
        return percentile(self.ms, 95)


@dataclass
class Result:
    """All of it: each row, searches inside, the memory in words, and the rest."""

    loaded: Loaded
    rows: list[Figures]
    searches: dict[str, list[float]]
    memory: str
    imports: list[Imported] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    tablets: Alive | None = None


def percentile(values: Sequence[float], percent: int) -> float:
    """The value under which so many of a hundred lie."""
    if len(values) < 2:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]

"""What a measurement comes to: figures of each row, and of the whole run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles

from tests.bench.load import Loaded


@dataclass
class Figures:
    """What came out for a row: milliseconds, bytes in the middle, answers a second."""

    title: str
    bar: tuple[float, float] | None
    ms: list[float] = field(default_factory=list)
    bytes: int = 0
    rate: float = 0.0
    statements: int = 0

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
    """A whole run: figures of each row, the searches inside, the memory in words."""

    loaded: Loaded
    rows: list[Figures]
    searches: dict[str, list[float]]
    memory: str


def percentile(values: Sequence[float], percent: int) -> float:
    """The value under which so many of a hundred lie."""
    if len(values) < 2:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]

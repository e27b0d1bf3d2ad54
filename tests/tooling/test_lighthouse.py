"""What Lighthouse reports is understood, and what is missing is said, not failed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lighthouse import __main__ as lighthouse
from tests.lighthouse import auditing
from tests.lighthouse.auditing import CATEGORIES, CannotLookError, understood

URL = "http://localhost:8000/customers"


def report(*, performance: float = 1.0, url: str = URL) -> dict[str, Any]:
    """A report as Lighthouse writes it, as far as it is read."""
    audits = {
        "slow": {
            "title": "Blocked",
            "score": performance,
            "displayValue": "710 ms",
            "details": {"items": [{"node": {"snippet": "<main>"}}]},
        },
        "informs": {"title": "Treemap", "score": None},
    }
    refs = [{"id": "slow", "weight": 30}, {"id": "informs", "weight": 1}]
    categories = {name: {"score": 1, "auditRefs": []} for name in CATEGORIES}
    categories["performance"] = {"score": performance, "auditRefs": refs}
    return {
        "finalDisplayedUrl": url,
        "categories": categories,
        "audits": audits,
        "environment": {"benchmarkIndex": 1234.5},
    }


def test_a_report_becomes_percents_and_what_is_missing() -> None:
    good = understood(report(), url=URL)
    bad = understood(report(performance=0.41), url=URL)

    assert good == (dict.fromkeys(CATEGORIES, 100), [], 1234)
    assert (bad.scores["performance"], bad.scores["seo"]) == (41, 100)
    assert bad.complaints == ["Blocked: 710 ms: <main>"]
    assert lighthouse.is_enough(good)
    assert not lighthouse.is_enough(bad)


def test_a_report_of_another_page_counts_for_nothing() -> None:
    elsewhere = report(url="http://localhost:8000/login")

    with pytest.raises(CannotLookError, match="led to http://localhost:8000/login"):
        understood(elsewhere, url=URL)


def test_the_best_try_counts() -> None:
    tries = [understood(report(performance=p), url=URL) for p in (0.9, 0.96, 0.93)]

    best = lighthouse.best_of(tries)

    assert best.scores["performance"] == 96


def test_a_machine_without_it_is_told_and_not_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(auditing, "_CHROMIUM", "/usr/bin/chromium")
    monkeypatch.setenv("PATH", "/nowhere")

    status = lighthouse.main()

    assert status == 0
    assert (
        capsys.readouterr().out == "Lighthouse was left out. Node is not installed.\n"
    )

"""The Makefile, with a stand-in for Python that writes down what it was asked."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = """#!/bin/sh
echo "$@" >> "$LOG"
[ "$1 $2" = "-m venv" ] || exit 0
mkdir -p .venv/bin && cp "$0" .venv/bin/python
"""
TOO_OLD = "#!/bin/sh\nexit 1\n"


class Checkout:
    """A folder with the Makefile, two locks and a Python that only takes notes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "tests").mkdir()
        shutil.copy(ROOT / "Makefile", folder)
        (folder / "requirements.txt").write_text("flask==3\n")
        (folder / "tests" / "requirements.txt").write_text("ruff==0\n")
        self.python = self.add_program("python", PYTHON)

    def add_program(self, name: str, text: str) -> Path:
        """Put a program beside the Makefile."""
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def make(
        self, *arguments: str, python: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run make with the stand-in, or with what `python` says."""
        return subprocess.run(
            ["make", *arguments, f"PYTHON={python or self.python}"],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "LOG": str(self.folder / "log")},
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self) -> list[str]:
        """Give what Python was asked since the last time, one line a call."""
        log = self.folder / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    if not shutil.which("make", path="/usr/bin:/bin"):
        pytest.skip("make is not installed.")
    return Checkout(tmp_path)


def test_without_a_right_python_it_says_what_to_do(checkout: Checkout) -> None:
    old = checkout.add_program("old", TOO_OLD)

    done = checkout.make("run", python=f"{old} no-such-python")

    assert done.returncode != 0
    assert "Regulars needs Python 3.11, 3.12 or 3.13" in done.stdout
    assert "make run PYTHON=" in done.stdout


def test_a_python_that_is_too_old_is_passed_over(checkout: Checkout) -> None:
    old = checkout.add_program("old", TOO_OLD)

    done = checkout.make("test", python=f"{old} {checkout.python}")

    assert done.returncode == 0
    assert "-m pytest" in checkout.asked()


def test_packages_are_installed_only_when_the_lock_changed(checkout: Checkout) -> None:
    checkout.make("test")
    first = checkout.asked()
    checkout.make("test")
    second = checkout.asked()
    (checkout.folder / "requirements.txt").write_text("flask==4\n")
    checkout.make("test")
    third = checkout.asked()

    assert any("install" in line for line in first)
    assert second == ["-m pytest"]
    assert any("install" in line for line in third)


def test_a_failed_installation_is_tried_again(checkout: Checkout) -> None:
    failing = PYTHON.replace("exit 0", '{ [ "$2" != pip ]; exit $?; }', 1)
    checkout.add_program("python", failing)
    failed = checkout.make("test")
    checkout.add_program(".venv/bin/python", PYTHON)
    checkout.asked()

    done = checkout.make("test")

    assert (failed.returncode != 0, done.returncode) == (True, 0)
    assert any("install" in line for line in checkout.asked())


@pytest.mark.parametrize(
    ("arguments", "has_demo"), [((), True), (("EMPTY=1",), False), (("EMPTY=",), True)]
)
def test_run_migrates_fills_and_serves(
    checkout: Checkout, arguments: tuple[str, ...], has_demo: bool
) -> None:
    checkout.make("install")
    checkout.asked()

    checkout.make("run", *arguments)
    port, migrate, *demo, serve = checkout.asked()

    assert port == "deploy/port.py"
    assert migrate == "-m flask --app app db upgrade"
    assert demo == ["-m flask --app app demo"] * has_demo
    assert serve.startswith("deploy/together.py ")
    assert "-m flask --app app worker" in serve
    assert "-m gunicorn --config deploy/gunicorn.conf.py" in serve


def test_only_the_tools_need_the_second_lock(checkout: Checkout) -> None:
    checkout.make("test")
    plain = checkout.asked()
    checkout.make("tools")
    more = checkout.asked()

    assert not any("tests/requirements.txt" in line for line in plain)
    assert any("tests/requirements.txt" in line for line in more)

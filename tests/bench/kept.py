"""Where the loaded databases are kept: outside the repository, until rows change.

The folder's name holds a mark of everything the rows are made of (migrations, the
rules of search, the loader), so a change of these loads anew and nothing else does.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_MADE_OF = (
    "migrations/versions/*.py",
    *(
        f"customers/directory/rules/{name}.py"
        for name in (
            *("codes", "digits", "emails", "entries", "letters"),
            *("names", "phones", "readings", "words"),
        )
    ),
    "customers/transfer/demo_people.py",
    "customers/purchases/rules.py",
    "customers/membership/rules.py",
    *(
        f"tests/bench/{name}.py"
        for name in (
            *("names", "plans", "people", "sales", "sold", "joined"),
            *("shards", "filling", "load"),
        )
    ),
)


def base(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of all measurements: BENCH_DIR, or one in the cache.

    PostgreSQL does not run as root and cannot see into root's home, so root's cache is
    the system's.
    """
    if given := environ.get("BENCH_DIR"):
        return Path(given).absolute()
    if given := environ.get("XDG_CACHE_HOME"):
        return Path(given).absolute() / "regulars-bench"
    cache = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    return cache / "regulars-bench"


def fingerprint() -> str:
    """A mark of what the rows are made of: another one once any of it is another."""
    digest = hashlib.sha256()
    for pattern in _MADE_OF:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def folder(size: int) -> Path:
    """The folder of the databases with `size` customers, made if need be."""
    path = base() / f"{fingerprint()}-{size}"
    path.mkdir(parents=True, exist_ok=True)
    return path


def older(size: int) -> list[Path]:
    """Folders with as many customers whose rows were made of something else."""
    mine = folder(size)
    return sorted(path for path in mine.parent.glob(f"*-{size}") if path != mine)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until nobody else loads or measures in the folder."""
    with open(path / "lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def note(path: Path, kind: str) -> dict[str, Any] | None:
    """What was written down when this kind of database was loaded; None before."""
    file = path / f"{kind}.json"
    return json.loads(file.read_text()) if file.exists() else None


def write_down(path: Path, kind: str, *, told: Mapping[str, Any]) -> None:
    """Say that this kind of database is loaded, as the last thing of it."""
    (path / f"{kind}.json").write_text(json.dumps(dict(told), indent=1))

"""Serves the bare answer as Regulars is served, but for what asks its database."""

import runpy
from pathlib import Path
from typing import Any

_SHIPPED = Path(__file__).parents[2] / "deploy" / "gunicorn.conf.py"

globals().update(
    {
        name: value
        for name, value in runpy.run_path(str(_SHIPPED)).items()
        if not name.startswith("__")
    }
)


def post_worker_init(_worker: Any) -> None:
    """Ask nothing: there is no database."""

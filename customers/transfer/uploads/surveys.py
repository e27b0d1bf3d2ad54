"""The imports themselves, by the kind of file: how one is surveyed, how it is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from customers.accounts.actors import Actor
from customers.transfer import customers, purchases
from customers.transfer.imports import FileImport, Survey
from customers.transfer.uploads.models import PURCHASES, Upload


def survey_of(kind: str, path: Path, *, actor: Actor) -> Survey:
    """What a file as a whole tells. Raises: Unreadable."""
    if kind == PURCHASES:
        return purchases.survey(path, actor=actor)
    return customers.survey(path, actor=actor)


def import_of(
    upload: Upload, path: Path, *, is_trial: bool, actor: Actor
) -> FileImport[Any]:
    """The import of an upload whose bytes are in the file, or the dry run of it.

    Raises: Unreadable, Forbidden.
    """
    given: dict[str, Any] = {"source": upload.source, "dry_run": is_trial}
    if upload.kind == PURCHASES:
        return purchases.PurchaseImport(
            path, actor=actor, create_customers=upload.adds_customers, **given
        )
    return customers.CustomerImport(path, actor=actor, **given)

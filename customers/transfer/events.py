"""The facts that files announce: what went out or came in, and by whom."""

from __future__ import annotations

from customers.events import Fact


class CustomersExported(
    Fact,
    subject="business",
    meaning="Customers were exported, or asked to be.",
    unseen=True,
):
    """`data`: format, purpose, selection (as the list's address says it), rows (None:
    not known yet) and job_id (None: the file was given at once). `personal`: search.
    """


class CustomersExportDownloaded(
    Fact,
    subject="job",
    meaning="A file of exported customers was downloaded.",
    unseen=True,
):
    """`data`: format, purpose, selection and rows."""


class SalesExported(
    Fact, subject="business", meaning="Sales were exported.", unseen=True
):
    """`data`: format, purpose, selection (as the list's address says it) and rows."""


class MembershipChangesExported(
    Fact,
    subject="business",
    meaning="Who joined or ended a membership was exported.",
    unseen=True,
):
    """`data`: format, purpose, selection (as the list's address says it) and rows."""


class FileUploaded(
    Fact, subject="upload", meaning="A file was uploaded, to be imported.", unseen=True
):
    """`data`: kind, size (bytes) and rows. `personal`: name."""


class ImportBegun(
    Fact,
    subject="upload",
    meaning="The import of a file, or a dry run, was begun.",
    unseen=True,
):
    """`data`: kind, source, adds_customers, is_trial and job_id."""


class ImportFinished(
    Fact, subject="upload", meaning="A file was imported.", unseen=True
):
    """`data`: kind, job_id and counts."""


class UploadRemoved(
    Fact,
    subject="upload",
    meaning="An uploaded file was removed before its time.",
    unseen=True,
):
    """`data`: kind."""

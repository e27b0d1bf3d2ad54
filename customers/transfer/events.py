"""The facts that files announce: who took customers out, why, and which."""

from __future__ import annotations

from customers.events import Fact


class CustomersExported(
    Fact, subject="business", meaning="Customers were exported, or asked to be."
):
    """`data`: format, purpose, selection (as the list's address says it), rows (None:
    not known yet) and job_id (None: the file was given at once). `personal`: search.
    """


class CustomersExportDownloaded(
    Fact, subject="job", meaning="A file of exported customers was downloaded."
):
    """`data`: format, purpose, selection and rows."""

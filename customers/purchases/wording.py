"""How purchases and refunds, and what becomes of them, are said to people."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.ground import money

KIND_LABELS = {"purchase": _l("Purchase"), "refund": _l("Refund")}
# What is other than usual; the usual is to be counted.
STATE_LABELS = {"waiting": _l("Waiting"), "void": _l("Undone")}
STATE_TONES = {"waiting": "warn", "void": "danger"}
ALL_STATES = {"counted": _l("Counted"), **STATE_LABELS}


def title(kind: str, *, reference: str) -> str:
    """What one of them is called: its kind and reference."""
    if kind == "refund":
        return _("Refund %(reference)s", reference=reference)
    return _("Purchase %(reference)s", reference=reference)


def badges(kind: str, *, state: str) -> list[tuple[str, str]]:
    """(word, tone) of what is not as usual: a refund, one that waits or was undone."""
    found = [(str(KIND_LABELS[kind]), "")] if kind == "refund" else []
    if state in STATE_LABELS:
        found.append((str(STATE_LABELS[state]), STATE_TONES[state]))
    return found


def quantity_text(quantity: int) -> str:
    """Thousandths as a quantity, such as 1.5."""
    return money.typed_quantity(quantity)

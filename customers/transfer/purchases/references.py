"""References: what another program calls a purchase, as it is kept and compared."""

from __future__ import annotations

import unicodedata

from customers.transfer.reading import Unread


def normal_reference(text: str) -> str:
    """A reference as it is kept; what is written otherwise is another one."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).strip()


def reference_in(cells: list[str] | Unread, places: tuple[int, ...]) -> str:
    """The reference of a row; "" where it has none, or it cannot be read."""
    held = cells.cells if isinstance(cells, Unread) else cells
    for place in places:
        if place < len(held) and (text := held[place].strip()):
            return normal_reference(text)
    return ""

"""What may come in about shops."""

from __future__ import annotations

from typing import Annotated

from customers.ground.fields import NeededLine, Schema


class ShopName(Schema):
    """A shop's name, unique in its business."""

    name: Annotated[str, NeededLine(120)]

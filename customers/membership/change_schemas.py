"""What an address may ask of the list of who joined and whose membership ended."""

from __future__ import annotations

from typing import Annotated, Literal

from customers.ground.fields import Day, Line, Schema


class ChangesInput(Schema):
    """What an address of the list asks for; of days None is any, both are within.

    They are days of the business's time zone.
    """

    kind: Literal["joined", "ended"] = "joined"
    day_from: Day | None = None
    day_to: Day | None = None
    after: Annotated[str | None, Line(300)] = None
    before: Annotated[str | None, Line(300)] = None

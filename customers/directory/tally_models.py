"""The tallies: how many customers there are of each kind, kept with each change.

Their locks are taken in the order of `ground.locks`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from customers.ground.columns import Id
from customers.ground.db import Model
from customers.ground.keyed import Keyed

# The tally of visits that stands for as many or more.
MOST_VISITS = 1_000


class Tally(Keyed, Model):
    """How many customers that are not deleted there are of a kind, kept as they change.

    `name` is all, type:vip, status:inactive, shop:3 or staff:7; membership, above,
    keeps membership:member and membership:held, which are locked after the others.
    """

    __tablename__ = "tally"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    total: Mapped[int] = mapped_column(Id, default=0)


class VisitTally(Keyed, Model):
    """How many customers that are not deleted have so many visits (1 to 1,000).

    1,000 stands for as many or more. A frequency is a range of these.
    """

    __tablename__ = "visit_tally"

    visits: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int] = mapped_column(Id, default=0)


class FirstVisitTally(Keyed, Model):
    """How many customers that are not deleted came first in a month, and came again.

    `on_month` is the first day of the month of `first_visit_on`; `buyers` have a visit,
    `repeaters` of them two or more.
    """

    __tablename__ = "first_visit_tally"

    on_month: Mapped[date] = mapped_column(primary_key=True)
    buyers: Mapped[int] = mapped_column(Id, default=0)
    repeaters: Mapped[int] = mapped_column(Id, default=0)

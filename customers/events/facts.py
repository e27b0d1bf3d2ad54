"""What a fact is: a class per kind of event, declared in its room's `events.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

_kinds: dict[str, type[Fact]] = {}


@dataclass(frozen=True)
class Fact:
    """Something that happened to the row `subject_id` of the table `subject`.

    `data` holds plain JSON values without anything personal; `personal` the values
    that privacy erasure empties, for changes as `{field: [before, after]}`.
    """

    subject: ClassVar[str]
    meaning: ClassVar[str]
    is_published: ClassVar[bool]
    is_of_everybody: ClassVar[bool]
    is_unseen: ClassVar[bool]

    subject_id: int | None
    data: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)

    def __init_subclass__(
        cls,
        *,
        subject: str,
        meaning: str,
        published: bool = False,
        everybody: bool = False,
        unseen: bool = False,
    ) -> None:
        """Declare a kind: the table it is about and one sentence of meaning.

        `everybody`: it changes what pages say of any customer, such as a threshold.
        `unseen`: nothing changes that pages show to others at work, as where somebody
        signs in or fetches a file.
        """
        cls.subject = subject
        cls.meaning = meaning
        cls.is_published = published
        cls.is_of_everybody = everybody
        cls.is_unseen = unseen
        if cls.__name__ in _kinds:
            raise TypeError(f"There is a fact named {cls.__name__} already.")
        _kinds[cls.__name__] = cls

    def whom(self) -> Collection[int] | None:
        """The ids of the customers whom it changes; None where no page shows it.

        A fact about something else names them as `customer_id` and, where it was
        another's before, `customer_id_before`.
        """
        if self.is_unseen:
            return None
        named = (
            self.subject_id if self.subject == "customer" else None,
            self.data.get("customer_id"),
            self.data.get("customer_id_before"),
        )
        return {customer_id for customer_id in named if customer_id is not None}


def facts() -> dict[str, type[Fact]]:
    """All kinds of fact that are declared, by name."""
    return dict(sorted(_kinds.items()))

"""What a fact is: a class per kind of event, declared in its room's `events.py`."""

from __future__ import annotations

from collections.abc import Mapping
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

    subject_id: int | None
    data: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)

    def __init_subclass__(
        cls, *, subject: str, meaning: str, published: bool = False
    ) -> None:
        """Declare a kind: the table it is about and one sentence of meaning."""
        cls.subject = subject
        cls.meaning = meaning
        cls.is_published = published
        if cls.__name__ in _kinds:
            raise TypeError(f"There is a fact named {cls.__name__} already.")
        _kinds[cls.__name__] = cls


def facts() -> dict[str, type[Fact]]:
    """All kinds of fact that are declared, by name."""
    return dict(sorted(_kinds.items()))

"""The right margin of a transcript: rooms that know something about words put it beside them.

Each room registers its own when it is imported, like a panel; the transcript's page lays everything beside the turn in
which its words begin. Must never know what an item is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, get_args

from retreat.web.panels import Visit

# Every turn has one slot of each, in this order.
Slot = Literal["doubts", "codes", "notes", "memos"]
SLOTS: tuple[Slot, ...] = get_args(Slot)


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """The part of a transcript that is open.

    Attributes:
        transcript_id: The version shown.
        table_id: The table whose talk it is; None for the whole room.
        started_at: When its sound began on the one clock.
        words: The numbers of the words on it that this reader may read, in reading order, turn by turn.
        starts_ms: When each of those words begins in the sound; None if unknown.
    """

    transcript_id: str
    table_id: str | None
    started_at: datetime
    words: Sequence[Sequence[int]]
    starts_ms: Sequence[Sequence[int | None]]

    @cached_property
    def turn_of(self) -> Mapping[int, int]:
        """The place on the leaf of the turn with each word."""
        return {number: at for at, numbers in enumerate(self.words) for number in numbers}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginItem:
    """Something beside some words.

    Attributes:
        slot: Which of a turn's slots it goes into.
        id: Unique on the page; the id of its element.
        first: Number of the first word that it is about; ``last`` of the last, inclusive. One of them has to be on the
            leaf, else it is not shown; for a span that begins before the leaf, name the leaf's first word.
        template: A partial, rendered with ``item`` (this) and with what the record's page has.
        wants: Plain values for the partial, as ``item.wants``.
        mark: A class for its words while it is pointed at or has the focus; ``is-beside`` suits most.
    """

    slot: Slot
    id: str
    first: int
    last: int
    template: str
    wants: Mapping[str, Any] = field(default_factory=dict)
    mark: str = "is-beside"


Gather = Callable[[Visit, Leaf], Sequence[MarginItem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """What one room puts beside words.

    Attributes:
        name: One word, unique.
        place: Within a slot, items of lower places come first.
        gather: The items of a leaf, as far as the visit's reader may see them; called once for a page.
        scripts: Modules under ``static/js`` that its items need.
        styles: Sheets under ``static/css``, likewise.
    """

    name: str
    place: int
    gather: Gather
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


_margins: dict[str, Margin] = {}


def register(margin: Margin) -> Margin:
    """Add a room's items; adding the same one twice changes nothing."""
    _margins[margin.name] = margin
    return margin


def margins() -> list[Margin]:
    """All of them in their order."""
    return sorted(_margins.values(), key=lambda margin: (margin.place, margin.name))


def beside(visit: Visit, leaf: Leaf) -> dict[int, dict[Slot, list[MarginItem]]]:
    """What lies beside each turn of a leaf, by the turn's place on it and by slot; turns with nothing are left out."""
    laid: dict[int, dict[Slot, list[MarginItem]]] = {}
    for margin in margins():
        for item in margin.gather(visit, leaf):
            at = leaf.turn_of.get(item.first, leaf.turn_of.get(item.last))
            if at is not None:
                laid.setdefault(at, {}).setdefault(item.slot, []).append(item)
    return laid

"""What higher rooms tell and do about what ends; each registers itself. This room may not import them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from retreat.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """One sort of things that end, as a list counts them.

    Attributes:
        name: In JSON.
        kind: With which kind it ends.
        one: Of one of them: “audio recording”.
        many: Of several.
        count: How many of an event are still here.
    """

    name: str
    kind: str
    one: str
    many: str
    count: Callable[[Session, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundEnd:
    """What the room of sound does.

    Attributes:
        end: Destroys one sound of an event; whether there was one. Harmless if repeated.
        left: How many of an event's files of sound are still on this machine.
    """

    end: Callable[[House, str, datetime], bool]
    left: Callable[[House, str], int]


_stocks: dict[str, Stock] = {}
_sound: list[SoundEnd] = []


def register_stock(stock: Stock) -> None:
    """Add a sort; adding the same one twice changes nothing."""
    _stocks[stock.name] = stock


def stocks(kind: str | None = None) -> Sequence[Stock]:
    """Every sort, or those of one kind, in the order in which the rooms registered."""
    return tuple(one for one in _stocks.values() if kind in (None, one.kind))


def register_sound_end(part: SoundEnd) -> None:
    """Register the room of sound."""
    _sound[:] = [part]


def sound_end() -> SoundEnd:
    """It.

    Raises:
        RuntimeError: It was never imported.
    """
    if not _sound:
        raise RuntimeError("retreat.recordings was never imported")
    return _sound[0]

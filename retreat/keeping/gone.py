"""What was taken back: lists of ids without words, which a restored copy must obey before anybody can read it.

Each room registers a kind of such things. The list lies beside the backup, sealed, and only ever grows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from retreat.house import House

# The first item is its key; the others are numbers, short words of our own, or ids.
Line = Sequence[Any]
Lines = Sequence[Line]
Gone = Mapping[str, Lines]
# A row as it is about to be restored, by column; None to leave it out.
Sieve = Callable[[dict[str, Any]], dict[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of things that can be taken back.

    Attributes:
        name: One word, as it is kept in lists for ever.
        called: What a report calls them: “texts taken back”.
        collect: All of them, and what an earlier list said, if they leave no trace of their own.
        bury: Applies a list to a restored copy, in one transaction; how many things it changed.
    """

    name: str
    called: str
    collect: Callable[[Session, Lines], Lines]
    bury: Callable[[Session, House, Lines], int]


Settle = Callable[[House, Callable[[], Any]], None]
# What has to be over is ended first; only then can be erased what ends with it; indexes are made of what stays.
Phase = Literal["end", "erase", "index"]
_PHASES: tuple[Phase, ...] = ("end", "erase", "index")

_kinds: dict[str, Kind] = {}
_sieves: list[tuple[str, Callable[[Lines], Mapping[str, Sieve]]]] = []
_settling: dict[Settle, Phase] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; adding the same one twice changes nothing."""
    _kinds[kind.name] = kind
    return kind


def sift(name: str, sieves: Callable[[Lines], Mapping[str, Sieve]]) -> None:
    """Say which rows of which tables are never written to a restored copy, by a kind's list."""
    if (name, sieves) not in _sieves:
        _sieves.append((name, sieves))


def settle(act: Settle, phase: Phase) -> None:
    """Add something to be done with a restored copy once all lists were applied; it is given what opens speech."""
    _settling[act] = phase


def kinds() -> Sequence[Kind]:
    """Every kind, in the order in which the rooms registered."""
    return tuple(_kinds.values())


def collect(db: Session, before: Gone) -> dict[str, list[list[Any]]]:
    """The list as it is now, with everything that it held before."""
    found: dict[str, list[list[Any]]] = {name: [list(line) for line in lines] for name, lines in before.items()}
    for kind in kinds():
        lines = {line[0]: list(line) for line in found.get(kind.name, ())}
        lines.update({line[0]: list(line) for line in kind.collect(db, before.get(kind.name, ()))})
        found[kind.name] = list(lines.values())
    return found


def sieves_of(gone: Gone) -> dict[str, list[Sieve]]:
    """What each table's rows go through on their way into a restored copy."""
    found: dict[str, list[Sieve]] = {}
    for name, make in _sieves:
        for table, sieve in make(gone.get(name, ())).items():
            found.setdefault(table, []).append(sieve)
    return found


def bury(house: House, gone: Gone) -> dict[str, int]:
    """Apply a list to a restored copy; how many things each kind changed, by its name."""

    def act(db: Session) -> dict[str, int]:
        return {kind.name: kind.bury(db, house, gone.get(kind.name, ())) for kind in kinds()}

    return house.database.write(act)


def in_words(held_back: Mapping[str, int]) -> str:
    """“2 texts taken back, 1 accounts that ended”; empty if there is nothing."""
    called = {kind.name: kind.called for kind in kinds()}
    return ", ".join(f"{count} {called.get(name, name)}" for name, count in held_back.items() if count)


def settle_all(house: House, open_speech: Callable[[], Any]) -> None:
    """Do everything that was added, phase by phase."""
    for phase in _PHASES:
        for act in [act for act, wanted in _settling.items() if wanted == phase]:
            act(house, open_speech)

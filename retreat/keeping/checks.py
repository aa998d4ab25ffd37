"""What ``verify`` can check: original sound by the digest noted when it came, and what is made from other things.

Rooms register when they are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from retreat.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One file that was brought or recorded, and can be made from nothing else.

    Attributes:
        path: Below the data folder.
        sha256: In hexadecimal, as noted when it came.
        may_be_missing: Whether it may have been erased for good.
    """

    path: str
    sha256: str
    may_be_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is not as it should be. ``code``: ``damaged``, ``missing`` or ``stale``."""

    code: str
    what: str
    says: str
    can_be_rebuilt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is made from others.

    Attributes:
        name: What a report calls it: “index of words”.
        find: Everything wrong with it.
        rebuild: Makes it again from what it is made from, given what opens speech; None where nothing can.
    """

    name: str
    find: Callable[[House], Sequence[Trouble]]
    rebuild: Callable[[House, Callable[[], Any]], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """Some things that a restored copy must hold like the original.

    Attributes:
        choose: Ids of some of them, at random.
        digests: Of their words, by id, for those of these ids that are there.
        findable: How many of these a search finds by their words.
    """

    choose: Callable[[Session, int], Sequence[str]]
    digests: Callable[[Session, Sequence[str]], dict[str, str]]
    findable: Callable[[Session, Sequence[str]], int]


_samples: list[Samples] = []
_originals: list[Callable[[Session], Iterable[Original]]] = []
_checks: dict[str, Check] = {}


def register_originals(find: Callable[[Session], Iterable[Original]]) -> None:
    """Add a source of files that must be as they came."""
    if find not in _originals:
        _originals.append(find)


def register_samples(samples: Samples) -> None:
    """Say what a drill compares."""
    _samples[:] = [samples]


def samples() -> Samples | None:
    """What a drill compares; None where nobody has registered any."""
    return next(iter(_samples), None)


def register(check: Check) -> None:
    """Add a check; adding the same one twice changes nothing."""
    _checks[check.name] = check


def originals(db: Session) -> list[Original]:
    """Every file that must be as it came."""
    return [one for find in _originals for one in find(db)]


def checks() -> Sequence[Check]:
    """Every check, in the order in which the rooms registered."""
    return tuple(_checks.values())

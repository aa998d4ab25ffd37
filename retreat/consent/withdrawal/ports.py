"""What higher rooms do for a withdrawal; each registers itself. This room may not import them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from retreat.consent.derived import Theirs, Whose
from retreat.consent.withdrawal.models import Withdrawal
from retreat.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One kind of things that a withdrawal reaches, as a preview counts them.

    Attributes:
        name: In JSON.
        one: Of one of them: “note”.
        many: Of several.
        scopes: Names of the scopes that reach them.
        count: How many of somebody's there are.
    """

    name: str
    one: str
    many: str
    scopes: frozenset[str]
    count: Callable[[Session, Whose], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Something that another person wrote and that repeats somebody's words."""

    session_id: str
    thing_id: str
    noun: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A copy that somebody outside holds: whom to tell, and until when it may be used.

    Attributes:
        given: Whether it was approved, so that somebody may have downloaded it.
    """

    release_id: str
    holder: str
    called: str
    until: str
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPart:
    """What the rooms of sound and of transcripts do.

    Attributes:
        hold: In the transaction in which it is asked for: nobody hears what has to be silenced.
        sources: Digests of files with the person's voice or words.
        work: Silences what is not silent yet, or deletes what nobody listened to in time; whether there was any.
        waiting: How many sounds wait for somebody to listen.
        told: What became of each sound, for the receipt.
        comes_back: Whether words of theirs can be read again.
    """

    hold: Callable[[Session, Withdrawal, Whose], None]
    sources: Callable[[Session, Theirs], Collection[str]]
    work: Callable[[House, Callable[[], Any], str], bool]
    waiting: Callable[[Session, str], int]
    told: Callable[[Session, str], list[dict[str, Any]]]
    comes_back: Callable[[Session, Whose], bool]


_touches: dict[str, Touch] = {}
_repeating: list[Callable[[Session, Theirs], Sequence[Repeated]]] = []
_telling: list[Callable[[Session, str], Sequence[Told]]] = []
_sound: list[SoundPart] = []


def register_touch(touch: Touch) -> None:
    """Add a kind; adding the same one twice changes nothing."""
    _touches[touch.name] = touch


def touches() -> Sequence[Touch]:
    """Every kind, in the order in which the rooms registered."""
    return tuple(_touches.values())


def register_repeating(find: Callable[[Session, Theirs], Sequence[Repeated]]) -> None:
    """Register who finds what other people wrote and that repeats somebody's words."""
    _repeating[:] = [find]


def repeated(db: Session, theirs: Theirs) -> list[Repeated]:
    """All of it."""
    return [one for find in _repeating for one in find(db, theirs)]


def register_telling(find: Callable[[Session, str], Sequence[Told]]) -> None:
    """Register who knows which copies have left this machine with somebody's words."""
    _telling[:] = [find]


def to_tell(db: Session, participant_id: str) -> list[Told]:
    """All of them."""
    return [one for find in _telling for one in find(db, participant_id)]


def register_sound(part: SoundPart) -> None:
    """Register the rooms of sound."""
    _sound[:] = [part]


def sound() -> SoundPart:
    """Them.

    Raises:
        RuntimeError: They were never imported.
    """
    if not _sound:
        raise RuntimeError("retreat.transcripts was never imported")
    return _sound[0]

"""What this room asks rooms above it, which it may not import; they register themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A stretch of sound behind a quote or a coding whose words nobody has checked by ear.

    Attributes:
        excerpt_id: The excerpt, whose page is ``/excerpts/<id>``.
        text: Its words, as the reader may read them.
        start_ms: Where it begins in the sound; null where its words have no times.
        why: What rests on it: “2 codings”, “a theme”.
    """

    excerpt_id: str
    text: str
    start_ms: int | None
    end_ms: int | None
    why: str


UnheardPort = Callable[[Session, Reader, str], Sequence[Unheard]]
_unheard: list[UnheardPort] = []
HeldBackPort = Callable[[Session, str], bool]

_asked: list[HeldBackPort] = []


class HeldBack(Conflict):
    """Somebody who speaks in the sound has since said no. The sentence names nobody and gives no reason."""

    code = "held_back"
    tell = "This sound cannot be played at the moment."


def register_held_back(fn: HeldBackPort) -> None:
    """Register once, when the upper room is imported."""
    if fn not in _asked:
        _asked.append(fn)


def is_held_back(db: Session, recording_id: str) -> bool:
    """Whether a sound is withheld, so that it cannot be played and its transcription in progress cannot be read."""
    return any(fn(db, recording_id) for fn in _asked)


def refuse_held_back(db: Session, recording_id: str) -> None:
    """Refuse a sound that is withheld.

    Raises:
        HeldBack: It is withheld.
    """
    if is_held_back(db, recording_id):
        raise HeldBack()


def register_unheard(fn: UnheardPort) -> None:
    """Register once, when the upper room is imported."""
    if fn not in _unheard:
        _unheard.append(fn)


def unheard_in(db: Session, reader: Reader, recording_id: str) -> list[Unheard]:
    """What nobody has checked by ear in a sound that is about to be deleted, in the order of the sound.

    Whoever deletes sound shows this first: afterwards nobody can find out whether the words are right.
    """
    found = [one for fn in _unheard for one in fn(db, reader, recording_id)]
    return sorted(found, key=lambda one: (one.start_ms is None, one.start_ms or 0, one.excerpt_id))

"""What depends on the words of a transcript: higher rooms register it here, and those turns are checked first.

A room registers a function at import; this file registers what people made during the talk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.log.makings import made_in
from retreat.transcripts.versions.models import TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """One thing that depends on words: on those from one number to another, or on what was said at a moment.

    Attributes:
        what: In the singular, as it reads before “depends on this”: a note, a light-bulb, a coding, a quote.
        weight: The higher, the sooner its words are checked.
    """

    what: str
    weight: int
    first_word: int | None = None
    last_word: int | None = None
    at_ms: int | None = None


Rests = Callable[[Session, Reader, TranscriptVersion], Iterable[Resting]]
_registered: dict[str, Rests] = {}


def what_rests(name: str) -> Callable[[Rests], Rests]:
    """Register a function that lists one kind of thing that depends on words."""

    def register(tell: Rests) -> Rests:
        _registered[name] = tell
        return tell

    return register


def resting_on(db: Session, reader: Reader, transcript: TranscriptVersion) -> Sequence[Resting]:
    """Everything that depends on a transcript."""
    return [one for tell in _registered.values() for one in tell(db, reader, transcript)]


def _into_ms(transcript: TranscriptVersion, at: datetime) -> int:
    """How far into its sound a moment is; negative before it began."""
    return round((at - transcript.started_at).total_seconds() * 1000)


@what_rests("made")
def _made(db: Session, reader: Reader, transcript: TranscriptVersion) -> Iterable[Resting]:
    """What was made at this table, or by people without a table, while it was being recorded."""
    for one in made_in(db, reader, transcript.session_id):
        elsewhere = one.table_id and transcript.table_id and one.table_id != transcript.table_id
        if not elsewhere:
            yield Resting(what=one.making.called, weight=one.making.weight, at_ms=_into_ms(transcript, one.at))

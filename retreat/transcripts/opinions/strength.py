"""Whose words may be accepted: those of a model at least as strong as every model that transcribed the turn.

A weaker model's opinion is a doubt worth checking, but cannot overrule a stronger model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.recordings.models import SEALED
from retreat.transcripts.ports import strengths
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion
from transcription.types import PARAMETERS

_WORDS = "words"
_END_OF_TIME_MS = 2**40


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearers:
    """The strengths of the models that wrote a transcript: the first, and those of later spans, in milliseconds.

    A strength is a number of parameters; None if unknown.
    """

    first: int | None
    again: tuple[tuple[int, int, int | None], ...] = ()

    def of(self, start_ms: int | None, end_ms: int | None) -> int | None:
        """The strongest in a span, or of all if it has no times; None if one of them is unknown."""
        start, end = start_ms or 0, _END_OF_TIME_MS if end_ms is None else end_ms
        there = [self.first, *(one for since, until, one in self.again if since < end and until > start)]
        known = [one for one in there if one is not None]
        return max(known) if len(known) == len(there) else None


def strength(model: str, versions: Mapping[str, Any]) -> int | None:
    """The strength of a model, as stored with its result, or by its name."""
    told = str(versions.get(PARAMETERS, ""))
    return int(told) if told.isdecimal() else strengths().strength_of(model)


def hearers_of(db: Session, transcript: TranscriptVersion) -> Hearers:
    """The models that wrote a transcript, without those whose work was undone."""
    again = db.scalars(
        select(SpeechRerun).where(
            SpeechRerun.transcript_id == transcript.id,
            SpeechRerun.kind == _WORDS,
            SpeechRerun.state != SEALED,
            SpeechRerun.undone_at.is_(None),
        )
    )
    return Hearers(
        first=strength(transcript.model, transcript.versions), again=tuple(_again(row, transcript) for row in again)
    )


def _again(row: SpeechRerun, transcript: TranscriptVersion) -> tuple[int, int, int | None]:
    model = str(row.options.get("model") or transcript.model)
    end_ms = _END_OF_TIME_MS if row.end_ms is None else row.end_ms
    return row.start_ms or 0, end_ms, strength(model, row.outcome)


def may_be_taken(opinion: int | None, hearer: int | None) -> bool:
    """Whether a model's words may replace another's; never if either strength is unknown."""
    return opinion is not None and hearer is not None and strengths().is_as_strong(opinion, hearer)


def strongest(found: Iterable[int | None]) -> int | None:
    """The strongest of several, None if one is unknown; without any, there is no requirement."""
    given = list(found)
    return None if None in given else max((one for one in given if one is not None), default=0)

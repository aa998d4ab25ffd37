"""What to check next: turns that work depends on, that two models heard differently, that are doubtful or unclear."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.correcting.resting import Resting, resting_on
from retreat.transcripts.models import MACHINE, RecordedTurn, RecordedWord
from retreat.transcripts.opinions.beside import opinions_beside
from retreat.transcripts.places import cell_of
from retreat.transcripts.reading import first_words
from retreat.transcripts.sight import in_sight, sight_of
from retreat.transcripts.versions.models import TranscriptVersion
from transcription.types import FLAG_SPEECH_WITHOUT_TEXT

# People listen before they write a note, so it belongs to what was said up to this long before.
_STILL_HEARD_MS = 30_000
_TRUSTED = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCheck:
    """A turn that nobody has checked yet, and what decides its place in the list.

    Attributes:
        rests: What depends on it, without repeats.
        confidence: The machine's own, over its words, 0 to 1; null if it gave none.
        is_disputed: Whether another model heard something else, and nobody has decided yet.
    """

    turn: int
    start_ms: int | None
    beginning: str
    rests: tuple[str, ...]
    weight: int
    flags: tuple[str, ...]
    confidence: float | None
    is_disputed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spoken:
    """Where a turn with words is: in the sound, if it has times, and by the numbers of its heard words."""

    turn: int
    start_ms: int | None
    end_ms: int | None
    first_word: int
    last_word: int


def to_check(db: Session, reader: Reader, transcript: TranscriptVersion) -> list[ToCheck]:
    """Every turn that is still as the machine wrote it, those most worth checking first."""
    sight = sight_of(db, reader, transcript.id)
    rows = db.execute(
        select(
            RecordedWord.turn,
            func.avg(RecordedWord.confidence).label("confidence"),
            func.min(RecordedWord.start_ms).label("start_ms"),
            func.max(RecordedWord.end_ms).label("end_ms"),
            func.min(RecordedWord.place).label("first"),
            func.max(RecordedWord.place).label("last"),
        )
        .where(in_sight(sight), ~RecordedWord.removed)
        .group_by(RecordedWord.turn)
    )
    heard = {row.turn: row for row in rows if row.turn is not None}
    turns = db.scalars(
        select(RecordedTurn).where(RecordedTurn.transcript_id == transcript.id).order_by(RecordedTurn.n)
    ).all()
    spoken = [
        _Spoken(
            turn=n, start_ms=row.start_ms, end_ms=row.end_ms, first_word=cell_of(row.first), last_word=cell_of(row.last)
        )
        for n, row in heard.items()
    ]
    rests = _by_turn(resting_on(db, reader, transcript), spoken)
    opinions = opinions_beside(db, reader, sight)
    waiting = [
        ToCheck(
            turn=turn.n,
            start_ms=heard[turn.n].start_ms if turn.n in heard else turn.start_ms,
            beginning=first_words(turn.text) if turn.n in heard else "",
            rests=tuple(dict.fromkeys(one.what for one in rests[turn.n])),
            weight=sum(one.weight for one in rests[turn.n]),
            flags=tuple(flag for flag in turn.flags if flag != FLAG_SPEECH_WITHOUT_TEXT or turn.n not in heard),
            confidence=_rounded(heard[turn.n].confidence) if turn.n in heard else None,
            is_disputed=any(not one.agrees for one in opinions.get(turn.n, ())),
        )
        for turn in turns
        if turn.review == MACHINE and (turn.n in heard or FLAG_SPEECH_WITHOUT_TEXT in turn.flags)
    ]
    return sorted(waiting, key=_worth)


def next_to_check(waiting: Sequence[ToCheck], after: int | None) -> ToCheck | None:
    """The turn to check after this one: the next in the list, or the first again."""
    numbers = [one.turn for one in waiting]
    if after in numbers:
        at = (numbers.index(after) + 1) % len(numbers)
        return waiting[at] if numbers[at] != after else None
    return waiting[0] if waiting else None


def _worth(one: ToCheck) -> tuple[bool, int, bool, bool, float, int]:
    sure = _TRUSTED if one.confidence is None else one.confidence
    return (not one.rests, -one.weight, not one.is_disputed, not one.flags, sure, one.turn)


def _rounded(confidence: float | None) -> float | None:
    return None if confidence is None else round(confidence, 3)


def _by_turn(rests: Iterable[Resting], turns: Sequence[_Spoken]) -> dict[int, list[Resting]]:
    """What depends on each turn."""
    found: dict[int, list[Resting]] = defaultdict(list)
    timed = sorted((one.start_ms, one.end_ms or one.start_ms, one.turn) for one in turns if one.start_ms is not None)
    starts = [start for start, _end, _n in timed]
    for one in rests:
        if one.first_word is not None and one.last_word is not None:
            for there in turns:
                if there.first_word <= one.last_word and there.last_word >= one.first_word:
                    found[there.turn].append(one)
        elif one.at_ms is not None:
            at = bisect_right(starts, one.at_ms) - 1
            if at >= 0 and one.at_ms <= timed[at][1] + _STILL_HEARD_MS:
                found[timed[at][2]].append(one)
    return found

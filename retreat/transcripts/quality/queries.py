"""How far a transcript can be trusted: what the machine measured, and what people's corrections show.

Only figures, by transcript and by turn; the words behind them are read through the gate, in `figures_behind`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from retreat.transcripts.editing.revisions import EDITED, HEARD_AGAIN, OPINION_TAKEN, REPLACED, RESTORED
from retreat.transcripts.models import MACHINE, RecordedTurn, RecordedWord, TurnRevision
from retreat.transcripts.quality.mistakes import plain_words, wrong_words
from retreat.transcripts.versions.models import TranscriptVersion
from transcription.types import (
    FLAG_IMPOSSIBLE_RATE,
    FLAG_LOW_CONFIDENCE,
    FLAG_REPETITION,
    FLAG_TEXT_OVER_SILENCE,
    PARAMETERS,
    UNSURE_BELOW,
    Quality,
)

DOUBTS = frozenset({FLAG_TEXT_OVER_SILENCE, FLAG_REPETITION, FLAG_IMPOSSIBLE_RATE, FLAG_LOW_CONFIDENCE})
# Revisions in which a person looked at the words.
EDITS = (EDITED, REPLACED, RESTORED, OPINION_TAKEN)
# Less corrected time than this says nothing about the rest.
LEAST_CORRECTED_MS = 60_000
_TOLD_ELSEWHERE = ("model", "glossary")


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityView:
    """The figures of one transcript.

    Attributes:
        measured: What the machine counted while it had the voice detection; None for transcripts of earlier versions.
        doubtful: Words that are unsure or in a flagged turn, unless somebody has checked the turn.
        over_silence: Words during which nobody seems to speak, likewise.
        wrong: Words that were wrong in ``corrected_words`` words of turns that people checked or edited.
        made: How it was made, as pairs of texts: model, digest, options, versions.
    """

    transcript_id: str
    measured: Quality | None
    words: int
    doubtful: int
    over_silence: int
    wrong: int
    corrected_words: int
    corrected_ms: int
    made: tuple[tuple[str, str], ...]

    @property
    def coverage(self) -> int | None:
        """Of a hundred parts of the time in which somebody surely spoke, how many have words."""
        if self.measured is None or not self.measured.voice_ms:
            return None
        # Never rounded up to 100.
        return 100 * self.measured.voice_with_words_ms // self.measured.voice_ms

    @property
    def doubtful_in_100(self) -> int | None:
        """Of a hundred words, how many are doubtful."""
        return -(-100 * self.doubtful // self.words) if self.words else None

    @property
    def over_silence_a_minute(self) -> float | None:
        """Words where nobody seems to speak, for each minute without a voice."""
        if self.measured is None or self.measured.silence_ms < 1_000:
            return None
        return self.over_silence * 60_000 / self.measured.silence_ms

    @property
    def wrong_in_100(self) -> int | None:
        """Of a hundred corrected words, how many the machine got wrong; None below one corrected minute."""
        if self.corrected_ms < LEAST_CORRECTED_MS or not self.corrected_words:
            return None
        return -(-100 * self.wrong // self.corrected_words)


def quality_of(db: Session, row: TranscriptVersion) -> QualityView | None:
    """The figures of a machine's transcript; None for one that came as text."""
    if row.recording_id is None:
        return None
    turns = turns_of(db, row.id)
    words = words_by_turn(db, row.id)
    wrong, right, length_ms = _corrected(db, row.id, turns)
    return QualityView(
        transcript_id=row.id,
        measured=Quality.from_json(row.quality) if row.quality else None,
        words=sum(count for count, _unsure in words.values()),
        doubtful=sum(doubtful_words(turns.get(n), *counts) for n, counts in words.items()),
        over_silence=sum(silent_words_by_turn(db, row, turns).values()),
        wrong=wrong,
        corrected_words=right,
        corrected_ms=length_ms,
        made=_made(row),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedTurn:
    """What decides how a turn's words are counted."""

    flags: Sequence[str]
    review: str
    length_ms: int


def turns_of(db: Session, transcript_id: str) -> dict[int | None, CountedTurn]:
    """All turns of a transcript, by number."""
    rows = db.execute(
        select(
            RecordedTurn.n, RecordedTurn.flags, RecordedTurn.review, RecordedTurn.start_ms, RecordedTurn.end_ms
        ).where(RecordedTurn.transcript_id == transcript_id)
    )
    return {
        n: CountedTurn(flags=flags, review=review, length_ms=max(0, (end_ms or 0) - (start_ms or 0)))
        for n, flags, review, start_ms, end_ms in rows
    }


def words_by_turn(db: Session, transcript_id: str) -> dict[int | None, tuple[int, int]]:
    """Words of each turn, and how many of them the machine was unsure of and nobody has changed."""
    unsure = and_(RecordedWord.confidence < UNSURE_BELOW, RecordedWord.heard.is_(None))
    rows = db.execute(
        select(RecordedWord.turn, func.count(), func.sum(case((unsure, 1), else_=0)))
        .where(RecordedWord.transcript_id == transcript_id, ~RecordedWord.removed)
        .group_by(RecordedWord.turn)
    )
    return {turn: (count, int(unsure_count or 0)) for turn, count, unsure_count in rows}


def doubtful_words(turn: CountedTurn | None, count: int, unsure: int) -> int:
    """How many of a turn's words are doubtful: all if the turn is flagged, none once somebody has checked it."""
    if turn is None:
        return unsure
    if turn.review != MACHINE:
        return 0
    return count if DOUBTS.intersection(turn.flags) else unsure


def silent_words_by_turn(
    db: Session, row: TranscriptVersion, turns: Mapping[int | None, CountedTurn]
) -> dict[int | None, int]:
    """Words over silence by turn, if they are still the machine's and nobody has checked them."""
    listed = row.quality.get("over_silence") or []
    if not listed:
        return {}
    rows = db.execute(
        select(RecordedWord.turn, func.count())
        .where(
            RecordedWord.transcript_id == row.id,
            RecordedWord.n.in_(listed),
            ~RecordedWord.removed,
            RecordedWord.heard.is_(None),
        )
        .group_by(RecordedWord.turn)
    )
    return {turn: count for turn, count in rows if turn not in turns or turns[turn].review == MACHINE}


def corrected_turns(db: Session, transcript_id: str, turns: Mapping[int | None, CountedTurn]) -> set[int]:
    """Numbers of the turns that people checked or edited."""
    edited = db.scalars(
        select(TurnRevision.turn)
        .where(TurnRevision.transcript_id == transcript_id, TurnRevision.kind.in_(EDITS))
        .distinct()
    ).all()
    checked = {n for n, turn in turns.items() if n is not None and turn.review != MACHINE}
    return checked | {turn for turn in edited if turn in turns}


def _corrected(db: Session, transcript_id: str, turns: Mapping[int | None, CountedTurn]) -> tuple[int, int, int]:
    """Wrong words, right words and milliseconds of the turns that people checked or edited."""
    chosen = corrected_turns(db, transcript_id, turns)
    if not chosen:
        return 0, 0, 0
    heard: dict[int, list[tuple[int, str]]] = defaultdict(list)
    right: dict[int, list[str]] = defaultdict(list)
    rows = db.execute(
        select(
            RecordedWord.turn,
            RecordedWord.n,
            RecordedWord.text,
            RecordedWord.heard,
            RecordedWord.added,
            RecordedWord.removed,
        )
        .where(RecordedWord.transcript_id == transcript_id, RecordedWord.turn.between(min(chosen), max(chosen)))
        .order_by(RecordedWord.place)
    )
    for turn, n, text, before, added, removed in rows:
        if turn in chosen:
            if not added:
                heard[turn].append((n, before if before is not None else text))
            if not removed:
                right[turn].append(text)
    again = _heard_again(db, transcript_id, chosen)
    wrong = words = 0
    for turn in chosen:
        wanted = plain_words(right[turn])
        words += len(wanted)
        said = again.get(turn, [text for _n, text in sorted(heard[turn])])
        wrong += wrong_words(plain_words(said), wanted)
    return wrong, words, sum(turns[turn].length_ms for turn in chosen)


def _heard_again(db: Session, transcript_id: str, turns: Collection[int]) -> dict[int, list[str]]:
    """The machine's latest words in turns that were transcribed again."""
    rows = db.execute(
        select(TurnRevision.turn, TurnRevision.words)
        .where(
            TurnRevision.transcript_id == transcript_id,
            TurnRevision.turn.in_(turns),
            TurnRevision.kind == HEARD_AGAIN,
        )
        .order_by(TurnRevision.number)
    )
    return {turn: [word[1] for word in words] for turn, words in rows}


def _made(row: TranscriptVersion) -> tuple[tuple[str, str], ...]:
    """How a transcript was made, in words."""
    told = [("Model", row.model)]
    if row.model_digest:
        told.append(("Its checksum (sha256)", row.model_digest))
    terms = row.options.get("glossary") or []
    if terms:
        told.append(("Names and words it was given", ", ".join(str(term) for term in terms)))
    told += [
        (name.replace("_", " ").capitalize(), _plainly(value))
        for name, value in sorted(row.options.items())
        if name not in _TOLD_ELSEWHERE and value not in (None, "", [], 0)
    ]
    told += [
        ({PARAMETERS: "Parameters of the model", "device": "Computed on"}.get(name, f"Version of {name}"), str(version))
        for name, version in sorted(row.versions.items())
    ]
    return tuple(told)


def _plainly(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)

"""The turns on one page of a transcript, whole if possible, including those in which nothing was understood."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from retreat.transcripts.models import MACHINE, PLACES_BETWEEN, RecordedSpeaker, RecordedTurn, RecordedWord
from retreat.transcripts.naming import shown, speakers_of
from retreat.transcripts.places import cell_of, words_between
from retreat.transcripts.sight import Sight, in_sight, out_of_sight
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.views import ReadTurn, ReadWord
from transcription.types import FLAG_SPEECH_WITHOUT_TEXT

# A turn longer than this is shown in parts.
WORDS_IN_A_TURN = 5_000
# It shows neither whose words were there nor how long somebody spoke.
WITHHELD = ReadTurn(
    n=-1,
    speaker=None,
    name=None,
    start_ms=None,
    end_ms=None,
    at=None,
    flags=(),
    words=(),
    is_whole=False,
    is_withheld=True,
)


def turns_between(
    db: Session,
    row: TranscriptVersion,
    first: int,
    last: int,
    sight: Sight,
) -> tuple[ReadTurn, ...]:
    """The turns of a page, as far as they may be read.

    Args:
        first: Number of the page's first heard word; ``last`` of the first beyond it.
    """
    by_turn = _words_by_turn(db, sight, words_between(first, last - 1))
    numbers = [turn for turn in by_turn if turn is not None]
    parts = _make_whole(db, sight, by_turn, first) if numbers else set()
    voices = {one.label: one for one in db.scalars(speakers_of(row.id)) if sight.shows(one.label)}
    told = {
        turn.n: turn
        for turn in db.scalars(
            select(RecordedTurn).where(
                RecordedTurn.transcript_id == row.id,
                RecordedTurn.n.between(min(numbers, default=0), max(numbers, default=-1)),
            )
        )
    }
    turns = [
        _turn(row, told.get(-1 if number is None else number), number, words, voices, number not in parts)
        for number, words in by_turn.items()
    ]
    withheld = _withheld(db, sight, words_between(first, last - 1))
    return tuple(_with_others(turns, [*_silent(db, row, sight, voices, first, last), *withheld]))


def _words_by_turn(db: Session, sight: Sight, wanted: ColumnElement[bool]) -> dict[int | None, list[ReadWord]]:
    found = db.scalars(
        select(RecordedWord).where(in_sight(sight), wanted, ~RecordedWord.removed).order_by(RecordedWord.place)
    )
    by_turn: dict[int | None, list[ReadWord]] = defaultdict(list)
    for word in found:
        by_turn[word.turn].append(read_word(word))
    return by_turn


def read_word(word: RecordedWord) -> ReadWord:
    """A word as it is shown."""
    return ReadWord(
        n=word.n,
        text=word.text,
        start_ms=word.start_ms,
        end_ms=word.end_ms,
        confidence=word.confidence,
        heard=word.heard,
        added=word.added,
    )


def extents_of(db: Session, transcript_id: str, first: int, last: int) -> dict[int, tuple[int, int]]:
    """How many words each of these turns has, and the place of its first."""
    rows = db.execute(
        select(RecordedWord.turn, func.count(), func.min(RecordedWord.place))
        .where(
            RecordedWord.transcript_id == transcript_id,
            RecordedWord.turn.between(first, last),
            ~RecordedWord.removed,
        )
        .group_by(RecordedWord.turn)
    )
    return {turn: (count, place) for turn, count, place in rows if turn is not None}


def _make_whole(db: Session, sight: Sight, by_turn: dict[int | None, list[ReadWord]], first: int) -> set[int | None]:
    """Turns that cross the edge of a page are shown whole on the page where they begin.

    Returns:
        Turns of which only a part is here.
    """
    numbers = [turn for turn in by_turn if turn is not None]
    extents = extents_of(db, sight.transcript_id, min(numbers), max(numbers))
    parts: set[int | None] = {None}
    for turn in numbers:
        whole, place = extents[turn]
        if whole == len(by_turn[turn]):
            continue
        if whole > WORDS_IN_A_TURN:
            parts.add(turn)
        elif cell_of(place) < first:
            del by_turn[turn]
        else:
            by_turn[turn] = _words_by_turn(db, sight, RecordedWord.turn == turn)[turn]
            if len(by_turn[turn]) < whole:
                parts.add(turn)
    return parts


def _silent(
    db: Session, row: TranscriptVersion, sight: Sight, voices: dict[str, RecordedSpeaker], first: int, last: int
) -> list[tuple[ReadTurn, int | None]]:
    """Turns without words: a voice that was not understood, or people removed every word.

    Returns:
        Those on the page, each with the number of the heard word at which it was, if it ever had words.
    """
    has_words = (
        select(RecordedWord.n)
        .where(
            RecordedWord.transcript_id == RecordedTurn.transcript_id,
            RecordedWord.turn == RecordedTurn.n,
            ~RecordedWord.removed,
        )
        .exists()
    )
    stood = (
        select(func.min(RecordedWord.place))
        .where(RecordedWord.transcript_id == RecordedTurn.transcript_id, RecordedWord.turn == RecordedTurn.n)
        .scalar_subquery()
    )
    asked = select(RecordedTurn, stood).where(RecordedTurn.transcript_id == row.id, ~has_words)
    begins = _begins_ms(db, row.id, first) if first else None
    ends = _begins_ms(db, row.id, last)
    silent: list[tuple[ReadTurn, int | None]] = []
    for told, place in db.execute(asked.order_by(RecordedTurn.start_ms, RecordedTurn.n)):
        at = None if place is None else cell_of(place)
        if at is not None:
            is_here = (first <= at or not first) and (at < last or ends is None)
        else:
            start_ms = told.start_ms or 0
            is_here = (not first or (begins is not None and begins <= start_ms)) and (ends is None or start_ms < ends)
        if is_here and sight.shows(told.speaker) and (FLAG_SPEECH_WITHOUT_TEXT in told.flags or told.version):
            silent.append((_turn(row, told, told.n, [], voices, True), at))
    return silent


def _withheld(db: Session, sight: Sight, wanted: ColumnElement[bool]) -> list[tuple[ReadTurn, int | None]]:
    """One neutral mark for each stretch of a page that may not be read, however many voices and turns it has."""
    if sight.is_whole:
        return []
    places = db.execute(
        select(RecordedWord.place, out_of_sight(sight).label("is_hidden"))
        .where(RecordedWord.transcript_id == sight.transcript_id, wanted, ~RecordedWord.removed)
        .order_by(RecordedWord.place)
    ).all()
    before = [False, *(is_hidden for _place, is_hidden in places)]
    return [
        (WITHHELD, cell_of(place))
        for (place, is_hidden), was_hidden in zip(places, before, strict=False)
        if is_hidden and not was_hidden
    ]


def _begins_ms(db: Session, transcript_id: str, first: int) -> int | None:
    """The start of the first word with a time from here on, if any."""
    return db.scalar(
        select(func.min(RecordedWord.start_ms)).where(
            RecordedWord.transcript_id == transcript_id,
            RecordedWord.place >= first * PLACES_BETWEEN,
            ~RecordedWord.added,
        )
    )


def _with_others(turns: list[ReadTurn], silent: list[tuple[ReadTurn, int | None]]) -> list[ReadTurn]:
    """Insert turns without words among the others: where their words were, or by their time."""
    placed = list(turns)
    for one, stood in silent:
        later = (at for at, turn in enumerate(placed) if _is_later(turn, one, stood))
        placed.insert(next(later, len(placed)), one)
    return placed


def _is_later(turn: ReadTurn, one: ReadTurn, stood: int | None) -> bool:
    first = next((word.n for word in turn.words if not word.added), None)
    if stood is not None and first is not None:
        return first > stood
    return one.start_ms is not None and turn.start_ms is not None and turn.start_ms > one.start_ms


def _turn(
    row: TranscriptVersion,
    told: RecordedTurn | None,
    number: int | None,
    words: list[ReadWord],
    voices: dict[str, RecordedSpeaker],
    is_whole: bool,
) -> ReadTurn:
    start_ms = words[0].start_ms if words else told.start_ms if told else None
    end_ms = words[-1].end_ms if words else told.end_ms if told else None
    speaker = told.speaker if told else None
    flags = told.flags if told else ()
    return ReadTurn(
        n=-1 if number is None else number,
        speaker=speaker,
        name=shown(speaker, voices) if speaker else None,
        start_ms=start_ms,
        end_ms=end_ms,
        at=None if start_ms is None else row.started_at + timedelta(milliseconds=start_ms),
        flags=tuple(flag for flag in flags if flag != FLAG_SPEECH_WITHOUT_TEXT or not words),
        words=tuple(words),
        review=told.review if told else MACHINE,
        reviewed_by=told.reviewed_by if told else None,
        version=told.version if told else 0,
        assigned_by=told.assigned_by if told else None,
        speaker_confidence=told.speaker_confidence if told else None,
        is_whole=is_whole and told is not None,
    )

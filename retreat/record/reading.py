"""The record of one session as it is read: transcript by turn, notes beside, suggested groupings. Frozen views only.

Every text passes the gate in its query.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Gated, Reader, may_read
from retreat.log.labels import labels_of
from retreat.log.models import Cluster, Note, Words
from retreat.programme.models import Prompt
from retreat.record.filters import readable
from retreat.record.models import (
    CURRENT,
    SPOKEN,
    GroupedPassage,
    Passage,
    PassageGrouping,
    RecordedTurn,
    RecordedWord,
    TranscriptVersion,
)

# A page of a transcript: half an hour of talk, so that six hours are a book and not one sheet.
WORDS_ON_A_PAGE = 4_500


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWord:
    """One word on the page."""

    n: int
    text: str
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTurn:
    """One voice's unbroken speech on the page; ``passage_id`` where a passage begins with it."""

    n: int
    speaker: str | None
    start_ms: int | None
    end_ms: int | None
    at: datetime | None
    flags: tuple[str, ...]
    words: tuple[ReadWord, ...]
    passage_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTranscript:
    """One transcript and the page of it that is open; pages count from 1."""

    id: str
    recording_id: str | None
    filename: str | None
    table_id: str | None
    started_at: datetime
    duration_s: float | None
    language: str | None
    model: str
    warnings: tuple[str, ...]
    page: int
    pages: int
    turns: tuple[ReadTurn, ...]
    is_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNote:
    """A note as it may be read now."""

    id: str
    text: str
    kind: str
    prompt_id: str
    cluster_id: str | None
    label: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteGroup:
    """Notes of one cluster, or those in none."""

    title: str | None
    notes: tuple[ReadNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptNotes:
    """A prompt with what was written to it."""

    id: str
    text: str
    groups: tuple[NoteGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadGrouping:
    """A machine's suggestion: words that tell it from others, and the beginnings of its passages."""

    words: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]


def transcripts_of(db: Session, session_id: str) -> list[TranscriptVersion]:
    """A session's current transcripts in the order in which they began."""
    return list(
        db.scalars(
            select(TranscriptVersion)
            .where(TranscriptVersion.session_id == session_id, TranscriptVersion.state == CURRENT)
            .order_by(TranscriptVersion.started_at, TranscriptVersion.id)
        )
    )


def read_transcript(db: Session, reader: Reader, row: TranscriptVersion, page: int) -> ReadTranscript:
    """One page of a transcript."""
    words_in_all = _count_words(db, row.id)
    pages = max(1, -(-words_in_all // WORDS_ON_A_PAGE))
    page = min(max(page, 1), pages)
    first, last = (page - 1) * WORDS_ON_A_PAGE, page * WORDS_ON_A_PAGE
    spans, begins = _readable_spans(db, reader, row.id)
    return ReadTranscript(
        id=row.id,
        recording_id=row.recording_id,
        filename=row.filename,
        table_id=row.table_id,
        started_at=row.started_at,
        duration_s=row.duration_s,
        language=row.language,
        model=row.model,
        warnings=tuple(row.warnings),
        page=page,
        pages=pages,
        turns=_turns(db, row, first, last, spans, begins),
        is_empty=not spans,
    )


def page_of_passage(passage: Passage) -> int:
    """The page of its transcript on which a passage begins."""
    return (passage.first_word or 0) // WORDS_ON_A_PAGE + 1


def _count_words(db: Session, transcript_id: str) -> int:
    highest = db.scalar(select(func.max(RecordedWord.n)).where(RecordedWord.transcript_id == transcript_id))
    return 0 if highest is None else highest + 1


def _readable_spans(db: Session, reader: Reader, transcript_id: str) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """Which words may be read (inclusive), and which passage begins at which word."""
    rows = db.execute(
        select(Passage.id, Passage.first_word, Passage.last_word)
        .outerjoin(Note, Note.id == Passage.note_id)
        .where(Passage.transcript_id == transcript_id, Passage.kind == SPOKEN, readable(reader))
        .order_by(Passage.position)
    ).all()
    known = [(row[0], row[1], row[2]) for row in rows if row[1] is not None and row[2] is not None]
    return [(first, last) for _id, first, last in known], {first: passage_id for passage_id, first, _last in known}


def _turns(
    db: Session,
    row: TranscriptVersion,
    first: int,
    last: int,
    spans: list[tuple[int, int]],
    begins: dict[int, str],
) -> tuple[ReadTurn, ...]:
    if not spans:
        return ()
    inside = or_(*(RecordedWord.n.between(a, b) for a, b in _joined(spans)))
    by_turn: dict[int | None, list[ReadWord]] = defaultdict(list)
    found = db.execute(
        select(RecordedWord.n, RecordedWord.turn, RecordedWord.text, RecordedWord.start_ms, RecordedWord.end_ms)
        .where(RecordedWord.transcript_id == row.id, RecordedWord.n >= first, RecordedWord.n < last, inside)
        .order_by(RecordedWord.n)
    )
    for n, turn, text, start_ms, end_ms in found:
        by_turn[turn].append(ReadWord(n=n, text=text, start_ms=start_ms, end_ms=end_ms))
    numbers = [turn for turn in by_turn if turn is not None]
    told = {
        turn.n: turn
        for turn in db.scalars(
            select(RecordedTurn).where(
                RecordedTurn.transcript_id == row.id,
                RecordedTurn.n.between(min(numbers, default=0), max(numbers, default=-1)),
            )
        )
    }
    return tuple(
        _turn(row, told.get(-1 if number is None else number), number, words, begins)
        for number, words in by_turn.items()
    )


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring spans as one: mostly a whole transcript is one span."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _turn(
    row: TranscriptVersion,
    told: RecordedTurn | None,
    number: int | None,
    words: list[ReadWord],
    begins: dict[int, str],
) -> ReadTurn:
    start_ms = words[0].start_ms
    return ReadTurn(
        n=-1 if number is None else number,
        speaker=told.speaker if told else None,
        start_ms=start_ms,
        end_ms=words[-1].end_ms,
        at=None if start_ms is None else row.started_at + timedelta(milliseconds=start_ms),
        flags=tuple(told.flags) if told else (),
        words=tuple(words),
        passage_id=next((begins[word.n] for word in words if word.n in begins), None),
    )


def notes_of(db: Session, reader: Reader, session_id: str) -> list[ReadNote]:
    """The notes of a session that may be read, in the order in which they were written."""
    gated = Gated(
        author=Note.participant_id,
        session=Note.session_id,
        purpose="notes_kept",
        share=Note.share,
        table=Note.table_id,
        erased=or_(Note.removed_at.is_not(None), Words.erased_at.is_not(None), Words.withheld),
    )
    rows = db.execute(
        select(Note, Words.texts)
        .join(Words, Words.id == Note.words_id)
        .where(Note.session_id == session_id, may_read(reader, gated))
        .order_by(Note.written_at, Note.id)
    ).all()
    labels = labels_of(db, session_id, {note.participant_id for note, _texts in rows})
    return [
        ReadNote(
            id=note.id,
            text=texts.get("text", ""),
            kind=note.note_kind,
            prompt_id=note.prompt_id,
            cluster_id=note.cluster_id,
            label=labels.get(note.participant_id),
            at=note.written_at,
        )
        for note, texts in rows
    ]


def notes_by_prompt(db: Session, session_id: str, notes: list[ReadNote]) -> list[PromptNotes]:
    """Notes under their prompt, and within it under their cluster."""
    prompts = db.execute(
        select(Prompt.id, Prompt.planned_text, Words.texts, Words.erased_at)
        .outerjoin(Words, Words.id == Prompt.words_id)
        .where(Prompt.session_id == session_id)
        .order_by(Prompt.asked_at, Prompt.position)
    ).all()
    titles = _cluster_titles(db, session_id)
    told: list[PromptNotes] = []
    for prompt_id, planned, texts, erased_at in prompts:
        mine = [note for note in notes if note.prompt_id == prompt_id]
        if mine:
            text = planned if texts is None or erased_at is not None else texts.get("text") or planned
            told.append(PromptNotes(id=prompt_id, text=text, groups=_grouped(mine, titles)))
    return told


def _cluster_titles(db: Session, session_id: str) -> dict[str, tuple[str, str | None]]:
    """The title of each cluster, and the cluster it was merged into."""
    rows = db.execute(
        select(Cluster.id, Cluster.merged_into, Words.texts)
        .join(Words, Words.id == Cluster.words_id)
        .where(Cluster.session_id == session_id, Words.erased_at.is_(None))
    )
    return {cluster_id: (texts.get("title", ""), merged_into) for cluster_id, merged_into, texts in rows}


def _grouped(notes: list[ReadNote], titles: dict[str, tuple[str, str | None]]) -> tuple[NoteGroup, ...]:
    groups: dict[str | None, list[ReadNote]] = defaultdict(list)
    for note in notes:
        cluster, seen = note.cluster_id, set[str]()
        while cluster in titles and titles[cluster][1] is not None and cluster not in seen:
            seen.add(cluster)
            cluster = titles[cluster][1]
        groups[cluster if cluster in titles else None].append(note)
    ordered = sorted(groups, key=lambda cluster: (cluster is None, cluster or ""))
    return tuple(
        NoteGroup(title=None if cluster is None else titles[cluster][0], notes=tuple(groups[cluster]))
        for cluster in ordered
    )


def groupings_of(db: Session, reader: Reader, transcript_id: str) -> list[ReadGrouping]:
    """What the machine suggests belongs together."""
    rows = db.execute(
        select(PassageGrouping.position, PassageGrouping.words, Passage.id, Passage.text)
        .join(GroupedPassage, GroupedPassage.grouping_id == PassageGrouping.id)
        .join(Passage, Passage.id == GroupedPassage.passage_id)
        .outerjoin(Note, Note.id == Passage.note_id)
        .where(PassageGrouping.transcript_id == transcript_id, readable(reader))
        .order_by(PassageGrouping.position, Passage.position)
    ).all()
    found: dict[int, tuple[tuple[str, ...], list[tuple[str, str]]]] = {}
    for position, words, passage_id, text in rows:
        found.setdefault(position, (tuple(words), []))[1].append((passage_id, " ".join(text.split()[:14])))
    return [ReadGrouping(words=words, passages=tuple(passages)) for words, passages in found.values()]

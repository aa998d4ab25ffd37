"""Which spoken words were somebody's, in every version of every transcript: found before the first is blanked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Whose
from retreat.recordings.derived import Sounds
from retreat.recordings.models import AudioRecording
from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, RecordedWord, SpeakerChange, TurnRevision
from retreat.transcripts.places import cell_of
from retreat.transcripts.speakers.state import MERGED
from retreat.transcripts.spoken import people_beside, voices_beside
from retreat.transcripts.versions.models import TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What one person said in one version of a transcript.

    Attributes:
        labels: Of the voices that are matched to them.
        merged: Labels merged into these, which may still have a name.
        words: Numbers of their words, including removed words beside theirs, and words that no longer exist.
        cells: Numbers of the heard words at which these are.
        turns: Turns that hold any of them, or once did.
        others: Turns that never held any. Anything of another turn belonged to one that is gone.
    """

    labels: frozenset[str]
    merged: frozenset[str]
    words: frozenset[int]
    cells: frozenset[int]
    turns: frozenset[int]
    others: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenBy:
    """What one person said, by transcript."""

    by_transcript: Mapping[str, Spoken]


def spoken_by(db: Session, whose: Whose) -> SpokenBy:
    """Everything that somebody said, as far as voices are matched to them; the transcripts are locked until the end."""
    if "spoken" not in whose.parts:
        return SpokenBy(by_transcript={})
    # A correction in progress finishes first; the next one waits and finds the words gone.
    transcripts = db.scalars(
        select(TranscriptVersion.id).where(_holds_words_of(whose)).order_by(TranscriptVersion.id).with_for_update()
    ).all()
    everybodys = whose.event_id is not None
    found = {
        transcript_id: _all_spoken(db, transcript_id)
        if everybodys
        else _spoken(db, transcript_id, whose.participant_id)
        for transcript_id in transcripts
    }
    return SpokenBy(by_transcript={transcript_id: spoken for transcript_id, spoken in found.items() if spoken.words})


def sounds_of(db: Session, whose: Whose) -> Sounds:
    """The audio recordings in which somebody speaks."""
    if "spoken" not in whose.parts:
        return Sounds(ids=frozenset())
    if whose.event_id is not None:
        everybodys = select(AudioRecording.id).where(AudioRecording.session_id.in_(whose.sessions))
        return Sounds(ids=frozenset(db.scalars(everybodys)))
    asked = select(TranscriptVersion.recording_id).where(_holds_words_of(whose))
    return Sounds(ids=frozenset(found for found in db.scalars(asked) if found is not None))


def _holds_words_of(whose: Whose) -> ColumnElement[bool]:
    """Whether a voice of a version is matched to somebody, or some of its words are known to be theirs."""
    if whose.event_id is not None:
        return TranscriptVersion.session_id.in_(whose.sessions)
    matched = select(RecordedSpeaker.transcript_id).where(RecordedSpeaker.participant_id == whose.participant_id)
    carried = select(RecordedWord.transcript_id).where(RecordedWord.said_by == whose.participant_id)
    theirs = or_(TranscriptVersion.id.in_(matched), TranscriptVersion.id.in_(carried))
    return theirs if whose.until is None else and_(theirs, TranscriptVersion.started_at <= whose.until)


def _spoken(db: Session, transcript_id: str, participant_id: str) -> Spoken:
    labels = _labels(db, transcript_id, participant_id)
    rows = db.execute(
        select(
            RecordedWord.n,
            RecordedWord.place,
            RecordedWord.removed,
            RecordedTurn.speaker,
            RecordedWord.turn,
            RecordedWord.said_by,
        )
        .outerjoin(
            RecordedTurn,
            (RecordedTurn.transcript_id == RecordedWord.transcript_id) & (RecordedTurn.n == RecordedWord.turn),
        )
        .where(RecordedWord.transcript_id == transcript_id)
        .order_by(RecordedWord.place)
    ).all()
    beside = zip(rows, voices_beside(rows), people_beside(rows), strict=True)
    mine = [row for row, voices, people in beside if labels & voices or participant_id in people]
    words = {row.n for row in mine}
    turns = {row.turn for row in mine}
    there = {row.n for row in rows}
    for turn, stood in db.execute(
        select(TurnRevision.turn, TurnRevision.words).where(TurnRevision.transcript_id == transcript_id)
    ):
        numbers = {word[0] for word in stood}
        words |= numbers - there
        if numbers & words:
            turns.add(turn)
    cells = {cell_of(row.place) for row in mine}
    everybodys = db.execute(
        select(RecordedTurn.n, RecordedTurn.speaker).where(RecordedTurn.transcript_id == transcript_id)
    ).all()
    turns |= {turn.n for turn in everybodys if turn.speaker in labels}
    return Spoken(
        labels=labels,
        merged=_merged_into(db, transcript_id, labels),
        words=frozenset(words),
        cells=frozenset(cells),
        turns=frozenset(turn for turn in turns if turn is not None),
        others=frozenset({turn.n for turn in everybodys} - turns),
    )


def _all_spoken(db: Session, transcript_id: str) -> Spoken:
    """Everything of a version, whoever said it."""
    word, turn, speaker, history = RecordedWord, RecordedTurn, RecordedSpeaker, TurnRevision
    rows = db.execute(select(word.n, word.place, word.turn).where(word.transcript_id == transcript_id)).all()
    stood = db.execute(select(history.turn, history.words).where(history.transcript_id == transcript_id)).all()
    turns = set(db.scalars(select(turn.n).where(turn.transcript_id == transcript_id)))
    turns |= {row.turn for row in rows if row.turn is not None} | {row.turn for row in stood}
    return Spoken(
        labels=frozenset(db.scalars(select(speaker.label).where(speaker.transcript_id == transcript_id))),
        merged=frozenset(),
        words=frozenset({row.n for row in rows} | {kept[0] for row in stood for kept in row.words}),
        cells=frozenset(cell_of(row.place) for row in rows),
        turns=frozenset(turns),
        others=frozenset(),
    )


def _labels(db: Session, transcript_id: str, participant_id: str) -> frozenset[str]:
    asked = select(RecordedSpeaker.label).where(
        RecordedSpeaker.transcript_id == transcript_id, RecordedSpeaker.participant_id == participant_id
    )
    return frozenset(db.scalars(asked))


def _merged_into(db: Session, transcript_id: str, labels: frozenset[str]) -> frozenset[str]:
    merges = db.scalars(
        select(SpeakerChange)
        .where(
            SpeakerChange.transcript_id == transcript_id,
            SpeakerChange.kind == MERGED,
            SpeakerChange.undone_at.is_(None),
        )
        .order_by(SpeakerChange.number.desc())
    )
    merged: set[str] = set()
    for merge in merges:
        if merge.after["to"] in labels | merged:
            merged.add(merge.after["from"])
    return frozenset(merged)

"""What the pages for correcting and checking show, gathered into plain values for the templates and for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.written import prompt_texts
from retreat.programme.queries import SessionView, session_view
from retreat.transcripts.correcting.checking import next_to_check, to_check
from retreat.transcripts.correcting.finding import Find, find_places
from retreat.transcripts.correcting.replacing import is_undone
from retreat.transcripts.editing.held import HeldTurn, hold_turn, transcript_of_session
from retreat.transcripts.editing.reviewing import STATES, counts_of, turns_to_check
from retreat.transcripts.editing.revisions import REPLACED, Part, history_of, last_change, parted
from retreat.transcripts.models import MACHINE, RecordedTurn, TurnRevision
from retreat.transcripts.naming import name_of, shown, speakers_of
from retreat.transcripts.opinions.beside import opinions_beside
from retreat.transcripts.phrases import FLAGS, sound_time, voices
from retreat.transcripts.places import cell_of
from retreat.transcripts.reading import page_of_turn, transcripts_of
from retreat.transcripts.setting.asked import asked_in
from retreat.transcripts.sight import sight_of
from retreat.transcripts.speakers.pages import targets_of
from retreat.transcripts.speakers.state import state_of
from retreat.transcripts.spoken import hidden_among, sound_to_play
from retreat.transcripts.turns import read_word
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

_TO_CHECK_SHOWN = 100
_ACTS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A replacement over several turns; without an example if its words are withheld now."""

    id: str
    at: datetime
    by: str | None
    turns: int
    example: tuple[Part, ...]
    is_undone: bool


def turn_told(db: Session, held: HeldTurn) -> dict[str, Any]:
    """A turn for scripts, after it was changed or read again."""
    change = last_change(db, held.turn)
    counts = counts_of(db, held.transcript.id)
    return {
        "turn": held.turn.n,
        "version": held.turn.version,
        "review": held.turn.review,
        "state": STATES[held.turn.review],
        "text": held.text,
        "words": [
            {
                "n": word.n,
                "text": word.text,
                "start_ms": word.start_ms,
                "end_ms": word.end_ms,
                "doubtful": word.is_doubtful and held.turn.review == MACHINE,
            }
            for word in map(read_word, held.live)
        ],
        "by": name_of(db, change.by) if change else None,
        "at": to_text(change.at) if change else None,
        "counts": counts.said,
        "checked": counts.checked,
    }


def turn_page(db: Session, reader: Reader, session_id: str, transcript_id: str, n: int) -> dict[str, Any]:
    """One turn to be corrected by a plain form, with its history."""
    transcript = transcript_of_session(db, session_id, transcript_id)
    sight = sight_of(db, reader, transcript_id)
    held = hold_turn(db, reader, transcript, n, sight=sight)
    known = {one.label: one for one in db.scalars(speakers_of(transcript_id))}
    return {
        "session": session_view(db, session_id),
        "transcript": transcript,
        "turn": _as_recorded(held),
        "speaker": voices([shown(held.turn.speaker, known)]) if held.turn.speaker else "A voice",
        "text": held.text,
        "history": history_of(db, held.turn, sight),
        "reviewer": name_of(db, held.turn.reviewed_by),
        "around": _around(db, transcript_id, n),
        "opinions": opinions_beside(db, reader, sight, n).get(n, ()),
        "states": STATES,
        "flags": FLAGS,
        "sound_time": sound_time,
        "plays": sound_to_play(db, transcript.recording_id),
        "back": place_of(db, session_id, transcript_id, n),
        "seen": state_of(db, transcript_id),
        "voices_known": targets_of(db, transcript_id, but=""),
        "prompts": prompt_texts(db, session_id) if transcript.recording_id is None else {},
        "asked_here": _asked_here(db, transcript, held),
    }


def _asked_here(db: Session, transcript: TranscriptVersion, held: HeldTurn) -> str | None:
    """The question that is placed at the first word of a turn."""
    cell = cell_of(held.live[0].place) if held.live else None
    return next((one.place.prompt_id for one in asked_in(db, transcript) if one.cell == cell), None)


def _as_recorded(held: HeldTurn) -> dict[str, Any]:
    """What the page shows of a turn; it runs from its first word to its last, as in the record."""
    turn, words = held.turn, held.live
    return {
        "n": turn.n,
        "speaker": turn.speaker,
        "version": turn.version,
        "flags": turn.flags,
        "review": turn.review,
        "reviewed_at": turn.reviewed_at,
        "start_ms": words[0].start_ms if words else turn.start_ms,
        "end_ms": words[-1].end_ms if words else turn.end_ms,
    }


def _around(db: Session, transcript_id: str, n: int) -> dict[str, int | None]:
    """The turns before and after, as they are on the pages."""
    numbers = _ordered_turns(db, transcript_id)
    at = numbers.index(n) if n in numbers else -1
    return {
        "before": numbers[at - 1] if at > 0 else None,
        "after": numbers[at + 1] if 0 <= at < len(numbers) - 1 else None,
    }


def _ordered_turns(db: Session, transcript_id: str) -> list[int]:
    """Numbers of the turns that are on the pages, in time order."""
    standing = {n for n, _review in turns_to_check(db, transcript_id)}
    rows = db.scalars(
        select(RecordedTurn.n)
        .where(RecordedTurn.transcript_id == transcript_id)
        .order_by(RecordedTurn.start_ms, RecordedTurn.n)
    )
    return [n for n in rows if n in standing]


def place_of(db: Session, session_id: str, transcript_id: str, n: int) -> str:
    """Where a turn is in the record."""
    page = page_of_turn(db, transcript_id, n)
    return f"/sessions/{session_id}?transcript={transcript_id}&page={page}#turn-{n}"


def checking_page(db: Session, reader: Reader, session_id: str, transcript_id: str) -> dict[str, Any]:
    """What to check first, and how far the checking has come."""
    transcript = transcript_of_session(db, session_id, transcript_id)
    waiting = to_check(db, reader, transcript)
    session = session_view(db, session_id)
    return {
        "session": session,
        "transcript": transcript,
        "name": transcript_name(session, transcript),
        "counts": counts_of(db, transcript_id),
        "waiting": waiting[:_TO_CHECK_SHOWN],
        "opinions": opinions_beside(db, reader, sight_of(db, reader, transcript_id)),
        "more": max(0, len(waiting) - _TO_CHECK_SHOWN),
        "flags": FLAGS,
        "sound_time": sound_time,
    }


def transcript_name(session: SessionView, transcript: TranscriptVersion) -> str:
    """A name for a transcript: its table, its file, or the room."""
    tables = {table.id: table.name for table in session.tables}
    return tables.get(transcript.table_id or "") or transcript.filename or "The room"


def next_place(db: Session, reader: Reader, session_id: str, transcript_id: str, after: int | None) -> str | None:
    """Where the next turn to check is; None if none is left."""
    transcript = transcript_of_session(db, session_id, transcript_id)
    found = next_to_check(to_check(db, reader, transcript), after)
    return None if found is None else place_of(db, session_id, transcript_id, found.turn)


def replace_page(
    db: Session, reader: Reader, session_id: str, transcript_id: str | None, find: Find | None
) -> dict[str, Any]:
    """Every match that would be replaced, and earlier replacements.

    Raises:
        NotFound: There is no such session, or no such transcript in it.
    """
    session = session_view(db, session_id)
    if transcript_id:
        transcript_of_session(db, session_id, transcript_id)
    places, has_more = find_places(db, reader, find) if find is not None else ([], False)
    return {
        "session": session,
        "transcripts": [(row.id, transcript_name(session, row)) for row in transcripts_of(db, session_id)],
        "transcript_id": transcript_id,
        "find": find,
        "places": places,
        "has_more": has_more,
        "acts": _acts(db, reader, session_id),
        "sound_time": sound_time,
    }


def _acts(db: Session, reader: Reader, session_id: str) -> list[Act]:
    """The latest replacements that reached this session, with one of their changes each."""
    rows = db.scalars(
        select(TurnRevision)
        .join(TranscriptVersion, TranscriptVersion.id == TurnRevision.transcript_id)
        .where(
            TranscriptVersion.session_id == session_id,
            TranscriptVersion.state == CURRENT,
            TurnRevision.kind == REPLACED,
            TurnRevision.act.is_not(None),
        )
        .order_by(TurnRevision.at.desc())
    )
    acts: dict[str, list[TurnRevision]] = {}
    for row in rows:
        if row.act in acts or len(acts) < _ACTS_SHOWN:
            acts.setdefault(row.act or "", []).append(row)
    return [
        Act(
            id=act,
            at=changes[0].at,
            by=name_of(db, changes[0].by),
            turns=len(changes),
            example=_example(db, reader, changes[0]),
            is_undone=is_undone(db, act, session_id),
        )
        for act, changes in acts.items()
    ]


def _example(db: Session, reader: Reader, change: TurnRevision) -> tuple[Part, ...]:
    before = db.get_one(TurnRevision, (change.transcript_id, change.turn, change.number - 1))
    touched = {tuple(word[:2]) for word in before.words} ^ {tuple(word[:2]) for word in change.words}
    if hidden_among(db, sight_of(db, reader, change.transcript_id), {n for n, _text in touched}):
        return ()
    return tuple(part for part in parted(before.words, change.words) if part[1] != "same")[:2]

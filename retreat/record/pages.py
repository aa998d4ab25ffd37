"""What the pages of the record show, gathered into plain values for the templates."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.house import House
from retreat.imports.views import bringing
from retreat.log.note_words import KIND_WORDS
from retreat.log.written import ReadNote, notes_by_prompt, notes_of
from retreat.programme.queries import SessionView, session_view
from retreat.record.timeline import timeline
from retreat.recordings import queries as recordings
from retreat.recordings.admission import send_ticket
from retreat.recordings.beginning import as_typed
from retreat.recordings.limits import FILE_MAX_BYTES
from retreat.recordings.listening import peaks_name
from retreat.recordings.models import READY, SET_ASIDE
from retreat.recordings.storage import LocalStorage
from retreat.transcripts import reading
from retreat.transcripts.aiming import aimed_passage, chosen_version, page_asked_for, shown_instead
from retreat.transcripts.beginning import beginnings
from retreat.transcripts.earlier import kept_beside
from retreat.transcripts.editing.reviewing import STATES, counts_of
from retreat.transcripts.opinions.operations import opinions_of
from retreat.transcripts.phrases import FLAGS, STAGES, clock, length_said, voices
from retreat.transcripts.quality.queries import quality_of
from retreat.transcripts.speakers.seating import seated
from retreat.transcripts.views import ReadTranscript


def record_page(
    house: House,
    db: Session,
    reader: Reader,
    session_id: str,
    transcript_id: str | None,
    page: int | None,
    passage_id: str | None,
    turn: int | None = None,
) -> dict[str, Any]:
    """Everything on the page of one session's record."""
    session = session_view(db, session_id)
    sounds = recordings.recordings_of(db, session_id)
    versions = reading.transcripts_of(db, session_id)
    aimed = aimed_passage(db, reader, session_id, passage_id)
    chosen = chosen_version(db, versions, aimed.transcript_id if aimed else transcript_id)
    number = page or page_asked_for(db, chosen, aimed, turn)
    transcript = reading.read_transcript(db, reader, chosen, number) if chosen else None
    notes = notes_of(db, reader, session_id)
    ready = [one for one in sounds if one.duration_s]
    return {
        "session": session,
        "sounds": [one for one in sounds if one.state not in (READY, SET_ASIDE)],
        "bring": bringing(db, session),
        "put_aside": [one for one in sounds if one.state == SET_ASIDE],
        "versions": versions,
        "kept_beside": kept_beside(db, chosen) if chosen else (),
        "instead": shown_instead(db, session_id, transcript_id, chosen) if aimed is None else None,
        "transcript": transcript,
        "counts": counts_of(db, chosen.id) if chosen else None,
        "states": STATES,
        "aimed": aimed.id if aimed else None,
        "beside": _beside(transcript, notes),
        "opinions": opinions_of(db, chosen.id) if chosen else {},
        "quality": quality_of(db, chosen) if chosen else None,
        "prompts": notes_by_prompt(db, session_id, notes),
        "groupings": reading.groupings_of(db, reader, chosen.id) if chosen else [],
        "timeline": timeline(
            [(one.id, _label(session, one), one.started_at, one.duration_s or 0.0) for one in ready],
            [(note.id, note.at) for note in notes],
        ),
        "beginnings": beginnings(session, sounds, _label),
        "opened": as_typed(session.opened_at) if session.opened_at else "",
        "ended": as_typed(session.ended_at) if session.ended_at else "",
        "tables": {table.id: table.name for table in session.tables},
        "seated": seated(db, session_id),
        "has_peaks": _has_peaks(house, transcript),
        "stages": STAGES,
        "flags": FLAGS,
        "kinds": KIND_WORDS,
        "boot": {
            "session_id": session_id,
            "ticket": send_ticket(house, session_id),
            "max_bytes": FILE_MAX_BYTES,
            "stages": dict(STAGES),
        },
        "clock": clock,
        "length": length_said,
        "voices": voices,
    }


def _label(session: SessionView, one: recordings.RecordingView) -> str:
    names = {table.id: table.name for table in session.tables}
    return names.get(one.table_id or "", one.filename or "The room")


def _beside(transcript: ReadTranscript | None, notes: list[ReadNote]) -> dict[int, list[ReadNote]]:
    """Each note stands beside the turn during which it was written, by the turn's place on the page."""
    if transcript is None:
        return {}
    timed = [(place, turn.at) for place, turn in enumerate(transcript.turns) if turn.at is not None]
    beside: dict[int, list[ReadNote]] = {}
    if not timed or transcript.duration_s is None:
        return {}
    ends = max(turn.end_ms or 0 for turn in transcript.turns) / 1000 + 30
    for note in notes:
        if note.table_id and transcript.table_id and note.table_id != transcript.table_id:
            continue
        into_s = (note.at - transcript.started_at).total_seconds()
        if timed[0][1] <= note.at and into_s <= ends:
            place = max(place for place, at in timed if at <= note.at)
            beside.setdefault(place, []).append(note)
    return beside


def _has_peaks(house: House, transcript: ReadTranscript | None) -> bool:
    if transcript is None or transcript.recording_id is None:
        return False
    return LocalStorage(house.storage).size_bytes(peaks_name(transcript.recording_id)) is not None

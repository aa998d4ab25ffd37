"""What the pages about speakers show, as plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import NotFound
from retreat.programme.queries import sectors_of_event, session_view
from retreat.transcripts import reading
from retreat.transcripts.editing.held import hold_turn
from retreat.transcripts.naming import shown, speakers_of
from retreat.transcripts.phrases import length_said, sound_time, voices
from retreat.transcripts.speakers.queries import VoicesView, turns_of_voice, voice_called, voices_view
from retreat.transcripts.speakers.seating import names_offered, people_offered
from retreat.transcripts.speakers.state import state_of
from retreat.transcripts.spoken import refused_voices, sound_to_play
from retreat.transcripts.versions.models import TranscriptVersion

NEW, UNKNOWN = "new", "unknown"


def speakers_page(db: Session, reader: Reader, session_id: str, transcript_id: str | None) -> dict[str, Any]:
    """The voices of a transcript, who they may be, and what was changed."""
    about, transcript = _about(db, session_id, transcript_id)
    if transcript is None:
        return about | {"view": None}
    view = voices_view(db, reader, transcript)
    return about | {
        "view": view,
        "people": people_offered(db, session_id, transcript.table_id),
        "names": names_offered(db, transcript),
        "sectors": sectors_of_event(db, about["session"].event_id),
        "called": _called(view),
        "percent": lambda share: f"{share * 100:.0f}%",
    }


def turns_page(
    db: Session, reader: Reader, session_id: str, transcript_id: str | None, asked: Mapping[str, str], page: int
) -> dict[str, Any]:
    """The turns of one voice, or of unknown voices, for choosing."""
    about, transcript = _about(db, session_id, transcript_id)
    if transcript is None:
        raise NotFound()
    label = None if asked.get("voice", UNKNOWN) == UNKNOWN else asked["voice"]
    only_doubtful = asked.get("only") == "doubtful"
    listed = turns_of_voice(db, reader, transcript.id, label, page, only_doubtful=only_doubtful)
    return about | {
        "label": label,
        "only_doubtful": only_doubtful,
        "listed": listed,
        "seen": state_of(db, transcript.id),
        "targets": targets_of(db, transcript.id, but=label),
        "who": _who(db, transcript.id, label),
    }


def span_page(db: Session, reader: Reader, session_id: str, transcript_id: str | None, turn: int) -> dict[str, Any]:
    """One turn word by word, for giving a part of it to another voice."""
    about, transcript = _about(db, session_id, transcript_id)
    if transcript is None:
        raise NotFound()
    held = hold_turn(db, reader, transcript, turn)
    return about | {
        "turn": held.turn,
        "words": held.live,
        "seen": state_of(db, transcript.id),
        "targets": targets_of(db, transcript.id, but=held.turn.speaker),
        "who": _who(db, transcript.id, held.turn.speaker),
    }


def targets_of(db: Session, transcript_id: str, but: str | None) -> list[tuple[str, str]]:
    """The voices that turns may be given to: value and words."""
    rows = {row.label: row for row in db.scalars(speakers_of(transcript_id).order_by("position"))}
    withheld = refused_voices(db, transcript_id)
    known = [
        (f"voice:{label}", voice_called(shown(label, rows))) for label in rows if label != but and label not in withheld
    ]
    unknown = [] if but is None else [(UNKNOWN, "Nobody knows who")]
    return [*known, (NEW, "A voice of its own"), *unknown]


def _about(db: Session, session_id: str, transcript_id: str | None) -> tuple[dict[str, Any], TranscriptVersion | None]:
    session = session_view(db, session_id)
    versions = reading.transcripts_of(db, session_id)
    if transcript_id and all(row.id != transcript_id for row in versions):
        raise NotFound("This transcript is no longer here. It may have been replaced by a newer one.")
    transcript = next((row for row in versions if row.id == transcript_id), versions[0] if versions else None)
    tables = {table.id: table.name for table in session.tables}
    return {
        "session": session,
        "versions": versions,
        "transcript": transcript,
        "tables": tables,
        "plays": sound_to_play(db, transcript.recording_id if transcript else None),
        "sound_time": sound_time,
        "voices": voices,
        "voice_called": voice_called,
        "length": length_said,
    }, transcript


def _who(db: Session, transcript_id: str, label: str | None) -> str:
    if label is None:
        return "A voice that nobody knows"
    rows = {row.label: row for row in db.scalars(speakers_of(transcript_id))}
    withheld = label in refused_voices(db, transcript_id)
    return voice_called(label if withheld else shown(label, rows))


def _called(view: VoicesView) -> dict[str | None, str]:
    return {voice.label: voice_called(voice.shown or "") for voice in view.voices}

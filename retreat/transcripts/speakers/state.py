"""The state of a transcript's voices: comparing, locking, refusing and recording changes."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound, NotPermitted
from retreat.log.labels import labels_of
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.limits import NAME_MAX_CHARS
from retreat.transcripts.models import RecordedSpeaker, SpeakerChange
from retreat.transcripts.spoken import refused_voices
from retreat.transcripts.voices import is_machine_label

NAMED, MERGED, SPLIT, REASSIGNED, MATCHED = "named", "merged", "split", "reassigned", "matched"
DESCRIBED = "described"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenVoices:
    """Which transcript's voices are changed, and the state of them that was seen."""

    session_id: str
    transcript_id: str
    seen: int


class SpeakersChanged(Conflict):
    """Somebody else changed the voices since they were read."""

    code = "speakers_changed"
    tell = "Somebody else changed the voices in the meantime. They are shown as they are now; nothing was changed."


def state_of(db: Session, transcript_id: str) -> int:
    """A number that rises with every change and every undo."""
    made = db.execute(
        select(func.count(), func.count(SpeakerChange.undone_at)).where(SpeakerChange.transcript_id == transcript_id)
    ).one()
    return int(made[0]) + int(made[1])


def label_allowed(db: Session, session_id: str, participant_id: str) -> str | None:
    """The label that may be shown for this person's words."""
    return labels_of(db, session_id, {participant_id}).get(participant_id)


def held(db: Session, seen: SeenVoices) -> str:
    """The transcript, locked until the end of this transaction, if its voices are as they were seen."""
    transcript = transcript_of_session(db, seen.session_id, seen.transcript_id, to_change=True)
    if state_of(db, transcript.id) != seen.seen:
        raise SpeakersChanged()
    return transcript.id


def voice_of(db: Session, transcript_id: str, label: str) -> RecordedSpeaker:
    """A voice that may be changed.

    Raises:
        NotFound: There is no voice with this label any more.
        NotPermitted: Its words are withheld.
    """
    found = db.scalars(
        select(RecordedSpeaker).where(RecordedSpeaker.transcript_id == transcript_id, RecordedSpeaker.label == label)
    ).first()
    if found is None:
        raise NotFound("This voice is no longer there. Please look again.")
    refuse_withheld(db, transcript_id, {label})
    return found


def refuse_withheld(db: Session, transcript_id: str, labels: Collection[str | None]) -> None:
    """Refuse changes to a withheld voice: renaming, moving or undoing might reveal its words."""
    if set(labels) & refused_voices(db, transcript_id):
        raise NotPermitted("The words of this voice are not shown, so it cannot be changed here.")


def told(voice: RecordedSpeaker) -> dict[str, list[str | None]]:
    """A voice as a change stores it: name, person, and sector and role given by hand, by its label."""
    return {voice.label: [voice.name, voice.participant_id, voice.sector, voice.role]}


def keep_change(
    db: Session, transcript_id: str, kind: str, who: Who, *, before: dict[str, Any], after: dict[str, Any]
) -> SpeakerChange:
    """Store a change with what is needed to undo it."""
    highest = db.scalar(select(func.max(SpeakerChange.number)).where(SpeakerChange.transcript_id == transcript_id))
    row = SpeakerChange(
        id=who.ids(),
        transcript_id=transcript_id,
        number=(highest or 0) + 1,
        at=who.now,
        by=who.by,
        kind=kind,
        before=before,
        after=after,
    )
    db.add(row)
    db.flush()
    return row


def clean_name(name: str) -> str:
    """A name as it is stored: one line, without odd characters.

    Raises:
        InvalidInput: It is too long, or could be mistaken for an unnamed voice.
    """
    clean = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in name).split())
    if len(clean) > NAME_MAX_CHARS:
        raise InvalidInput(f"A name can have at most {NAME_MAX_CHARS} letters.", fields={"name": "is too long"})
    if is_machine_label(clean):
        raise InvalidInput(
            f"“{clean}” is what the machine calls a voice. Please choose another name.", fields={"name": "is taken"}
        )
    return clean

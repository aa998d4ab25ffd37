"""Erases what a person's voices were called: names, sectors and roles, and labels that are names. None commits.

The match to the person stays: it shows whose words were blanked, and which words of later versions are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.consent.derived import Theirs
from retreat.transcripts.erasing.theirs import SpokenBy
from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, SpeakerChange, TurnRevision
from retreat.transcripts.versions.models import SpeechRerun
from retreat.transcripts.voices import is_machine_label, new_label


def erase_names(db: Session, theirs: Theirs) -> bool:
    """Remove names, and labels that are names, from their voices in every version and in the history of the voices."""
    spoken, changed = theirs.of(SpokenBy).by_transcript, False
    for transcript_id, said in spoken.items():
        labels = said.labels | said.merged
        voices = db.scalars(select(RecordedSpeaker).where(RecordedSpeaker.transcript_id == transcript_id)).all()
        known = {voice.label for voice in voices}
        renamed: dict[str, str] = {}
        for voice in voices:
            if voice.label in labels:
                changed = changed or bool(voice.name or voice.sector or voice.role)
                voice.name = voice.sector = voice.role = None
                if not is_machine_label(voice.label):
                    renamed[voice.label] = new_label(known)
                    known.add(renamed[voice.label])
                    voice.label = renamed[voice.label]
        for change in db.scalars(select(SpeakerChange).where(SpeakerChange.transcript_id == transcript_id)):
            nameless = (_nameless(one, labels, theirs.whose.participant_id) for one in (change.before, change.after))
            told = change.before, change.after
            change.before, change.after = (_renamed(one, renamed) for one in nameless)
            changed = changed or told != (change.before, change.after)
        _rename(db, transcript_id, renamed)
        changed = changed or bool(renamed)
    db.flush()
    return changed


def _nameless(told: Mapping[str, Any], labels: frozenset[str], participant_id: str) -> dict[str, Any]:
    """One side of a change; for a voice it may hold a name, a person, a sector and a role."""
    without = dict(told)
    if told.get("to") in labels and "name" in told:
        without["name"] = None
    voices = told.get("voices", {})
    if voices:
        without["voices"] = {
            label: [None, whose, *(None for _ in described)] if label in labels or whose == participant_id else voice
            for label, voice in voices.items()
            for _name, whose, *described in (voice,)
        }
    return without


def _renamed(told: Any, renamed: Mapping[str, str]) -> Any:
    """The same value with other labels, wherever they occur."""
    if isinstance(told, dict):
        return {renamed.get(key, key): _renamed(value, renamed) for key, value in told.items()}
    if isinstance(told, list):
        return [_renamed(value, renamed) for value in told]
    return renamed.get(told, told) if isinstance(told, str) else told


def _rename(db: Session, transcript_id: str, renamed: Mapping[str, str]) -> None:
    for old, new in renamed.items():
        for rows in (RecordedTurn, TurnRevision):
            db.execute(update(rows).where(rows.transcript_id == transcript_id, rows.speaker == old).values(speaker=new))
    if renamed:
        for job in db.scalars(select(SpeechRerun).where(SpeechRerun.transcript_id == transcript_id)):
            job.outcome = _renamed(job.outcome, renamed)

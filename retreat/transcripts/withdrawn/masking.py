"""Silences somebody's voice in a sound, or deletes the sound; a part of what a withdrawal does, and safe to repeat."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.derived import Theirs, Whose
from retreat.consent.withdrawal.models import Withdrawal
from retreat.consent.withdrawal.ports import SoundPart, register_sound
from retreat.house import House
from retreat.recordings.derived import Sounds
from retreat.recordings.held.deleting import mark_withdrawn, remove_bytes
from retreat.recordings.left_out.erasing import silence
from retreat.recordings.left_out.operations import take_from_workers
from retreat.recordings.left_out.stretches import pieces_of
from retreat.recordings.models import AudioRecording
from retreat.recordings.withdrawn.holding import waits
from retreat.recordings.withdrawn.models import WithdrawnSound
from retreat.transcripts.erasing.theirs import SpokenBy, spoken_by
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.withdrawn.speaking import is_surely_known, merged, said_turns, sounds_with, spans_of


def hold(db: Session, row: Withdrawal, whose: Whose) -> None:
    """From now on nobody hears or works on a sound in which they may be heard."""
    db.flush()
    found = sounds_with(db, whose)
    for recording_id in found:
        if db.get(WithdrawnSound, (row.id, recording_id)) is None:
            one = WithdrawnSound(withdrawal_id=row.id, recording_id=recording_id, participant_id=whose.participant_id)
            one.until, one.due_at = whose.until, row.due_at
            db.add(one)
    db.flush()
    take_from_workers(db, found)


def _sources(db: Session, theirs: Theirs) -> Collection[str]:
    """Digests of transcripts that were brought, and of sound files, as they came."""
    versions = select(TranscriptVersion.sha256).where(
        TranscriptVersion.id.in_(list(theirs.of(SpokenBy).by_transcript)), TranscriptVersion.sha256.is_not(None)
    )
    files = select(AudioRecording.sha256).where(
        AudioRecording.id.in_(theirs.of(Sounds).ids), AudioRecording.sha256.is_not(None)
    )
    return {one for asked in (versions, files) for one in db.scalars(asked) if one is not None}


def _work(house: House, open_speech: Callable[[], Any], withdrawal_id: str) -> bool:
    now = house.clock()
    with house.database.read() as db:
        due = next((one for one in _sounds(db, withdrawal_id) if _is_due(db, one, now)), None)
        if due is None:
            return False
        recording_id, goes = due.recording_id, due.is_deleted or _is_overdue(due, now)
        spans = _spans(db, due)
    if goes:
        house.database.write(lambda db: mark_withdrawn(db, recording_id, now=now))
        remove_bytes(house, recording_id)
        house.database.write(partial(_note_deleted, withdrawal_id=withdrawal_id, recording_id=recording_id, now=now))
        return True
    with house.database.read() as db:
        pieces = pieces_of(db, recording_id)
    if spans:
        pieces = silence(house, open_speech(), recording_id, spans)
    note = partial(_note, withdrawal_id=withdrawal_id, recording_id=recording_id, spans=spans, pieces=pieces, now=now)
    house.database.write(lambda db: note(db))
    return True


def _sounds(db: Session, withdrawal_id: str) -> list[WithdrawnSound]:
    asked = select(WithdrawnSound).where(WithdrawnSound.withdrawal_id == withdrawal_id)
    return list(db.scalars(asked.order_by(WithdrawnSound.recording_id)))


def _spans(db: Session, one: WithdrawnSound) -> list[tuple[int, int]]:
    by_hand = [(start, end) for start, end in one.by_hand]
    return merged([*spans_of(db, one.participant_id, one.recording_id), *by_hand])


def _is_overdue(one: WithdrawnSound, now: datetime) -> bool:
    """Nobody has listened in time."""
    return not one.is_sure and one.listened_at is None and one.due_at <= now


def _is_due(db: Session, one: WithdrawnSound, now: datetime) -> bool:
    recording = db.get(AudioRecording, one.recording_id)
    if recording is None or (recording.deleted_at is not None and recording.size_bytes == 0):
        return False
    if one.is_deleted or one.masked_at is None or _is_overdue(one, now):
        return True
    has_more = pieces_of(db, one.recording_id) > one.pieces
    return has_more or not _covers(one.spans, _spans(db, one))


def _covers(done: list[list[int]], wanted: list[tuple[int, int]]) -> bool:
    return all(any(start >= first and end <= last for first, last in done) for start, end in wanted)


def _note(
    db: Session,
    *,
    withdrawal_id: str,
    recording_id: str,
    spans: list[tuple[int, int]],
    pieces: int,
    now: datetime,
) -> None:
    one = db.get_one(WithdrawnSound, (withdrawal_id, recording_id), populate_existing=True)
    if one.masked_at is not None and not _covers(one.spans, spans):
        one.listened_at = one.listened_by = None
    one.spans, one.pieces, one.masked_at = [list(span) for span in spans], pieces, now
    one.is_sure = is_surely_known(db, one.participant_id, recording_id)


def _note_deleted(db: Session, *, withdrawal_id: str, recording_id: str, now: datetime) -> None:
    one = db.get_one(WithdrawnSound, (withdrawal_id, recording_id), populate_existing=True)
    one.is_deleted, one.masked_at = True, one.masked_at or now


def _waiting(db: Session, withdrawal_id: str) -> int:
    asked = select(WithdrawnSound.recording_id).where(WithdrawnSound.withdrawal_id == withdrawal_id, waits())
    gone = select(AudioRecording.id).where(AudioRecording.deleted_at.is_not(None))
    return len(db.scalars(asked.where(WithdrawnSound.recording_id.not_in(gone))).all())


def _told(db: Session, withdrawal_id: str) -> list[dict[str, Any]]:
    gone = set(db.scalars(select(AudioRecording.id).where(AudioRecording.deleted_at.is_not(None))))
    return [
        {
            "recording_id": one.recording_id,
            "state": "deleted"
            if one.is_deleted or one.recording_id in gone
            else "to_silence"
            if one.masked_at is None
            else "silenced"
            if one.is_sure or one.listened_at
            else "to_listen",
            "silenced_s": round(sum(end - start for start, end in one.spans) / 1000, 1),
        }
        for one in _sounds(db, withdrawal_id)
    ]


def _comes_back(db: Session, whose: Whose) -> bool:
    """Whether a word of theirs is there again, or a sound with them, or a piece of one."""
    spoken = spoken_by(db, whose).by_transcript
    if said_turns(db, whose, list(spoken)):
        return True
    rows = db.scalars(select(WithdrawnSound).where(WithdrawnSound.participant_id == whose.participant_id)).all()
    return any(_is_due(db, one, whose.at) for one in rows)


def count_turns(db: Session, whose: Whose) -> int:
    """How many turns a withdrawal would empty."""
    return said_turns(db, whose, list(spoken_by(db, whose).by_transcript))


def mark_words(db: Session, one: WithdrawnSound) -> list[str]:
    """Words within what somebody marked by ear are theirs. Returns the transcripts that changed."""
    changed: list[str] = []
    versions = select(TranscriptVersion.id).where(TranscriptVersion.recording_id == one.recording_id)
    for transcript_id in db.scalars(versions.order_by(TranscriptVersion.id)).all():
        timed = RecordedWord.transcript_id == transcript_id, RecordedWord.start_ms.is_not(None)
        for word in db.scalars(select(RecordedWord).where(*timed)):
            start, end = word.start_ms or 0, word.end_ms or word.start_ms or 0
            is_within = any(start < last and end > first for first, last in one.by_hand)
            if is_within and word.said_by != one.participant_id:
                word.said_by = one.participant_id
                changed.append(transcript_id)
    db.flush()
    return sorted(set(changed))


register_sound(
    SoundPart(
        hold=hold,
        sources=_sources,
        work=_work,
        waiting=_waiting,
        told=_told,
        comes_back=_comes_back,
    )
)

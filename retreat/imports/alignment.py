"""Aligns a kept transcript with an audio recording of its session: its words get times, and can be played.

It changes in place: words, turns and passages keep their ids, so codings and links stay. The machine's words for that
sound are kept as an earlier version.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.house import House
from retreat.jobs import leases
from retreat.recordings.models import READY, AudioRecording
from retreat.transcripts.carrying.carrying import Plan, carried_out, carry, plan_for, refuse_stale
from retreat.transcripts.editing.sound_times import (
    AsItStands,
    Timed,
    as_it_stands,
    heard_last,
    put_times,
    spans_of,
    times_in_parts,
)
from retreat.transcripts.erasing.left_out import settle_left_out
from retreat.transcripts.listeners import listeners, words_changed
from retreat.transcripts.ports import Laid, Speech
from retreat.transcripts.superseding import supersede
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from transcription.types import Word

OWN_TIMES = "own_times"
NOTHING_HEARD = (
    "No words were heard in that audio recording, so this transcript could not be joined to it. It is kept as text."
)
_OF_ANOTHER = "This transcript already belongs to another audio recording."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What is aligned with what, as it was when it was read."""

    stands: AsItStands
    own_times: str
    heard: tuple[Word, ...]
    duration_ms: int


def lay(house: House, speech: Speech, *, transcript_id: str, recording_id: str, owner: str) -> dict[str, Any] | None:
    """Join a transcript to an audio recording that is ready.

    Returns:
        ``words_found``, ``words_to_find`` and ``own_times``; None if somebody else is working on the sound.
    Raises:
        InvalidInput: No words were heard in it, or others than these.
        Conflict: The transcript belongs to another sound.
    """
    now = house.clock()
    attempt = house.database.write(
        lambda db: leases.claim(
            db, AudioRecording, recording_id, owner=owner, now=now, wanted=AudioRecording.state == READY
        )
    )
    if attempt is None:
        return None
    try:
        with house.database.read() as db:
            read = _read(db, transcript_id, recording_id)
        laid = speech.lay(read.stands.text, read.heard, duration_ms=read.duration_ms, own_times=read.own_times)
        if not laid.fits:
            raise InvalidInput(_misfit(laid), code="other_words")
        _write(house, transcript_id, recording_id, attempt, read, laid)
    finally:
        house.database.write(lambda db: _let_go(db, recording_id, attempt))
    return {"words_found": laid.words_found, "words_to_find": laid.words_to_find, "own_times": laid.own_times}


def _misfit(laid: Laid) -> str:
    return (
        f"Only {laid.words_found} of {laid.words_to_find} words were found in that audio recording, so these "
        "seem to be the words of another talk. They are kept as text. Please choose the right audio "
        "recording."
    )


def _let_go(db: Session, recording_id: str, attempt: int) -> None:
    row = db.get(AudioRecording, recording_id, populate_existing=True)
    if row is not None and row.attempt == attempt and row.lease_owner is not None:
        leases.let_go(db, AudioRecording, recording_id, attempt=attempt)


def _read(db: Session, transcript_id: str, recording_id: str) -> _Read:
    version = db.get(TranscriptVersion, transcript_id)
    sound = db.get(AudioRecording, recording_id)
    if version is None or sound is None or version.state != CURRENT or version.session_id != sound.session_id:
        raise NotFound()
    if version.recording_id not in (None, recording_id):
        raise Conflict(_OF_ANOTHER)
    heard = heard_last(db, recording_id)
    if not heard:
        raise InvalidInput(NOTHING_HEARD, code="nothing_heard")
    duration_s = sound.duration_s or heard[-1].end_ms / 1000
    return _Read(
        stands=as_it_stands(db, version),
        own_times=str(version.options.get(OWN_TIMES, "none")),
        heard=heard,
        duration_ms=round(duration_s * 1000),
    )


def _write(house: House, transcript_id: str, recording_id: str, attempt: int, read: _Read, laid: Laid) -> None:
    words = spans_of(read.stands.numbers, laid.transcript.words)
    turns = spans_of(read.stands.turns, laid.transcript.turns)
    for part in times_in_parts(transcript_id, words, turns):

        def put(db: Session, part: Timed = part) -> None:
            leases.renew(db, AudioRecording, recording_id, attempt=attempt, now=house.clock())
            put_times(db, part)

        house.database.write(put)

    def bind(db: Session, plan: Plan) -> None:
        _bind(db, plan, recording_id, attempt, read.duration_ms)
        if carry(db, plan, now=house.clock(), ids=house.ids):
            words_changed(db, transcript_id)
        settle_left_out(db, transcript_id)

    carried_out(house.database, lambda db: plan_for(db, transcript_id, sound=recording_id), bind)


def _bind(
    db: Session,
    plan: Plan,
    recording_id: str,
    attempt: int,
    duration_ms: int,
) -> None:
    """From here on it is the transcript of this sound; the one before is kept and no longer read."""
    leases.write_as(db, AudioRecording, recording_id, attempt=attempt, values={"stage": None})
    refuse_stale(db, plan)
    transcript_id = plan.transcript_id
    sound = db.get_one(AudioRecording, recording_id)
    supersede(db, recording_id, but=transcript_id)
    version = db.get_one(TranscriptVersion, transcript_id)
    version.recording_id, version.attempt = recording_id, attempt
    version.started_at, version.duration_s = sound.started_at, duration_ms / 1000
    version.table_id = version.table_id or sound.table_id
    db.flush()
    for listener in listeners():
        listener.laid_on_sound(db, transcript_id)

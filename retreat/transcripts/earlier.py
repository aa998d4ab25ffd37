"""Other transcripts of the same sound: kept, and made current if somebody asks. Nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, NotFound
from retreat.house import House
from retreat.ids import Ids
from retreat.recordings.models import READY
from retreat.recordings.waiting import locked
from retreat.transcripts.carrying.carrying import Plan, carried_out, carry, plan_for, refuse_stale
from retreat.transcripts.listeners import listeners, words_changed
from retreat.transcripts.models import RecordedWord
from retreat.transcripts.superseding import supersede
from retreat.transcripts.versions.models import CURRENT, SUPERSEDED, TranscriptVersion


def kept_beside(db: Session, version: TranscriptVersion) -> Sequence[TranscriptVersion]:
    """The other transcripts of the same sound that have words, the latest first."""
    if version.recording_id is None:
        return ()
    has_words = select(RecordedWord.n).where(RecordedWord.transcript_id == TranscriptVersion.id).exists()
    return db.scalars(
        select(TranscriptVersion)
        .where(
            TranscriptVersion.recording_id == version.recording_id,
            TranscriptVersion.state == SUPERSEDED,
            has_words,
        )
        .order_by(TranscriptVersion.created_at.desc(), TranscriptVersion.id)
    ).all()


def read_instead(house: House, session_id: str, transcript_id: str) -> None:
    """Make this transcript the current one of its sound, also in search; the other is kept.

    Raises:
        NotFound: This session has no such transcript.
        Conflict: Its sound is being processed, which may bring another one.
    """

    def plan(db: Session) -> Plan:
        return plan_for(db, _kept(db, session_id, transcript_id).id)

    def act(db: Session, plan: Plan) -> None:
        _read_from_here(db, _kept(db, session_id, transcript_id), plan, now=house.clock(), ids=house.ids)

    carried_out(house.database, plan, act, offload=house.offload)


def _kept(db: Session, session_id: str, transcript_id: str) -> TranscriptVersion:
    version = db.get(TranscriptVersion, transcript_id)
    if version is None or version.session_id != session_id or version.recording_id is None:
        raise NotFound()
    return version


def _read_from_here(db: Session, version: TranscriptVersion, plan: Plan, *, now: datetime, ids: Ids) -> None:
    recording_id = str(version.recording_id)
    sound = locked(db, recording_id)
    if sound.state != READY or sound.lease_owner is not None:
        raise Conflict(
            "This sound is being processed. Please wait until that has finished, then choose again.", code="busy"
        )
    db.refresh(version)
    if version.state == CURRENT:
        return
    if version.state != SUPERSEDED:
        raise NotFound()
    refuse_stale(db, plan)
    carry(db, plan, now=now, ids=ids)
    supersede(db, recording_id, but=version.id)
    version.state = CURRENT
    db.flush()
    for listener in listeners():
        listener.became_current(db, version.id)
    # Names and answers given in the meantime apply here too.
    words_changed(db, version.id)

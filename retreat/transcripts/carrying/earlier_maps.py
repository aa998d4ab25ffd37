"""Maps of transcripts that were replaced before maps were kept: made by whichever worker has nothing else to do."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from retreat.house import House
from retreat.jobs.registry import offer_small_work
from retreat.transcripts.anchors.maps import keep_maps
from retreat.transcripts.anchors.models import WordMap
from retreat.transcripts.carrying.carrying import Plan, carried_out, plan_for, refuse_stale
from retreat.transcripts.versions.models import CURRENT, SUPERSEDED, TranscriptVersion


class EarlierMaps:
    """One sound at a time. None can be missing while it runs: every version brings its own."""

    def __init__(self) -> None:
        self._is_done = False

    def __call__(self, house: House, _speech: object, _worker_id: str) -> bool:
        """Those of one transcript; whether there was any."""
        if self._is_done:
            return False
        with house.database.read() as db:
            transcript_id = _without_map(db)
        self._is_done = transcript_id is None
        if transcript_id is not None:
            carried_out(house.database, lambda db: plan_for(db, transcript_id), _keep)
        return not self._is_done


def _without_map(db: Session) -> str | None:
    """A transcript that is read, and lacks the map from another one of its sound."""
    earlier = aliased(TranscriptVersion)
    has_map = select(WordMap.to_id).where(WordMap.from_id == earlier.id, WordMap.to_id == TranscriptVersion.id)
    return db.scalar(
        select(TranscriptVersion.id)
        .join(earlier, earlier.recording_id == TranscriptVersion.recording_id)
        .where(TranscriptVersion.state == CURRENT, earlier.state == SUPERSEDED, ~has_map.exists())
        .limit(1)
    )


def _keep(db: Session, plan: Plan) -> None:
    refuse_stale(db, plan)
    keep_maps(db, plan.transcript_id, plan.maps)


offer_small_work(EarlierMaps())

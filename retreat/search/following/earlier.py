"""Passages from a version that did not keep who says what in them. A worker makes up for it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.jobs.registry import offer_small_work
from retreat.search.following.refresh import refresh_passages
from retreat.search.models import CURRENT, SPOKEN, Passage


class EarlierTurns:
    """One transcript at a time; no new ones can come while it runs."""

    def __init__(self) -> None:
        self._is_done = False
        self._tried: set[str] = set()

    def __call__(self, house: House, _speech: object, _worker_id: str) -> bool:
        """Whether there was anything to do."""
        if self._is_done:
            return False
        with house.database.read() as db:
            its = select(Passage.transcript_id).where(
                Passage.kind == SPOKEN,
                Passage.state == CURRENT,
                Passage.turns.is_(None),
                Passage.transcript_id.is_not(None),
                Passage.first_word.is_not(None),
                Passage.transcript_id.not_in(self._tried),
            )
            transcript_id = db.scalar(its.order_by(Passage.transcript_id).limit(1))
        if transcript_id is None:
            self._is_done = True
            return False
        self._tried.add(transcript_id)

        def fill(db: Session) -> None:
            refresh_passages(db, transcript_id)

        house.database.write(fill)
        return True


offer_small_work(EarlierTurns())

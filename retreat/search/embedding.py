"""Computes missing meanings: a note's words are kept before there is time to compute its meaning."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.database import Database
from retreat.search.models import CURRENT, Passage, PassageVector
from retreat.search.vectors import keep_vectors
from retreat.transcripts.ports import Matrix

_AT_ONCE = 32


def embed_waiting(database: Database, embed: Callable[[list[str]], Matrix]) -> int:
    """Compute and keep the meanings of some waiting passages. Returns how many there were."""
    with database.read() as db:
        rows = db.execute(
            select(Passage.number, Passage.text)
            .outerjoin(PassageVector, PassageVector.number == Passage.number)
            .where(Passage.state == CURRENT, PassageVector.seq.is_(None), Passage.text != "")
            .order_by(Passage.number)
            .limit(_AT_ONCE)
        ).all()
    if not rows:
        return 0
    vectors = embed([row[1] for row in rows])

    def keep(db: Session) -> None:
        # A note may have been reworded in the meantime: its old meaning is not kept.
        now = {
            row.number: row.text
            for row in db.execute(
                select(Passage.number, Passage.text).where(
                    Passage.number.in_([row[0] for row in rows]), Passage.state == CURRENT
                )
            )
        }
        same = [at for at, (number, text) in enumerate(rows) if now.get(number) == text]
        if same:
            keep_vectors(db, [rows[at][0] for at in same], vectors[same])

    database.write(keep)
    return len(rows)

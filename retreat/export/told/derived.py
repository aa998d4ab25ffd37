"""What people and the team write about single quotes: how it is withheld, and how it is erased."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.analysis.derived import Repeatable, blank_repeats
from retreat.consent.derived import Store, Theirs, register
from retreat.consent.quoted.models import QuoteAnswer
from retreat.database.erasing import holds_words
from retreat.export.told.models import QuoteRound
from retreat.log.listeners import KeptNote, listen
from retreat.people.ports import register_forget_staff


def _erase(db: Session, theirs: Theirs) -> bool:
    """Their own as a whole, with the digests, from which short words could be guessed; others' if it repeats them."""
    changed = _blank(db, db.scalars(select(QuoteAnswer).where(theirs.whose.are(QuoteAnswer.participant_id))))
    runs = theirs.of(Repeatable).runs
    return blank_repeats(db, runs, QuoteAnswer, QuoteAnswer.said, QuoteAnswer.done) or changed


def _blank(db: Session, rows: Iterable[QuoteAnswer]) -> bool:
    changed = False
    for row in rows:
        changed = changed or bool(row.said or row.done or row.digest)
        row.said = row.done = row.digest = ""
        row.is_taken = False
    db.flush()
    return changed


class _TakenBack:
    """Follows what is taken back."""

    def kept(self, db: Session, note: KeptNote) -> None:
        """An answer is about the words that were read: its digest tells when they are others."""

    def erased(self, db: Session, note_ids: list[str]) -> None:
        """What was said about them goes with them; the purge that follows reaches this table."""
        _blank(db, db.scalars(select(QuoteAnswer).where(QuoteAnswer.thing_id.in_(note_ids))))


def _forget(db: Session, staff_id: str) -> None:
    """An account is deleted: what was asked and done stays, without who did it."""
    for column in (QuoteAnswer.entered_by, QuoteAnswer.done_by):
        db.execute(update(QuoteAnswer).where(column == staff_id).values({column: None}))
    db.execute(update(QuoteRound).where(QuoteRound.asked_by == staff_id).values(asked_by=None))


listen(_TakenBack())
register_forget_staff(_forget)
holds_words(QuoteAnswer.__tablename__)
register(
    Store(
        name="what people say about being quoted",
        door="retreat.export.told.quotes",
        columns=("quote_answer.said", "quote_answer.done", "quote_answer.digest"),
        erase=_erase,
    )
)

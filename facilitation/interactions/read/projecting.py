"""Keeping close reading in step with the log."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from facilitation.interactions.read.making import READINGS
from facilitation.interactions.read.models import NarrativeLaid, ReadingMark, ReadingPart
from facilitation.taking_away import take_words_away
from retreat.ids import system_ids
from retreat.log.makings import tell_kept
from retreat.log.projections import Kept
from retreat.programme.narratives.operations import mark_used


def read_lay(db: Session, kept: Kept) -> None:
    mark_used(db, kept.target_id, now=kept.at)
    db.execute(
        insert(NarrativeLaid).values(
            id=system_ids(),
            session_id=kept.session_id,
            round_id=kept.body["round_id"],
            table_id=kept.body["table_id"],
            text_id=kept.target_id,
            words_id=kept.words_id or kept.keep["words_id"],
            at=kept.at,
        )
    )


def read_mark(db: Session, kept: Kept) -> None:
    place = kept.body["place"]
    db.execute(
        insert(ReadingMark).values(
            id=kept.target_id,
            session_id=kept.session_id,
            round_id=kept.body["round_id"],
            text_id=place["on"],
            begins=place["from"],
            ends=place["to"],
            meaning=kept.body["meaning"],
            participant_id=kept.participant_id,
            table_id=kept.keep["table_id"],
            share=kept.body["share"],
            at=kept.at,
            removed_at=None,
        )
    )


def read_unmark(db: Session, kept: Kept) -> None:
    db.execute(update(ReadingMark).where(ReadingMark.id == kept.target_id).values(removed_at=kept.at))


def read_write(db: Session, kept: Kept) -> None:
    place = kept.body["place"] or {}
    db.execute(
        insert(ReadingPart).values(
            id=kept.target_id,
            session_id=kept.session_id,
            round_id=kept.body["round_id"],
            text_id=kept.body["narrative_id"],
            form=kept.body["form"],
            begins=place.get("from"),
            ends=place.get("to"),
            first_id=kept.body["first_id"],
            participant_id=kept.participant_id,
            table_id=kept.keep["table_id"],
            share=kept.body["share"],
            version=1,
            words_id=kept.words_id,
            at=kept.at,
            removed_at=None,
        )
    )
    tell_kept(db, READINGS, kept.target_id, is_new=True)


def read_remove(db: Session, kept: Kept) -> None:
    part = db.get(ReadingPart, kept.target_id)
    removed_at = (part.removed_at if part else None) or kept.at
    db.execute(
        update(ReadingPart).where(ReadingPart.id == kept.target_id).values(removed_at=removed_at, version=kept.version)
    )
    if part is not None:
        db.refresh(part)
    take_words_away(db, kept)

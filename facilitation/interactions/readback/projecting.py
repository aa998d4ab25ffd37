"""Keeping read-backs in step with the log."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from facilitation.interactions.readback.facts import LineFacts
from retreat.ids import system_ids
from retreat.log import listeners, store
from retreat.log.makings import tell_kept
from retreat.log.models import ReadBack, ReadBackLine, ReadBackObjection, ReadBackText, Words
from retreat.log.nouns.readback import CORRECTED
from retreat.log.projections import Kept
from retreat.log.read_backs import GISTS


def readback_open(db: Session, kept: Kept) -> None:
    """The lines are told to the table alone: the desk reads notes without knowing who sits where."""
    table_id, lines = kept.body["table_id"], kept.keep["lines"]
    db.execute(
        insert(ReadBack).values(
            id=kept.target_id,
            session_id=kept.session_id,
            table_id=table_id,
            opened_at=kept.at,
            ends_at=kept.at + timedelta(minutes=kept.keep["minutes"]),
        )
    )
    for place, line_id in enumerate(lines, 1):
        _add_line(db, kept, kept.target_id, line_id, place)
    store.append_own(
        db,
        kept.session_id,
        "readback.lines",
        kept.target_id,
        f"table:{table_id}",
        now=kept.at,
        ids=system_ids,
        body={"lines": lines},
    )


def readback_answer(db: Session, kept: Kept) -> None:
    _answer(db, kept.keep["line"], kept.body["answer"])


def readback_object(db: Session, kept: Kept) -> None:
    db.execute(
        insert(ReadBackObjection).values(
            id=kept.target_id,
            session_id=kept.session_id,
            table_id=kept.keep["table_id"],
            line_id=kept.body["line_id"],
            participant_id=kept.participant_id,
            at=kept.at,
            withdrawn_at=None,
        )
    )


def readback_unobject(db: Session, kept: Kept) -> None:
    db.execute(update(ReadBackObjection).where(ReadBackObjection.id == kept.target_id).values(withdrawn_at=kept.at))


def readback_write(db: Session, kept: Kept) -> None:
    db.execute(
        insert(ReadBackText).values(
            id=kept.target_id,
            session_id=kept.session_id,
            participant_id=kept.participant_id,
            table_id=kept.keep["table_id"],
            line_id=kept.body["line_id"],
            share=kept.body["share"],
            version=1,
            words_id=kept.words_id,
            at=kept.at,
        )
    )
    if kept.keep["line"] is not None:
        _answer(db, kept.keep["line"], CORRECTED)
    if kept.body["readback_id"] is not None:
        here = select(func.max(ReadBackLine.position)).where(ReadBackLine.read_back_id == kept.body["readback_id"])
        _add_line(db, kept, kept.body["readback_id"], kept.target_id, (db.scalar(here) or 0) + 1)
    tell_kept(db, GISTS, kept.target_id, is_new=True)


def readback_reword(db: Session, kept: Kept) -> None:
    _change(db, kept.target_id, version=kept.version, words_id=kept.words_id)
    tell_kept(db, GISTS, kept.target_id)


def readback_remove(db: Session, kept: Kept) -> None:
    row = db.get(ReadBackText, kept.target_id)
    _change(db, kept.target_id, version=kept.version)
    store.erase_words(db, kept.session_id, [kept.target_id], at=kept.at, by=kept.participant_id)
    listeners.notes_erased(db, [kept.target_id])
    if row is not None and row.line_id is not None:
        _forget_correction(db, row)


def _forget_correction(db: Session, gone: ReadBackText) -> None:
    """Without the last correction of a line, nobody has answered it."""
    others = (ReadBackText.line_id == gone.line_id, ReadBackText.table_id == gone.table_id, ReadBackText.id != gone.id)
    left = select(ReadBackText.id).join(Words, Words.id == ReadBackText.words_id).where(*others, ~GISTS.gone)
    if db.scalar(left.limit(1)) is None:
        of_table = select(ReadBack.id).where(ReadBack.table_id == gone.table_id)
        line = (ReadBackLine.target_id == gone.line_id, ReadBackLine.read_back_id.in_(of_table))
        db.execute(
            update(ReadBackLine).where(*line, ReadBackLine.answer == CORRECTED).values(answer=None, words_id=None)
        )


def _answer(db: Session, line: LineFacts, answer: str) -> None:
    here = (ReadBackLine.read_back_id == line.readback_id, ReadBackLine.target_id == line.id)
    db.execute(update(ReadBackLine).where(*here).values(answer=answer, words_id=line.words_id))


def _add_line(db: Session, kept: Kept, readback_id: str, line_id: str, place: int) -> None:
    db.execute(
        insert(ReadBackLine).values(
            read_back_id=readback_id,
            target_id=line_id,
            session_id=kept.session_id,
            position=place,
            answer=None,
            words_id=None,
        )
    )


def _change(db: Session, text_id: str, **values: object) -> None:
    db.execute(update(ReadBackText).where(ReadBackText.id == text_id).values(**values))
    row = db.get(ReadBackText, text_id)
    if row is not None:
        db.refresh(row)  # what listeners are told of is read from it

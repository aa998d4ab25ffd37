"""A note's passage: kept in step with the note by the log, in the note's own transaction."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from retreat.ids import Ids, system_ids
from retreat.log.listeners import KeptNote, listen
from retreat.record.lexical import lexical_of
from retreat.record.models import CURRENT, ERASED, WRITTEN, Passage, PassageVector
from retreat.record.operations import entry_of

# Made once: every note that is written asks this.
_OF_NOTE = select(Passage).where(Passage.note_id == bindparam("note"))


class NotesInRecord:
    """What the log tells of notes, kept as passages. Their meaning follows when a worker has computed it."""

    def __init__(self, ids: Ids = system_ids) -> None:
        self._ids = ids

    def kept(self, db: Session, note: KeptNote) -> None:
        """The latest wording is the passage."""
        row = db.scalars(_OF_NOTE, {"note": note.note_id}).first()
        if row is None:
            row = Passage(
                id=self._ids(),
                session_id=note.session_id,
                kind=WRITTEN,
                note_id=note.note_id,
                participant_id=note.participant_id,
                prompt_id=note.prompt_id,
                table_id=note.table_id,
                state=CURRENT,
                text=note.text,
                at=note.at,
                speakers=[],
            )
            db.add(row)
        elif row.state == CURRENT and row.text == note.text:
            return
        else:
            self._unindex(db, row)
            row.text = note.text
            row.at = note.at
            row.state = CURRENT
        db.flush()
        lexical_of(db).add(db, [entry_of(row)])

    def erased(self, db: Session, note_ids: list[str]) -> None:
        """The passage stays as a blank, so that what points at it finds that it was taken out."""
        rows = db.scalars(select(Passage).where(Passage.note_id.in_(note_ids), Passage.state != ERASED)).all()
        for row in rows:
            self._unindex(db, row)
            row.text = ""
            row.state = ERASED
        db.flush()

    def _unindex(self, db: Session, row: Passage) -> None:
        if row.state == CURRENT:
            lexical_of(db).remove(db, [entry_of(row)])
            db.execute(delete(PassageVector).where(PassageVector.number == row.number))


notes_in_record = NotesInRecord()
listen(notes_in_record)

"""The passage of a note, a light-bulb and so on: updated by the log, in the same transaction."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from retreat.database import table_of
from retreat.house import House
from retreat.ids import Ids, system_ids
from retreat.jobs.registry import offer_small_work
from retreat.log.listeners import KeptNote, listen
from retreat.log.makings import makings, tell_kept, without_passage
from retreat.search.lexical import Entry, entry_of, lexical_of
from retreat.search.models import CURRENT, ERASED, WRITTEN, Passage, PassageVector

# Built once: every note runs one of these.
_OF_NOTE = select(Passage).where(Passage.note_id == bindparam("note"))
_NEW = insert(table_of(Passage)).returning(table_of(Passage).c.number)
_AT_ONCE = 50


class NotesInRecord:
    """Turns what the log announces about notes into passages. A worker computes their meaning later."""

    def __init__(self, ids: Ids = system_ids) -> None:
        self._ids = ids

    def kept(self, db: Session, note: KeptNote) -> None:
        """The latest wording is the passage."""
        row = None if note.is_new else db.scalars(_OF_NOTE, {"note": note.note_id}).first()
        if row is None:
            entry = Entry(number=self._add(db, note), text=note.text)
        elif row.state == CURRENT and row.text == note.text:
            return
        else:
            self._unindex(db, row)
            row.text, row.at, row.state = note.text, note.at, CURRENT
            db.flush()
            entry = entry_of(row)
        lexical_of(db).add(db, [entry])

    def _add(self, db: Session, note: KeptNote) -> int:
        """Write a passage; its number in the indexes."""
        number: int = (
            db.connection()
            .execute(
                _NEW,
                {
                    "id": self._ids(),
                    "session_id": note.session_id,
                    "kind": WRITTEN,
                    "state": CURRENT,
                    "note_id": note.note_id,
                    "participant_id": note.participant_id,
                    "prompt_id": note.prompt_id,
                    "table_id": note.table_id,
                    "position": 0,
                    "text": note.text,
                    "speakers": [],
                    "at": note.at,
                },
            )
            .scalar_one()
        )
        return number

    def erased(self, db: Session, note_ids: list[str]) -> None:
        """The passage stays, but blank, so that a link to it can say that it was removed."""
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


class EarlierWork:
    """Make passages for things from a version that kept none for their kind. No new ones can come while it runs."""

    def __init__(self) -> None:
        self._is_done = False

    def __call__(self, house: House, _speech: object, _worker_id: str) -> bool:
        """Some of them; whether there was any."""
        if self._is_done:
            return False
        with house.database.read() as db:
            found = [
                (making, thing_id)
                for making in makings()
                for thing_id, texts in db.execute(without_passage(making, Passage.note_id))
                if making.text_of(texts)
            ][:_AT_ONCE]

        def keep(db: Session) -> None:
            for making, thing_id in found:
                tell_kept(db, making, thing_id)

        if found:
            house.database.write(keep)
        self._is_done = not found
        return bool(found)


notes_in_record = NotesInRecord()
listen(notes_in_record)
offer_small_work(EarlierWork())

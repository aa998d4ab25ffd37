"""What this room keeps: pictures go with whoever took them. Their rows hold no word, so only files are erased."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Store, Theirs, Whose, register
from retreat.house import House
from retreat.pictures.models import Picture
from retreat.pictures.operations import mark_removed
from retreat.pictures.storing import FOLDER, storage_of


def _theirs(whose: Whose) -> ColumnElement[bool]:
    """Those that they took; of an event, also those that the team added."""
    taken = whose.are(Picture.participant_id)
    return taken if whose.event_id is None else or_(taken, Picture.session_id.in_(whose.sessions))


def _erase_files(house: House, theirs: Theirs) -> None:
    """Nothing leads to them before they go, also if a killed process has to begin again."""
    if "written" not in theirs.whose.parts:
        return

    def mark(db: Session) -> list[str]:
        rows = db.scalars(select(Picture).where(_theirs(theirs.whose))).all()
        mark_removed(db, rows, now=theirs.whose.at)
        return [row.name for row in rows]

    for name in house.database.write(mark):
        storage_of(house).remove(name)


def _left(house: House, theirs: Theirs) -> int:
    if "written" not in theirs.whose.parts:
        return 0
    with house.database.read() as db:
        names = db.scalars(select(Picture.name).where(_theirs(theirs.whose))).all()
    return sum(storage_of(house).size_bytes(name) is not None for name in names)


register(
    Store(
        name="pictures of paper",
        door="retreat.pictures.queries",
        files=(f"{FOLDER}/*",),
        erase_files=_erase_files,
        files_left=_left,
    )
)

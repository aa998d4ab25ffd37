"""What this room keeps: pictures go with whoever took them, and their bytes at once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.derived import Store, Theirs, register
from retreat.house import House
from retreat.pictures.models import Picture
from retreat.pictures.operations import mark_removed
from retreat.pictures.storing import FOLDER, storage_of


def _erase(db: Session, theirs: Theirs) -> bool:
    rows = db.scalars(select(Picture).where(Picture.participant_id == theirs.whose.participant_id)).all()
    mark_removed(db, rows, now=theirs.whose.at)
    return bool(rows)


def _erase_files(house: House, theirs: Theirs) -> None:
    with house.database.read() as db:
        names = db.scalars(select(Picture.name).where(Picture.participant_id == theirs.whose.participant_id)).all()
    for name in names:
        storage_of(house).remove(name)


register(
    Store(
        name="pictures of paper",
        door="retreat.pictures.queries",
        files=(f"{FOLDER}/*",),
        erase=_erase,
        erase_files=_erase_files,
    )
)

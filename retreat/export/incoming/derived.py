"""Files of projects hold people's words: none waits on once somebody has said no, and a worker brings in what waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Answered, Store, Theirs, register
from retreat.consent.purposes import NO
from retreat.export.incoming.models import DONE, DROPPED, FAILED, WAITING, WANTED, ProjectImport
from retreat.export.incoming.operations import FOLDER, carry_out, next_wanted, storage_of
from retreat.house import House
from retreat.jobs.registry import offer_small_work

# Nobody decides about it any more.
_WAITS_FOR = timedelta(days=7)


def _follow(db: Session, answered: Answered) -> None:
    """Whose words are in a file is not known, so nothing that waits survives a no."""
    if NO in answered.kept.values():
        _drop_all(db)


def _erase(db: Session, _theirs: Theirs) -> bool:
    _drop_all(db)
    return False  # their words were in files alone


def _drop_all(db: Session) -> None:
    for row in db.scalars(select(ProjectImport).where(ProjectImport.state.in_((WAITING, WANTED))).with_for_update()):
        row.state = DROPPED
    db.flush()


def _erase_files(house: House, _theirs: Theirs) -> None:
    while forget_one(house):
        pass


def forget_one(house: House) -> bool:
    """Remove the file of one that was decided or has waited too long; whether there was one."""
    now = house.clock()
    decided = ProjectImport.state.in_((DONE, FAILED, DROPPED))
    late = (ProjectImport.state == WAITING) & (ProjectImport.at < now - _WAITS_FOR)
    asked = select(ProjectImport.id).where(or_(decided, late), ProjectImport.emptied_at.is_(None))
    with house.database.read() as db:
        found = db.scalar(asked.order_by(ProjectImport.id).limit(1))
    if found is None:
        return False
    storage_of(house).remove(found)

    def note(db: Session) -> None:
        row = db.get_one(ProjectImport, found)
        row.emptied_at = now
        row.state = DROPPED if row.state == WAITING else row.state

    house.database.write(note)
    return True


def _work(house: House, speech: Any, _worker_id: str) -> bool:
    with house.database.read() as db:
        wanted = next_wanted(db)
    if wanted is None:
        return forget_one(house)
    carry_out(house, speech, wanted)
    return True


register(
    Store(
        name="waiting projects",
        door="retreat.export.incoming.operations",
        files=(f"{FOLDER}/*",),
        follow=_follow,
        erase=_erase,
        erase_files=_erase_files,
    )
)
offer_small_work(_work)

"""The words that a worker keeps while it transcribes: deleted when the work is done, and by any erasure."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from retreat.consent.derived import Store, Theirs, register
from retreat.house import House
from retreat.recordings.derived import Sounds
from retreat.recordings.left_out.ports import register_follow
from retreat.recordings.left_out.stretches import sounds_of_table
from retreat.recordings.models import PROCESSING, SEALED
from retreat.recordings.storage import LocalStorage
from retreat.speech.models import HeardSoFar
from retreat.transcripts.versions.models import SpeechRerun


def _forget_heard(db: Session, theirs: Theirs) -> bool:
    found = db.execute(delete(HeardSoFar).where(HeardSoFar.recording_id.in_(theirs.of(Sounds).ids)))
    return bool(found.rowcount)  # type: ignore[attr-defined]


def _remove_checkpoints(house: House, theirs: Theirs) -> None:
    for folder in _folders(house, theirs):
        shutil.rmtree(folder, ignore_errors=True)


def _checkpoints_left(house: House, theirs: Theirs) -> int:
    return sum(folder.exists() for folder in _folders(house, theirs))


def _folders(house: House, theirs: Theirs) -> list[Path]:
    sounds = theirs.of(Sounds).ids
    with house.database.read() as db:
        again = db.scalars(select(SpeechRerun.id).where(SpeechRerun.recording_id.in_(sounds))).all()
    return [LocalStorage(house.storage).folder / "work" / row_id for row_id in (*sounds, *again)]


def forget_heard(db: Session, session_id: str, table_id: str | None) -> None:
    """What was heard so far may hold what is left out; whoever works on it begins again."""
    ids = [row.id for row in sounds_of_table(db, session_id, table_id)]
    db.execute(delete(HeardSoFar).where(HeardSoFar.recording_id.in_(ids)))
    db.execute(
        update(SpeechRerun)
        .where(SpeechRerun.recording_id.in_(ids), SpeechRerun.state == PROCESSING)
        .values(state=SEALED, lease_owner=None, lease_until=None)
    )


register_follow(forget_heard)
register(
    Store(
        name="what was heard so far, while a sound is worked on",
        door="retreat.speech.work.routes",
        columns=("heard_so_far.words",),
        erase=_forget_heard,
    )
)
register(
    Store(
        name="checkpoints of a worker",
        door="-",
        files=("audio/work/*",),
        erase_files=_remove_checkpoints,
        files_left=_checkpoints_left,
    )
)

"""Releases follow what people answer: one that holds words of somebody who takes back their yes is called back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from retreat.clock import system_clock
from retreat.consent.derived import Answered, Store, Theirs, register
from retreat.consent.purposes import NO, SOUND_PURPOSES
from retreat.consent.queries import answers, history
from retreat.export.audiences import AUDIENCES
from retreat.export.formats import FORMATS
from retreat.export.releases.models import RECALLED, Release, ReleasePerson, ReleaseWritten
from retreat.export.releases.operations import FOLDER, recall, storage_of
from retreat.house import House
from retreat.jobs.registry import offer_small_work
from retreat.log.listeners import KeptNote, listen
from retreat.programme.models import DialogueSession
from retreat.recordings.left_out.ports import register_follow
from retreat.transcripts.speakers.moved import register_moved

# How much each choice about quotes lets be told of somebody.
_TOLD = {"none": 0, "role": 1, "named": 2}
_ALWAYS = ("notes_kept", *SOUND_PURPOSES)


def _theirs(db: Session, participant_id: str) -> list[Release]:
    held = select(ReleasePerson.release_id).where(ReleasePerson.participant_id == participant_id)
    return list(db.scalars(select(Release).where(Release.id.in_(held), Release.state != RECALLED).with_for_update()))


def _follow(db: Session, answered: Answered) -> None:
    said = history(db, answered.participant_id)
    narrows = _narrows([one.answer for one in said if one.purpose == "quotes"]) and "quotes" in answered.kept
    for row in _theirs(db, answered.participant_id):
        if narrows or _is_taken_back(row, answered):
            recall(row, why="answer", now=said[-1].at)


def _narrows(chosen: Sequence[str]) -> bool:
    """Whether somebody may be told less about than before; whoever has not chosen was not told about at all."""
    *earlier, last = ["none", *chosen]
    before = earlier[-1] if earlier else "none"
    return _TOLD.get(last, 0) < _TOLD.get(before, 0)


def _is_taken_back(row: Release, answered: Answered) -> bool:
    if any(answered.kept.get(purpose) == NO for purpose in _ALWAYS):
        return True
    return any(
        purpose in answered.kept and answered.kept[purpose] not in allowed for purpose, allowed in _asks(row).items()
    )


def _asks(row: Release) -> Mapping[str, tuple[str, ...]]:
    quotes = row.format in FORMATS and FORMATS[row.format].quotes
    return AUDIENCES[row.audience].asks(quotes=quotes)


def _moved(db: Session, session_id: str, person: str | None) -> None:
    """Words in releases were taken for another's. Whoever said them may not have agreed, and is called back for."""
    event = select(DialogueSession.event_id).where(DialogueSession.id == session_id).scalar_subquery()
    whole = and_(Release.session_id.is_(None), Release.event_id == event)
    asked = select(Release).where(or_(Release.session_id == session_id, whole), Release.state != RECALLED)
    for row in db.scalars(asked.with_for_update()):
        if person is None or not _allows(db, person, row):
            recall(row, why="answer", now=system_clock())
        elif db.get(ReleasePerson, (row.id, person)) is None:
            db.add(ReleasePerson(release_id=row.id, participant_id=person))
    db.flush()


def _allows(db: Session, person: str, row: Release) -> bool:
    return all(answers(db, [person], purpose)[person] in allowed for purpose, allowed in _asks(row).items())


def _erase(db: Session, theirs: Theirs) -> bool:
    whose = theirs.whose
    if whose.event_id is not None:
        if whose.parts & {"written", "spoken"}:
            whole = Release.event_id == whose.event_id
            _recall_those(db, or_(Release.session_id.in_(whose.sessions), whole), why="erased", now=whose.at)
        return False
    for row in _theirs(db, whose.participant_id):
        recall(row, why="erased", now=whose.at)
    db.flush()
    return False  # no table of the database held a word of theirs


class _TakenBack:
    """Follows notes and light-bulbs that are taken back."""

    def kept(self, db: Session, note: KeptNote) -> None:
        """A release is frozen: what is written later is not in it."""

    def erased(self, db: Session, note_ids: list[str]) -> None:
        """What holds any of them is called back."""
        recall_with(db, note_ids, why="erased", now=system_clock())


def recall_with(db: Session, thing_ids: Collection[str], *, why: str, now: datetime) -> None:
    """Call back every release that holds one of these written things."""
    held = select(ReleaseWritten.release_id).where(ReleaseWritten.thing_id.in_(thing_ids))
    _recall_those(db, Release.id.in_(held), why=why, now=now)


def recall_of(db: Session, people: Collection[str], *, now: datetime) -> None:
    """Call back every release with words of these people, who were taken out of the event."""
    held = select(ReleasePerson.release_id).where(ReleasePerson.participant_id.in_(people))
    _recall_those(db, Release.id.in_(held), why="set_aside", now=now)


def _without_minutes(db: Session, session_id: str, _table_id: str | None) -> None:
    """Which minutes a file holds is not known, so every release of that talk is called back; a new one lacks them."""
    event = select(DialogueSession.event_id).where(DialogueSession.id == session_id).scalar_subquery()
    whole = and_(Release.session_id.is_(None), Release.event_id == event)
    _recall_those(db, or_(Release.session_id == session_id, whole), why="left_out", now=system_clock())


def _recall_those(db: Session, which: ColumnElement[bool], *, why: str, now: datetime) -> None:
    for row in db.scalars(select(Release).where(which, Release.state != RECALLED).with_for_update()):
        recall(row, why=why, now=now)


def _erase_files(house: House, _theirs: Theirs) -> None:
    while empty_recalled(house):
        pass


def empty_recalled(house: House) -> bool:
    """Remove the bytes of one release that was called back; whether there was one."""
    waiting = select(Release.id, Release.name).where(Release.state == RECALLED, Release.emptied_at.is_(None))
    with house.database.read() as db:
        found = db.execute(waiting.order_by(Release.id).limit(1)).first()
    if found is None:
        return False
    storage_of(house).remove(found.name)

    def note(db: Session) -> None:
        db.get_one(Release, found.id).emptied_at = house.clock()

    house.database.write(note)
    return True


def _work(house: House, _speech: Any, _worker_id: str) -> bool:
    return empty_recalled(house)


register(
    Store(
        name="releases",
        door="retreat.export.releases.operations",
        files=(f"{FOLDER}/*",),
        follow=_follow,
        erase=_erase,
        erase_files=_erase_files,
    )
)
offer_small_work(_work)
listen(_TakenBack())
register_follow(_without_minutes)
register_moved(_moved)

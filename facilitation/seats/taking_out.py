"""Taking people out with what they wrote and voted, and letting them back in with it.

A few things at a time, so that other people's notes do not wait. If interrupted, the same request continues it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from facilitation.seats.bringing_back import notes_back, votes_back
from facilitation.seats.models import SetAside
from facilitation.seats.other_things import others_back, others_out, places_given_up, unsaid_back, unsaid_out
from retreat.database import Database
from retreat.export.releases.derived import recall_of
from retreat.ids import Ids
from retreat.log import store
from retreat.log.makings import ONLY_ME
from retreat.log.models import Note, Vote
from retreat.log.projections import Kept, project
from retreat.people.arrivals import mark_in, mark_out, who_is_out

AT_ONCE = 20

# Called with the people whom it concerned, in the transaction in which it was done.
Tell = Callable[[Session, Collection[str]], object]
# One step for one person: the sessions whose logs have grown; none if nothing was left to do.
_Step = Callable[[Session, str], set[str]]


def take_out(
    database: Database, event_id: str, people: Collection[str], *, now: datetime, ids: Ids, tell: Tell | None = None
) -> set[str]:
    """Take people out of an event: their tokens end, what they wrote and voted leaves every board and the record.

    Args:
        tell: Told of those who were in.

    Returns:
        The sessions whose logs have grown.
    """

    def mark(db: Session) -> None:
        out = mark_out(db, event_id, people, now=now)
        recall_of(db, people, now=now)
        _told(db, out, tell)

    database.write(mark)
    with database.read() as db:
        out = who_is_out(db, event_id, people)
    return _each(database, out, lambda db, person: _set_aside(db, person, now=now, ids=ids))


def let_in(
    database: Database, event_id: str, people: Collection[str], *, now: datetime, ids: Ids, tell: Tell | None = None
) -> set[str]:
    """Let them back in, with all of it.

    Args:
        tell: Told of those who were out.

    Returns:
        The sessions whose logs have grown.
    """
    database.write(lambda db: _told(db, mark_in(db, event_id, list(people)), tell))
    with database.read() as db:
        still_out = set(who_is_out(db, event_id, people))
    inside = [person for person in people if person not in still_out]
    # All notes first, so that there is something for the dots to be on.
    notes = _each(database, inside, lambda db, person: notes_back(db, event_id, person, now=now, ids=ids))
    others = _each(database, inside, lambda db, person: others_back(db, event_id, person, now=now, ids=ids))
    votes = _each(database, inside, lambda db, person: votes_back(db, event_id, person, now=now, ids=ids))
    unsaid = _each(database, inside, lambda db, person: unsaid_back(db, event_id, person, now=now, ids=ids))
    return notes | others | votes | unsaid


def _told(db: Session, people: Collection[str], tell: Tell | None) -> None:
    if tell is not None:
        tell(db, people)


def _each(database: Database, people: Collection[str], step: _Step) -> set[str]:
    grown: set[str] = set()
    for person in people:
        while some := _one(database, person, step):
            grown |= some
    return grown


def _one(database: Database, person: str, step: _Step) -> set[str]:
    return database.write(lambda db: step(db, person))


def _set_aside(db: Session, person: str, *, now: datetime, ids: Ids) -> set[str]:
    votes = db.scalars(select(Vote).where(Vote.participant_id == person).limit(AT_ONCE)).all()
    for vote in votes:
        store.lock(db, vote.session_id)
        keep = {"noun": "vote", "target_id": vote.target_id, "round_id": vote.round_id}
        db.execute(insert(SetAside).values(participant_id=person, session_id=vote.session_id, **keep))
        store.append_own(db, vote.session_id, "vote.retract", vote.target_id, "all", now=now, ids=ids)
        db.delete(vote)
        db.flush()
    there = (Note.participant_id == person, Note.removed_at.is_(None), Note.share != ONLY_ME)
    notes = db.scalars(select(Note).where(*there).limit(AT_ONCE - len(votes))).all()
    for note in notes:
        store.lock(db, note.session_id)
        _remove(db, note, now=now, ids=ids)
    grown = {vote.session_id for vote in votes} | {note.session_id for note in notes}
    for step in (others_out, unsaid_out, places_given_up):
        grown = grown or step(db, person, now=now, ids=ids)
    return grown


def _remove(db: Session, note: Note, *, now: datetime, ids: Ids) -> None:
    """Set a note aside, as the desk does; its dots go and come back with it."""
    for vote in db.scalars(select(Vote).where(Vote.session_id == note.session_id, Vote.target_id == note.id)):
        keep = {"noun": "vote", "target_id": vote.target_id, "round_id": vote.round_id}
        db.execute(insert(SetAside).values(participant_id=vote.participant_id, session_id=note.session_id, **keep))
    db.execute(
        insert(SetAside).values(
            participant_id=note.participant_id, session_id=note.session_id, target_id=note.id, noun="note"
        )
    )
    version, audience = note.version + 1, tuple(note.audience)
    fact = store.Fact(
        op_id=ids(),
        kind="note.remove",
        target_id=note.id,
        participant_id=None,
        body={},
        channels=audience,
        answer_channel="",
        version=version,
    )
    appended = store.append(db, note.session_id, fact, now=now, words_id=ids())
    project(
        db,
        Kept(
            session_id=note.session_id,
            kind="note.remove",
            target_id=note.id,
            participant_id=None,
            body={},
            keep={"erase": False},
            channels=audience,
            version=version,
            texts={},
            words_id=None,
            at=appended.at,
            written_at=now,
            round_id=None,
        ),
    )

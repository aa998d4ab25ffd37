"""Restores what was set aside with somebody: notes where they were, and dots if they have any left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from facilitation.interactions.notes.deciding import note_body
from facilitation.interactions.notes.loading import note_facts, note_of
from facilitation.interactions.sort.loading import cluster_of
from facilitation.seats.models import SetAside
from retreat.ids import Ids
from retreat.log import store
from retreat.log.models import Note, Vote, Words
from retreat.people.queries import taken_out
from retreat.programme.events import event_of
from retreat.programme.models import Round
from retreat.programme.steps import step_of

NOTES_AT_ONCE = 20


def notes_back(db: Session, event_id: str, person: str, *, now: datetime, ids: Ids) -> set[str]:
    """Bring back some of somebody's notes, with the dots that others had given them. Returns the sessions that grew."""
    theirs = (SetAside.participant_id == person, SetAside.noun == "note")
    found = db.scalars(select(SetAside).where(*theirs).order_by(SetAside.target_id).limit(NOTES_AT_ONCE)).all()
    for one in found:
        db.delete(one)
        if event_of(db, one.session_id) == event_id:
            store.lock(db, one.session_id)
            show_again(db, one.session_id, one.target_id, now=now, ids=ids)
    db.flush()
    return {one.session_id for one in found}


def votes_back(db: Session, event_id: str, person: str, *, now: datetime, ids: Ids) -> set[str]:
    """Bring back somebody's dots; dots on something that is missing now wait for it."""
    theirs = (SetAside.participant_id == person, SetAside.noun == "vote")
    return _cast_again(db, event_id, *theirs, now=now, ids=ids)


def show_again(db: Session, session_id: str, note_id: str, *, now: datetime, ids: Ids) -> None:
    """Give a note that was set aside back to those who could read it; nothing happens if its words are erased."""
    note = db.get(Note, note_id)
    words = db.get(Words, note.words_id) if note is not None else None
    if note is None or note.removed_at is None or words is None or words.erased_at is not None:
        return
    note.removed_at, note.version = None, note.version + 1
    kept = (Words.session_id == session_id, Words.target_id == note_id, Words.erased_at.is_(None))
    db.execute(update(Words).where(*kept).values(withheld=False))
    db.flush()
    body = note_body(note_facts(note)) | {"share": note.share}
    if note.share == "table":
        body["table"] = note.table_id
    fact = store.Fact(
        op_id=ids(),
        kind="note.share",
        target_id=note.id,
        participant_id=note.participant_id,
        body=body,
        channels=tuple(note.audience),
        answer_channel="",
        version=note.version,
        shows_words_id=note.words_id,
    )
    store.append(db, session_id, fact, now=now, words_id=ids())
    on_it = (SetAside.target_id == note_id, SetAside.noun == "vote", SetAside.participant_id.not_in(taken_out()))
    _cast_again(db, event_of(db, session_id) or "", *on_it, now=now, ids=ids)


def _cast_again(db: Session, event_id: str, *which: Any, now: datetime, ids: Ids) -> set[str]:
    grown: set[str] = set()
    waiting = db.scalars(select(SetAside).where(*which).order_by(SetAside.session_id, SetAside.target_id)).all()
    for one in waiting:
        if event_of(db, one.session_id) != event_id or not _is_there(db, one):
            continue
        store.lock(db, one.session_id)
        if _has_one_left(db, one):
            place = {"session_id": one.session_id, "participant_id": one.participant_id, "target_id": one.target_id}
            db.execute(insert(Vote).values(**place, round_id=one.round_id))
            store.append_own(db, one.session_id, "vote.cast", one.target_id, "all", now=now, ids=ids)
            grown.add(one.session_id)
        db.execute(
            delete(SetAside).where(
                SetAside.participant_id == one.participant_id,
                SetAside.session_id == one.session_id,
                SetAside.target_id == one.target_id,
                SetAside.noun == "vote",
            )
        )
    return grown


def _is_there(db: Session, one: SetAside) -> bool:
    return any(find(db, one.session_id, one.target_id) is not None for find in (note_of, cluster_of))


def _has_one_left(db: Session, one: SetAside) -> bool:
    """Somebody who lost a dot with a note may have given it elsewhere since."""
    if db.get(Vote, (one.session_id, one.participant_id, one.target_id)) is not None:
        return False
    round_ = db.get(Round, one.round_id)
    given = (Vote.participant_id == one.participant_id, Vote.round_id == one.round_id)
    used = db.scalar(select(func.count()).select_from(Vote).where(*given)) or 0
    return round_ is not None and used < (step_of(round_.step).vote_budget or 0)

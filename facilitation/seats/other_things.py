"""What people made besides notes, such as light-bulbs and statements, goes off every board with them and comes back.

Whatever an interaction registers as made by people is found here; nothing keeps a list of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from facilitation.interactions import LEAVING, UNSAID
from facilitation.operations import perform_batch
from facilitation.seats.models import SetAside
from retreat.consent.queries import answer
from retreat.ids import Ids
from retreat.log import store
from retreat.log.fields import Operation
from retreat.log.makings import ONLY_ME, Making, makings, noun_of
from retreat.log.models import Words
from retreat.people.access import Seat
from retreat.people.queries import sessions_of_person
from retreat.programme.events import event_of
from retreat.programme.queries import session_view

OTHERS_AT_ONCE = 20
_NOTE, _OTHER, _UNSAID = "note", "other", "unsaid"


def others_out(db: Session, person: str, *, now: datetime, ids: Ids) -> set[str]:
    """Set some of it aside. Returns the sessions that have grown; none where nothing is left."""
    grown: set[str] = set()
    for making in (one for one in makings() if one.noun != _NOTE):
        row = making.row
        theirs = (row.participant_id == person, row.share != ONLY_ME, ~making.gone)
        found = select(row).join(Words, Words.id == row.words_id).where(*theirs).order_by(row.id)
        for thing in db.scalars(found.limit(OTHERS_AT_ONCE)).all():
            _out(db, making, thing, now=now, ids=ids)
            grown.add(thing.session_id)
    return grown


def places_given_up(db: Session, person: str, *, now: datetime, ids: Ids) -> set[str]:
    """What they hold in open sessions is given up, as if they had left: nobody waits for them to speak."""
    grown: set[str] = set()
    for session_id in sessions_of_person(db, person):
        is_open = session_view(db, session_id).state == "open"
        acts = [act for leaving in LEAVING if is_open for act in leaving(db, session_id, person)]
        operations = [
            Operation(op_id=ids(), kind=kind, target_id=target_id, body=body) for kind, target_id, body in acts
        ]
        if operations and perform_batch(db, _seat(person, session_id), operations, now=now, ids=ids).accepted:
            grown.add(session_id)
    return grown


def unsaid_out(db: Session, person: str, *, now: datetime, ids: Ids) -> set[str]:
    """Undo what they gave without words, such as a signature. Returns the sessions that have grown."""
    grown: set[str] = set()
    for session_id in sessions_of_person(db, person):
        acts = [act for unsaid, _again in UNSAID.values() for act in unsaid(db, session_id, person)][:OTHERS_AT_ONCE]
        operations = [
            Operation(op_id=ids(), kind=kind, target_id=target_id, body=body) for kind, target_id, body in acts
        ]
        if operations and perform_batch(db, _seat(person, session_id), operations, now=now, ids=ids).accepted:
            place = {"participant_id": person, "session_id": session_id, "noun": _UNSAID}
            db.execute(insert(SetAside), [place | {"target_id": target_id} for _kind, target_id, _body in acts])
            grown.add(session_id)
    return grown


def unsaid_back(db: Session, event_id: str, person: str, *, now: datetime, ids: Ids) -> set[str]:
    """Give some of it back. Returns the sessions that have grown; none where nothing is left."""
    theirs = (SetAside.participant_id == person, SetAside.noun == _UNSAID)
    found = db.scalars(select(SetAside).where(*theirs).order_by(SetAside.target_id).limit(OTHERS_AT_ONCE)).all()
    for one in found:
        db.delete(one)
        if event_of(db, one.session_id) == event_id:
            store.lock(db, one.session_id)
            for _unsaid, again in UNSAID.values():
                again(db, one.session_id, one.target_id, now, ids)
    db.flush()
    return {one.session_id for one in found}


def others_back(db: Session, event_id: str, person: str, *, now: datetime, ids: Ids) -> set[str]:
    """Bring some of it back. Returns the sessions that have grown; none where nothing is left."""
    theirs = (SetAside.participant_id == person, SetAside.noun == _OTHER)
    found = db.scalars(select(SetAside).where(*theirs).order_by(SetAside.target_id).limit(OTHERS_AT_ONCE)).all()
    nouns = noun_of(db, [one.target_id for one in found])
    for one in found:
        db.delete(one)
        if event_of(db, one.session_id) == event_id and one.target_id in nouns:
            _back(db, nouns[one.target_id], one.target_id, now=now, ids=ids)
    db.flush()
    return {one.session_id for one in found}


def _out(db: Session, making: Making, thing: Any, *, now: datetime, ids: Ids) -> None:
    session_id = thing.session_id
    store.lock(db, session_id)
    keep = {"participant_id": thing.participant_id, "session_id": session_id, "target_id": thing.id, "noun": _OTHER}
    db.execute(insert(SetAside).values(**keep))
    store.withhold_words(db, session_id, thing.id)
    if making.set_aside is not None:
        thing.removed_at, thing.version = now, thing.version + 1
    version = _version(db, making, thing)
    fact = store.Fact(
        op_id=ids(),
        kind=making.removal,
        target_id=thing.id,
        participant_id=None,
        body={} if making.set_aside is None else {"version": version},
        channels=store.begun(db, session_id, thing.id).channels,
        answer_channel="",
        version=version,
    )
    store.append(db, session_id, fact, now=now, words_id=ids())
    db.flush()


def _back(db: Session, making: Making, thing_id: str, *, now: datetime, ids: Ids) -> None:
    thing = db.get_one(making.row, thing_id)
    words = db.get(Words, thing.words_id)
    if words is None or words.erased_at is not None:
        return
    store.lock(db, thing.session_id)
    store.give_words_back(db, thing.session_id, thing_id)
    if making.set_aside is not None:
        thing.removed_at, thing.version = None, thing.version + 1
    db.flush()
    if answer(db, thing.participant_id, "notes_kept") != "yes":
        return  # boards that do not have the words any more are not sent them again
    before, version = store.begun(db, thing.session_id, thing_id), _version(db, making, thing)
    fact = store.Fact(
        op_id=ids(),
        kind=before.kind,
        target_id=thing_id,
        participant_id=thing.participant_id,
        body={**before.body, "version": version},
        channels=before.channels,
        answer_channel="",
        version=version,
        shows_words_id=thing.words_id,
    )
    store.append(db, thing.session_id, fact, now=now, words_id=ids())


def _version(db: Session, making: Making, thing: Any) -> int:
    """Of the thing; one without a version of its own has that of its words."""
    found: int = thing.version if making.set_aside is not None else db.get_one(Words, thing.words_id).version
    return found


def _seat(person: str, session_id: str) -> Seat:
    """Their place, which no token opens any more."""
    return Seat(
        id=person,
        session_id=session_id,
        role="participant",
        participant_id=person,
        table_id=None,
        display_name=None,
        sector=None,
    )

"""A quiet request for a break or for somebody: asked, seen, offered, and deleted once it is met. None commits.

The log says only that desks should look; who asked, and for what, is in this room's table alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, delete, func, select
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput, NotFound
from retreat.ids import Ids
from retreat.log import store
from retreat.log.care.models import CareRequest
from retreat.people.models import Participant, SeatRow
from retreat.people.queries import taken_out
from retreat.programme.models import DialogueSession, TableGroup

# What somebody can ask for, and how far a request has come.
WANTS = ("break", "someone")
STATES = ("asked", "seen", "offered")
# From each state, what the desk can do with a request; ``done`` deletes it.
STEPS: Mapping[str, str] = {"seen": "asked", "offered": "seen", "done": "offered"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as the facilitators see it: who, where, and for what, so that they can go there.

    Attributes:
        elsewhere: The title of the session in which it was asked, where that is not the one whose desk this is.
    """

    id: str
    wants: str
    state: str
    at: datetime
    name: str | None
    table: str | None
    elsewhere: str | None = None


def ask(db: Session, session_id: str, participant_id: str, wants: str, *, now: datetime, ids: Ids) -> list[str]:
    """Ask, or ask for the other thing; a request that was answered begins again. Returns the sessions that were told.

    Raises:
        InvalidInput: It is none of ``WANTS``.
    """
    if wants not in WANTS:
        raise InvalidInput("Please choose what you need.", fields={"wants": "break or someone"})
    _lock(db, session_id)
    row = _of(db, participant_id)
    if row is None:
        row = CareRequest(id=ids(), participant_id=participant_id, at=now)
        db.add(row)
    before = row.session_id
    row.session_id, row.wants, row.state, row.changed_at = session_id, wants, "asked", now
    db.flush()
    return _tell_event(db, {session_id, before}, now=now, ids=ids)


def take_back(db: Session, participant_id: str, *, now: datetime, ids: Ids) -> list[str]:
    """Somebody does not need it any more. Returns the sessions whose desks were told; none if nothing was asked."""
    row = _of(db, participant_id)
    if row is None:
        return []
    session_id = row.session_id
    _lock(db, session_id)
    db.execute(delete(CareRequest).where(CareRequest.participant_id == participant_id))
    return _tell_event(db, {session_id}, now=now, ids=ids)


def answer(db: Session, session_id: str, request_id: str, act: str, *, now: datetime, ids: Ids) -> list[str]:
    """A desk of the event has seen it, offers something, or is done, after which nothing of it is left.

    Two desks may press at once: a step that was taken already changes nothing.

    Raises:
        NotFound: There is no such act, or the request is gone.
    """
    if act not in STEPS:
        raise NotFound
    _lock(db, session_id)
    row = db.get(CareRequest, request_id, with_for_update=True)
    if row is None or not _same_event(db, row.session_id, session_id):
        raise NotFound("This has been dealt with already.")
    asked_in = row.session_id
    if act == "done":
        db.delete(row)
    elif STATES.index(row.state) < STATES.index(act):
        row.state, row.changed_at = act, now
    db.flush()
    return _tell_event(db, {session_id, asked_in}, now=now, ids=ids)


def requests_in(db: Session, session_id: str) -> list[Asked]:
    """What is asked for at the event of a session, the longest waiting first: every desk sees all of it."""
    rows = db.execute(
        select(CareRequest, Participant.display_name, TableGroup.name, DialogueSession.title)
        .join(DialogueSession, DialogueSession.id == CareRequest.session_id)
        .join(Participant, Participant.id == CareRequest.participant_id)
        .outerjoin(
            SeatRow,
            (SeatRow.participant_id == CareRequest.participant_id) & (SeatRow.session_id == CareRequest.session_id),
        )
        .outerjoin(TableGroup, TableGroup.id == SeatRow.table_id)
        .where(DialogueSession.event_id == _event_of(session_id), CareRequest.participant_id.not_in(taken_out()))
        .order_by(CareRequest.at, CareRequest.id)
    )
    return [
        Asked(
            id=row.id,
            wants=row.wants,
            state=row.state,
            at=row.at,
            name=name,
            table=table,
            elsewhere=None if row.session_id == session_id else title,
        )
        for row, name, table, title in rows
    ]


def own_request(db: Session, participant_id: str) -> tuple[str, str] | None:
    """What somebody asked for and how far it has come; None if nothing."""
    row = _of(db, participant_id)
    return None if row is None else (row.wants, row.state)


def forget_requests(db: Session, event_id: str) -> None:
    """The event is over: nothing of what anybody asked for is left."""
    here = select(DialogueSession.id).where(DialogueSession.event_id == event_id)
    db.execute(delete(CareRequest).where(CareRequest.session_id.in_(here)))


def tell_desks(db: Session, session_id: str, *, now: datetime, ids: Ids) -> None:
    """Have every open desk look again; the operation names nobody and says nothing."""
    if store.session_head(db, session_id):
        store.append_own(db, session_id, "desk.look", session_id, "facilitators", now=now, ids=ids)


def _tell_event(db: Session, asked_in: set[str | None], *, now: datetime, ids: Ids) -> list[str]:
    """Have the desks of these sessions look again, and those of all others of the event that are open."""
    known = sorted(one for one in asked_in if one)
    here = (DialogueSession.event_id == _event_of(known[0]), DialogueSession.state == "open")
    others = db.scalars(select(DialogueSession.id).where(*here))
    told = sorted({*known, *others})
    for session_id in told:
        _lock(db, session_id)
        tell_desks(db, session_id, now=now, ids=ids)
    return told


def _event_of(session_id: str) -> ScalarSelect[str]:
    return select(DialogueSession.event_id).where(DialogueSession.id == session_id).scalar_subquery()


def _same_event(db: Session, one: str, other: str) -> bool:
    there = select(func.count(func.distinct(DialogueSession.event_id))).where(DialogueSession.id.in_((one, other)))
    return db.scalar(there) == 1


def _lock(db: Session, session_id: str) -> None:
    if store.session_head(db, session_id):
        store.lock(db, session_id)


def _of(db: Session, participant_id: str) -> CareRequest | None:
    return db.scalar(select(CareRequest).where(CareRequest.participant_id == participant_id))

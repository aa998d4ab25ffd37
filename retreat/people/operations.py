"""Writes about seats: join passes, joining, coming back, leaving, and the desk's tokens."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from retreat.errors import Gone, InvalidInput, NotFound, NotSignedIn
from retreat.ids import JOIN_PASS_CHARS, Ids, clean_join_pass, is_id, new_join_pass, new_token, token_hash
from retreat.people.access import Seat, arrive, seat_in, sit_down
from retreat.people.models import JoinPass, Participant, SeatKind
from retreat.people.places import (
    FREE,
    Whence,
    come_back,
    place_by_browser,
    place_by_token,
    use_extra_place,
)
from retreat.people.ports import events, find_table, keep_answers
from retreat.people.queries import join_passes_of
from retreat.people.schemas import described, display_name
from retreat.people.sign_ins import sign_in_lasts

WRONG_LETTERS = "This code does not open anything. Please check the code on the screen and type it again."
ENDED_LETTERS = "The event with this code is over. Please ask the people who lead it."
NOTHING_YET = "Nothing is planned for this event yet. Please ask the people who lead it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Somebody who has just come in. The token is given out here once and never again."""

    seat: Seat
    token: str


def ensure_join_pass(db: Session, *, event_id: str, now: datetime, ids: Ids) -> str:
    """The code that lets people into an event; made if it has none."""
    known = join_passes_of(db, [event_id]).get(event_id)
    if known is not None:
        return known
    letters = new_join_pass()
    while db.scalars(select(JoinPass.id).where(JoinPass.letters == letters)).first() is not None:
        letters = new_join_pass()
    db.add(JoinPass(id=ids(), letters=letters, event_id=event_id, created_at=now, revoked_at=None))
    db.flush()
    return letters


def event_of_join_pass(db: Session, typed: object, *, now: datetime) -> str:
    """The event that these letters open.

    Raises:
        NotFound: No event has these letters.
        Gone: The event that had them is over.
    """
    letters = clean_join_pass(typed) if isinstance(typed, str) else ""
    if len(letters) != JOIN_PASS_CHARS:
        raise NotFound(WRONG_LETTERS, fields={"join_pass": "eight letters and digits"})
    found = db.scalars(select(JoinPass).where(JoinPass.letters == letters)).first()
    if found is None:
        raise NotFound(WRONG_LETTERS, fields={"join_pass": "not known"})
    if found.revoked_at is not None or not events().is_open(db, found.event_id, now=now):
        raise Gone(ENDED_LETTERS, fields={"join_pass": "ended"})
    return found.event_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What somebody enters at the door: none of it is trusted yet.

    Attributes:
        session: Which session of the event they come into; without one, the session that the code leads to.
        table: Number or id of a table; only where the facilitator has opened the tables.
        answers: Purpose to answer. What is left out was not asked, which counts as no.
        how: How the answers were given: ``form``, ``api``, ``spoken`` or ``paper``.
        token: The token that the device still holds; if it is of this event, the same person comes back.
        whence: The address and browser, if known.
        entered_by: Who entered the answers, if somebody else gave them aloud.
    """

    answers: Mapping[str, object]
    display_name: object = None
    name_choice: str | None = None
    sector: object = None
    role: object = None
    session: object = None
    table: object = None
    how: str = "form"
    token: str | None = None
    whence: Whence | None = None
    entered_by: str | None = None


def join(db: Session, join_pass: object, arrival: Arrival, *, now: datetime, ids: Ids) -> Joined:
    """Come to an event as a participant, with the answers given at the door.

    Raises:
        NotFound: No event has these letters, or it has no such session, or none at all.
        Gone: The event is over.
        InvalidInput: A name too long, an unknown purpose or answer, a table that is not open.
        NotPermitted: Those who lead have taken them out.
    """
    return join_event(db, event_of_join_pass(db, join_pass, now=now), arrival, now=now, ids=ids)


def join_event(db: Session, event_id: str, arrival: Arrival, *, now: datetime, ids: Ids) -> Joined:
    """Come to an event whose letters were right a moment ago; see ``join``."""
    session_id = _session(db, event_id, arrival.session)
    known = _known(db, event_id, arrival, now=now)
    found = known or _new_person(db, event_id, ids(), arrival, now=now)
    if known is None or arrival.token:
        keep_answers()(
            db,
            participant_id=found.id,
            answers=arrival.answers,
            how=arrival.how,
            now=now,
            ids=ids,
            entered_by=arrival.entered_by,
        )
    token = found.token
    seat = seat_in(db, token, session_id)
    table_id = _table(db, session_id, arrival.table)
    return Joined(seat=sit_down(db, seat, table_id, now=now) if table_id else arrive(db, seat, now=now), token=token)


def _session(db: Session, event_id: str, asked: object) -> str:
    found = events().session_now(db, event_id) if asked is None else asked
    if found is None:
        raise NotFound(NOTHING_YET, code="nothing_planned")
    if not is_id(found) or events().event_of(db, str(found)) != event_id:
        raise NotFound
    return str(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    id: str
    token: str


def _known(db: Session, event_id: str, arrival: Arrival, *, now: datetime) -> _Found | None:
    """The person who comes back, by a live token or a browser that has a seat here, even one that they left.

    Raises:
        NotPermitted: Those who lead have taken them out.
        NotFound: The number that lets one more person in has been used.
    """
    place, whence = FREE, arrival.whence
    if arrival.token:
        place = place_by_token(db, event_id, arrival.token)
        if place.state == "left":
            return None  # a program whose token has ended is a new person, like one without a token
    elif whence is not None and whence.extra:
        place = place_by_token(db, event_id, whence.token(event_id))
        if place.participant_id is None:
            use_extra_place(db, event_id, whence.extra, now=now)
    elif whence is not None:
        place = place_by_browser(db, event_id, whence)
    if place.participant_id is None:
        return None
    token = place.token if place.state == "here" and place.token else come_back(db, place.participant_id)
    return _Found(id=place.participant_id, token=token)


def _new_person(db: Session, event_id: str, participant_id: str, arrival: Arrival, *, now: datetime) -> _Found:
    name = _name(arrival.display_name, arrival.name_choice)
    sector, whence = described(arrival.sector, field="sector"), arrival.whence
    token = whence.token(event_id) if whence else new_token()
    db.add(
        Participant(
            id=participant_id,
            event_id=event_id,
            session_id=None,
            kind="participant",
            display_name=name,
            name_choice=arrival.name_choice or ("chosen" if name else "none"),
            sector=sector and events().sector_meant(db, event_id, sector),
            role=described(arrival.role, field="role"),
            token_hash=token_hash(token),
            staff_id=None,
            sign_in_id=None,
            joined_at=now,
            revoked_at=None,
            joined_from=whence and whence.near(event_id),
            browser=whence and whence.own(event_id),
        )
    )
    db.flush()
    return _Found(id=participant_id, token=token)


def facilitator_token(db: Session, session_id: str, *, now: datetime, ids: Ids, kind: SeatKind = "facilitator") -> str:
    """A token for leading one session, without an account; it ends with the session."""
    token = new_token()
    _add_desk(db, session_id=session_id, kind=kind, token=token, staff_id=None, sign_in_id=None, now=now, ids=ids)
    return token


def desk_token(
    db: Session,
    *,
    session_id: str,
    staff_id: str,
    sign_in_id: str,
    secret_key: str,
    now: datetime,
    ids: Ids,
    kind: SeatKind = "facilitator",
) -> str:
    """The token of a signed-in desk or wall: the same for one sign-in and session however often the page is opened.

    It is derived from the sign-in by the server's secret, so that only its hash need be kept, and ends with the
    sign-in or the session, whichever ends first.

    Raises:
        NotSignedIn: The sign-in has ended since.
    """
    if not sign_in_lasts(db, sign_in_id, now=now):
        raise NotSignedIn()
    said = f"desk:{kind}:{session_id}:{sign_in_id}".encode()
    token = hmac.new(secret_key.encode(), said, hashlib.sha256).hexdigest()
    found = db.scalars(select(Participant).where(Participant.token_hash == token_hash(token))).first()
    if found is not None and found.revoked_at is not None:
        # It was revoked when they left the programme; now they are back.
        found.revoked_at = None
    if found is None:
        try:
            with db.begin_nested():
                _add_desk(
                    db,
                    session_id=session_id,
                    kind=kind,
                    token=token,
                    staff_id=staff_id,
                    sign_in_id=sign_in_id,
                    now=now,
                    ids=ids,
                )
        except IntegrityError:
            # The same browser opened the page twice at once, and the other request was first: it is the same seat.
            return token
    return token


def end_token(db: Session, participant_id: str, *, now: datetime) -> None:
    """Somebody leaves, or is taken out: their token is void from the next event on."""
    db.execute(
        update(Participant)
        .where(Participant.id == participant_id, Participant.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def end_desks(db: Session, session_id: str, *, now: datetime) -> None:
    """Take back the tokens made for leading this session alone: it has ended.

    Desks that a signed-in facilitator opened can still read.
    """
    db.execute(
        update(Participant)
        .where(
            Participant.session_id == session_id,
            Participant.sign_in_id.is_(None),
            Participant.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def _name(value: object, choice: str | None) -> str | None:
    if choice not in (None, "none", "chosen", "own"):
        raise InvalidInput("Please choose how you want to be named.", fields={"name_choice": "none, chosen or own"})
    name = display_name(value)
    if choice == "none":
        return None
    if choice in ("chosen", "own") and name is None:
        raise InvalidInput("Please write the name, or choose to use none.", fields={"display_name": "is empty"})
    return name


def _table(db: Session, session_id: str, table: object) -> str | None:
    if table is None or table == "":
        return None
    if isinstance(table, bool) or not isinstance(table, str | int):
        raise InvalidInput("Please choose a table by its number.", fields={"table": "must be a number"})
    return find_table()(db, session_id=session_id, table=table)


def _add_desk(
    db: Session,
    *,
    session_id: str,
    kind: SeatKind,
    token: str,
    staff_id: str | None,
    sign_in_id: str | None,
    now: datetime,
    ids: Ids,
) -> None:
    event_id = events().event_of(db, session_id)
    if event_id is None:
        raise NotFound
    db.add(
        Participant(
            id=ids(),
            event_id=event_id,
            session_id=session_id,
            kind=kind,
            display_name=None,
            name_choice="none",
            sector=None,
            role=None,
            token_hash=token_hash(token),
            staff_id=staff_id,
            sign_in_id=sign_in_id,
            joined_at=now,
            revoked_at=None,
        )
    )
    db.flush()

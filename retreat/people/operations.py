"""Writes about seats: join passes, joining, the desk's tokens and taking a seat back."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from retreat.errors import Gone, InvalidInput, NotFound
from retreat.ids import JOIN_PASS_CHARS, Ids, clean_join_pass, new_join_pass, new_token, token_hash
from retreat.people.access import Seat, seat_of
from retreat.people.models import JoinPass, Participant, SeatKind
from retreat.people.ports import find_table, keep_answers
from retreat.people.schemas import described, display_name

WRONG_LETTERS = "These letters do not open anything. Please check the letters on the screen and type them again."
ENDED_LETTERS = "The session with these letters has ended. Please ask the facilitator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Somebody who has just come in. The token is given out here once and never again."""

    seat: Seat
    token: str


def make_join_pass(db: Session, *, session_id: str, now: datetime, ids: Ids) -> str:
    """Let people into a session by new letters; earlier letters go on working until they are revoked."""
    letters = new_join_pass()
    while db.scalars(select(JoinPass.id).where(JoinPass.letters == letters)).first() is not None:
        letters = new_join_pass()
    db.add(JoinPass(id=ids(), letters=letters, session_id=session_id, created_at=now, revoked_at=None))
    db.flush()
    return letters


def revoke_join_passes(db: Session, session_id: str, *, now: datetime) -> None:
    """Shut the door of a session."""
    db.execute(
        update(JoinPass).where(JoinPass.session_id == session_id, JoinPass.revoked_at.is_(None)).values(revoked_at=now)
    )


def session_of_join_pass(db: Session, typed: object) -> str:
    """The session that these letters open.

    Raises:
        NotFound: No session has these letters.
        Gone: The session had them and has ended.
    """
    letters = clean_join_pass(typed) if isinstance(typed, str) else ""
    if len(letters) != JOIN_PASS_CHARS:
        raise NotFound(WRONG_LETTERS, fields={"join_pass": "eight letters and digits"})
    found = db.scalars(select(JoinPass).where(JoinPass.letters == letters)).first()
    if found is None:
        raise NotFound(WRONG_LETTERS, fields={"join_pass": "not known"})
    if found.revoked_at is not None:
        raise Gone(ENDED_LETTERS, fields={"join_pass": "ended"})
    return found.session_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What somebody says of themselves at the door, as it came: none of it is trusted yet.

    Attributes:
        table: Number or id of a table; only where the facilitator has opened the tables.
        answers: Purpose to answer. What is left out was not asked, which counts as no.
        how: By which way the answers came: ``form``, ``api``, ``spoken`` or ``paper``.
    """

    answers: Mapping[str, object]
    display_name: object = None
    name_choice: str | None = None
    sector: object = None
    role: object = None
    table: object = None
    how: str = "form"


def join(db: Session, join_pass: object, arrival: Arrival, *, now: datetime, ids: Ids) -> Joined:
    """Take a seat as a participant, with the answers given at the door.

    Raises:
        NotFound: No session has these letters.
        Gone: The session has ended.
        InvalidInput: A name too long, an unknown purpose or answer, a table that is not open.
    """
    return join_session(db, session_of_join_pass(db, join_pass), arrival, now=now, ids=ids)


def join_session(db: Session, session_id: str, arrival: Arrival, *, now: datetime, ids: Ids) -> Joined:
    """Take a seat in a session whose letters were right a moment ago; see ``join``."""
    token = new_token()
    name = _name(arrival.display_name, arrival.name_choice)
    row = Participant(
        id=ids(),
        session_id=session_id,
        kind="participant",
        display_name=name,
        name_choice=arrival.name_choice or ("chosen" if name else "none"),
        sector=described(arrival.sector, field="sector"),
        role=described(arrival.role, field="role"),
        table_id=_table(db, session_id, arrival.table),
        token_hash=token_hash(token),
        staff_id=None,
        sign_in_id=None,
        joined_at=now,
        revoked_at=None,
    )
    db.add(row)
    db.flush()
    keep_answers()(db, participant_id=row.id, answers=arrival.answers, how=arrival.how, now=now, ids=ids)
    return Joined(seat=seat_of(row), token=token)


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
    """
    said = f"desk:{kind}:{session_id}:{sign_in_id}".encode()
    token = hmac.new(secret_key.encode(), said, hashlib.sha256).hexdigest()
    found = db.scalars(select(Participant).where(Participant.token_hash == token_hash(token))).first()
    if found is not None and found.revoked_at is not None:
        # Taken back when they left the programme, in which they are again.
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


def revoke_seat(db: Session, participant_id: str, *, now: datetime) -> None:
    """Take one seat back: its token is worth nothing from the next event on."""
    db.execute(
        update(Participant)
        .where(Participant.id == participant_id, Participant.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def end_seats(db: Session, session_id: str, *, now: datetime) -> None:
    """Shut the door and take back the tokens made for leading this session alone: it has ended.

    People keep reading what they saw, and so do desks that a signed-in facilitator opened.
    """
    revoke_join_passes(db, session_id, now=now)
    db.execute(
        update(Participant)
        .where(
            Participant.session_id == session_id,
            Participant.kind != "participant",
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
    db.add(
        Participant(
            id=ids(),
            session_id=session_id,
            kind=kind,
            display_name=None,
            name_choice="none",
            sector=None,
            role=None,
            table_id=None,
            token_hash=token_hash(token),
            staff_id=staff_id,
            sign_in_id=sign_in_id,
            joined_at=now,
            revoked_at=None,
        )
    )
    db.flush()

"""One browser, one seat: whose it is at an event, coming back after leaving, and a second person with a number.

A browser is known only by its cookies. One without cookies is new: the right code always opens the door.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from retreat.errors import NotFound, NotPermitted
from retreat.ids import JOIN_PASS_ALPHABET, Ids, clean_join_pass, new_token, token_hash
from retreat.people.models import ExtraPlace, Participant

NUMBER_CHARS = 6
NUMBER_LASTS = timedelta(minutes=10)
WRONG_NUMBER = "This number does not work. Each number works once, within ten minutes. Please ask for a new one."
TAKEN_OUT = "The facilitators have taken this phone out of the event. Please speak to them: they can let you back in."

# Free; in; left and can come back; left for good; taken out.
State = Literal["free", "here", "left", "shut", "out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a browser has at an event.

    Attributes:
        participant_id: Whose it is; None if it is free or closed.
        token: The token that opens it, if somebody is in.
    """

    state: State
    participant_id: str | None = None
    token: str | None = None


FREE = Place(state="free")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whence:
    """Where somebody comes from. We keep a digest that is the same throughout an event and reveals nothing else.

    Attributes:
        secret_key: The server's.
        address: As the socket reports it.
        browser: The mark that the browser was given with the right code; empty for a program, which has no cookies.
        extra: The place that the desk's number gives; empty for the first person on a browser.
    """

    secret_key: str
    address: str
    browser: str = ""
    extra: str = ""

    def near(self, event_id: str) -> str:
        """What is kept of the address."""
        return self._mark("near", event_id, self.address)

    def own(self, event_id: str) -> str | None:
        """What is kept of the browser."""
        return self._mark("own", event_id, self.browser) if self.browser else None

    def token(self, event_id: str) -> str:
        """The token that they are given; the same if one form is sent twice."""
        return self._mark("seat", event_id, self.browser, self.extra) if self.browser else new_token()

    def _mark(self, *said: str) -> str:
        digest = hmac.new(self.secret_key.encode(), ":".join(said).encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()  # as long as any token: a cookie holds forty


def place_by_token(db: Session, event_id: str, token: str) -> Place:
    """What a browser has that holds this token, perhaps one that has ended."""
    row = _by(db, Participant.token_hash == token_hash(token))
    if row is None:
        return Place(state="shut")
    if row.kind != "participant" or row.event_id != event_id:
        return FREE
    return _place(row, token)


def place_by_browser(db: Session, event_id: str, whence: Whence) -> Place:
    """What a browser has that lost its token, or never got the answer that held it."""
    mark, token = whence.own(event_id), whence.token(event_id)
    row = _by(db, Participant.event_id == event_id, Participant.browser == mark) if mark else None
    if row is None:
        return FREE
    found = _place(row, token)
    if found.state == "here" and row.token_hash != token_hash(token):
        return Place(state="left", participant_id=row.id)
    return found


def come_back(db: Session, participant_id: str) -> str:
    """The same person is in again, with a new token; what ended with the previous one stays ended.

    Raises:
        NotPermitted: They were taken out.
    """
    row = db.get_one(Participant, participant_id)
    if row.taken_out_at is not None:
        raise NotPermitted(TAKEN_OUT, code="taken_out")
    token = new_token()
    row.token_hash, row.revoked_at = token_hash(token), None
    db.flush()
    return token


def mark_left(db: Session, participant_id: str) -> str:
    """What a browser keeps by which somebody left: it opens nothing, and knows them when they come in again.

    The token that has ended knows nobody from now on. It is in their own link, which others may have seen.
    """
    mark = new_token()
    db.execute(update(Participant).where(Participant.id == participant_id).values(token_hash=token_hash(mark)))
    return mark


def shut(db: Session, participant_id: str) -> None:
    """Nobody can come back as them on any browser: somebody else will use it."""
    values = {"token_hash": token_hash(new_token()), "browser": None}
    db.execute(update(Participant).where(Participant.id == participant_id).values(**values))


def make_number(db: Session, event_id: str, staff_id: str, *, now: datetime, ids: Ids) -> str:
    """Make a number that lets another person use a phone that somebody has already used."""
    number = "".join(secrets.choice(JOIN_PASS_ALPHABET) for _ in range(NUMBER_CHARS))
    db.add(
        ExtraPlace(
            id=ids(),
            event_id=event_id,
            number_hash=token_hash(number),
            staff_id=staff_id,
            made_at=now,
            expires_at=now + NUMBER_LASTS,
            used_at=None,
        )
    )
    db.flush()
    return number


def extra_place(db: Session, event_id: str, typed: str, *, now: datetime) -> str:
    """The id of the place that a number gives.

    Raises:
        NotFound: There is no such number at this event, or it has been used or has run out.
    """
    found = db.scalar(
        select(ExtraPlace.id).where(
            ExtraPlace.event_id == event_id,
            ExtraPlace.number_hash == token_hash(clean_join_pass(typed)),
            ExtraPlace.used_at.is_(None),
            ExtraPlace.expires_at > now,
        )
    )
    if found is None:
        raise NotFound(WRONG_NUMBER, fields={"number": "not known"})
    return found


def use_extra_place(db: Session, event_id: str, place_id: str, *, now: datetime) -> None:
    """Somebody comes in by it, once.

    Raises:
        NotFound: It has been used, or has run out.
    """
    used = db.execute(
        update(ExtraPlace)
        .where(
            ExtraPlace.id == place_id,
            ExtraPlace.event_id == event_id,
            ExtraPlace.used_at.is_(None),
            ExtraPlace.expires_at > now,
        )
        .values(used_at=now)
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        raise NotFound(WRONG_NUMBER, fields={"number": "not known"})


def _by(db: Session, *which: ColumnElement[bool]) -> Participant | None:
    latest = select(Participant).where(*which).order_by(Participant.joined_at.desc(), Participant.id.desc())
    return db.scalars(latest.limit(1)).first()


def _place(row: Participant, token: str) -> Place:
    if row.taken_out_at is not None:
        return Place(state="out", participant_id=row.id)
    if row.revoked_at is not None:
        return Place(state="left", participant_id=row.id)
    return Place(state="here", participant_id=row.id, token=token)

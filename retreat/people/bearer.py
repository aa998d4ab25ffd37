"""Who asks at ``/api``: the bearer token alone authorises, never a cookie, so no form token is needed there."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from retreat.errors import NotFound, NotSignedIn
from retreat.people.access import Seat, seat_of_token

_SCHEME = "Bearer "


def bearer_token() -> str:
    """The token of this request.

    Raises:
        NotSignedIn: There is none.
    """
    sent = request.headers.get("Authorization", "")
    if not sent.startswith(_SCHEME) or not sent[len(_SCHEME) :].strip():
        raise NotSignedIn()
    return sent[len(_SCHEME) :].strip()


def seat_in(db: Session, token: str, session_id: str) -> Seat:
    """The seat of this token, in this session.

    Raises:
        NotSignedIn: The token opens nothing.
        NotFound: It opens another session, or there is no such session: the two look the same.
    """
    seat = seat_of_token(db, token)
    if seat.session_id != session_id:
        raise NotFound
    return seat

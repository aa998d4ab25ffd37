"""Who asks at ``/api``: the bearer token alone authorises, never a cookie, so no form token is needed there."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request
from sqlalchemy.orm import Session

from retreat.errors import NotFound, NotPermitted, NotSignedIn
from retreat.people.access import Seat, seat_of_token

_SCHEME = "Bearer "


def bearer_token() -> str:
    """The token of this request.

    Raises:
        NotSignedIn: There is none.
        NotPermitted: The request comes from a page of another origin.
    """
    refuse_foreign_origin(request.headers.get("Origin"), request.host)
    sent = request.headers.get("Authorization", "")
    if not sent.startswith(_SCHEME) or not sent[len(_SCHEME) :].strip():
        raise NotSignedIn()
    return sent[len(_SCHEME) :].strip()


def refuse_foreign_origin(origin: str | None, host: str) -> None:
    """A missing origin is accepted (programs send none); a foreign page's is not.

    Raises:
        NotPermitted: The origin is another host's.
    """
    if origin is not None and urlsplit(origin).netloc != host:
        raise NotPermitted("This page may not speak to this machine.")


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

"""The cookie by which a phone is recognised: event and token, for more than a year of events."""

from __future__ import annotations

from flask import Response
from sqlalchemy.orm import Session

from retreat.errors import NotSignedIn
from retreat.ids import is_id
from retreat.people.access import Holder, holder_of_token
from retreat.programme.events import event_of
from retreat.web.cookies import read_cookie, set_cookie
from retreat.web.house import house

COOKIE = "seat"
# A cookie holds 4,096 bytes, and browsers forget one after 400 days.
EVENTS_MAX = 40
LASTS_S = 400 * 24 * 3600


def token_for(session_id: str) -> str | None:
    """The token this browser holds for one session."""
    with house().database.read() as db:
        held = tokens_held()
        # Earlier versions kept one token for each session.
        return held.get(session_id) or token_at(db, event_of(db, session_id) or "")


def token_at(db: Session, event_id: str) -> str | None:
    """The token this browser holds for one event."""
    held = tokens_held()
    before = (token for key, token in reversed(held.items()) if event_of(db, key) == event_id)
    return held.get(event_id) or next(before, None)


def person_at(db: Session, event_id: str) -> tuple[Holder, str] | None:
    """Who this browser is at an event, and by which token; the cookie's own claim is not trusted."""
    token = token_at(db, event_id)
    try:
        holder = holder_of_token(db, token)
    except NotSignedIn:
        return None
    is_theirs = holder.kind == "participant" and holder.event_id == event_id
    return (holder, token) if token and is_theirs else None


def is_live(db: Session, token: str) -> bool:
    """Whether a token still opens anything."""
    try:
        holder_of_token(db, token)
    except NotSignedIn:
        return False
    return True


def tokens_held() -> dict[str, str]:
    """Every token this browser holds, by event; the one used last comes last. Each is looked up, so they are few."""
    pairs = (read_cookie(COOKIE) or "").split("~")[-EVENTS_MAX:]
    return {key: token for key, dot, token in (pair.partition(".") for pair in pairs) if dot and is_id(key)}


def hand_token(response: Response, event_id: str, token: str) -> Response:
    """Have the browser remember who it is at an event; if there are too many, the oldest is forgotten."""
    held = {key: value for key, value in tokens_held().items() if key != event_id} | {event_id: token}
    return _write(response, dict(list(held.items())[-EVENTS_MAX:]))


def hand_new_token(response: Response, event_id: str, token: str) -> Response:
    """Make the browser this person at an event, whoever it was there before, even by an older token of one session."""
    with house().database.read() as db:
        others = {key: value for key, value in tokens_held().items() if event_of(db, key) != event_id}
    return _write(response, dict(list((others | {event_id: token}).items())[-EVENTS_MAX:]))


def _write(response: Response, held: dict[str, str]) -> Response:
    set_cookie(response, COOKIE, "~".join(f"{key}.{value}" for key, value in held.items()), max_age_s=LASTS_S)
    return response

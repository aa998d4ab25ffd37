"""What this browser has at an event: by its seat cookie, or by the mark it was given with the right code."""

from __future__ import annotations

from flask import session
from sqlalchemy.orm import Session

from facilitation.hand_over.returns import EXPECTED_FOR
from facilitation.seat_cookie import token_at
from retreat.ids import new_token
from retreat.keeping.standing import goes_on
from retreat.people.arriving.openings import answered_at_door, open_door_for
from retreat.people.places import Place, Whence, place_by_browser, place_by_token
from retreat.web.house import house
from retreat.web.origins import network

_BROWSER, _EXTRA, _OPENING = "browser", "extra", "openings"


def know_browser() -> None:
    """Give this browser a mark by which it is recognised, unless it has one."""
    session.setdefault(_BROWSER, new_token())


def place_at(db: Session, event_id: str) -> Place:
    """What this browser has at an event."""
    token, browser = token_at(db, event_id), whence()
    found = place_by_token(db, event_id, token) if token else place_by_browser(db, event_id, browser)
    if found.state == "shut" and token == browser.token(event_id) and _may_have_come_since(db):
        return place_by_browser(db, event_id, browser)
    return found


def _may_have_come_since(db: Session) -> bool:
    """Whether a seat of ours that is not known here may be from after the copy that this machine goes on from."""
    copy = goes_on(db)
    return copy is not None and house().clock() <= copy.at + EXPECTED_FOR


def whence(event_id: str = "") -> Whence:
    """Where this request comes from; at an event, with the place that the desk's number has given it."""
    extra = session.get(_EXTRA, {}).get(event_id, "") if event_id else ""
    return Whence(secret_key=house().secret_key, address=network(), browser=session.get(_BROWSER, ""), extra=extra)


def hold_extra_place(event_id: str, place_id: str) -> None:
    """Somebody typed a valid number here; it is used up when they come in."""
    session[_EXTRA] = {event_id: place_id}


def let_go_of_extra_place() -> None:
    """It has been used, or is no longer valid."""
    session.pop(_EXTRA, None)


def note_opening(db: Session, event_id: str) -> None:
    """This browser stands at the door of an event and has not answered yet; it is counted, and nothing else."""
    if place_at(db, event_id).state != "here":
        opening = session.get(_OPENING, {}).get(event_id) or new_token()
        session[_OPENING] = {event_id: opening}
        open_door_for(db, event_id, opening, now=house().clock())


def note_answered(db: Session, event_id: str) -> None:
    """It has answered, whatever it said."""
    opening = session.pop(_OPENING, {}).get(event_id)
    answered_at_door(db, [opening] if opening else [])

"""For whom a phone writes. A page shows whom the browser chose; a form says it itself, whatever was chosen since."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request, session
from sqlalchemy.orm import Session

from facilitation.seat_cookie import token_for
from retreat.errors import NotFound, NotSignedIn
from retreat.people.access import Seat, seat_in
from retreat.people.spoken_for.rule import SpokenFor, may_write_for, scribe_of, token_for_other, written_for_by
from retreat.people.spoken_for.slips import spaced_slip
from retreat.web.house import house

_CHOSEN = "writing_for"
NOT_ANY_MORE = (
    "You do not write for this person any more, so nothing was sent. The words are still below. Please pass them on "
    "to the scribe of their table."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a scribe's page shows.

    Attributes:
        people: For whom they write; empty for everybody who is no scribe.
        chosen: For whom they write now; None for themselves.
        is_scribe: Whether they act for themselves, and are scribe of their table.
        called: What the person chosen is called.
    """

    people: list[SpokenFor]
    chosen: SpokenFor | None
    is_scribe: bool

    @property
    def called(self) -> str | None:
        return called(self.chosen) if self.chosen else None

    @staticmethod
    def named(person: SpokenFor) -> str:
        """What the choice of one of them says."""
        return called(person)


def called(person: SpokenFor) -> str:
    """What somebody without a device is called: by their name, or by the number of their slip."""
    return person.name or f"Slip {spaced_slip(person.slip)}"


def choose(session_id: str, person_id: str | None) -> None:
    """From now on, this browser's page of the session is for them; None for its own person."""
    session[_CHOSEN] = {session_id: person_id} if person_id else {}


def acting_token(session_id: str) -> str | None:
    """The token with which this request acts in a session.

    A form acts for whomever it was made for, or not at all: it never falls back to the scribe.
    """
    own = token_for(session_id)
    if request.method == "POST":
        person_id = request.form.get("for")
        return token_for_other(own or "", person_id) if person_id else own
    person_id = session.get(_CHOSEN, {}).get(session_id)
    if own is None or not person_id:
        return own
    with house().database.read() as db:
        try:
            is_theirs = may_write_for(db, seat_in(db, own, session_id).id, person_id, session_id)
        except (NotSignedIn, NotFound):
            is_theirs = False
    if not is_theirs:
        choose(session_id, None)
    return token_for_other(own, person_id) if is_theirs else own


def writing(db: Session, found: Seat) -> Writing:
    """What the page of this seat shows, and which forms on it are for whom."""
    scribe_id = found.entered_by or found.id
    people = written_for_by(db, scribe_id, found.session_id) if found.role == "participant" else []
    chosen = next((one for one in people if found.entered_by and one.id == found.id), None)
    g.writing_for = chosen.id if chosen else None
    is_scribe = chosen is None and found.table_id is not None and scribe_of(db, found.table_id) == found.id
    return Writing(people=people, chosen=chosen, is_scribe=is_scribe)

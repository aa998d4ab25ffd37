"""The quiet request on the phone: a break, or somebody. Plain forms; only the facilitators learn of it."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy.orm import Session

from facilitation.pages.phone import come_in
from facilitation.seat_cookie import token_for
from retreat.errors import NotFound, NotSignedIn
from retreat.log.care.requests import ask, own_request, take_back
from retreat.people.access import Seat, seat_in
from retreat.programme.events import is_open
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept


@seat
def own_care(session_id: str) -> Response:
    """How far one's own request has come, alone: the phone asks again while it waits."""
    found = _own_seat(session_id)
    if found is None:
        raise NotSignedIn
    with house().database.read() as db:
        asked = own_request(db, found.id)
        over = not is_open(db, found.event_id, now=house().clock())
    return unkept(page("phone/_care.html", session_id=session_id, care=asked, over=over))


@seat
def ask_for_care(session_id: str) -> Response:
    """Ask for a break or for somebody, or say that all is well; always for oneself, never for whom one writes."""
    found, here = _own_seat(session_id), house()
    if found is None:
        return come_in()
    wants = request.form.get("wants", "")

    def keep(db: Session) -> list[str]:
        now = here.clock()
        if wants == "nothing":
            return take_back(db, found.id, now=now, ids=here.ids)
        if not is_open(db, found.event_id, now=now):
            return []
        return ask(db, session_id, found.id, wants, now=now, ids=here.ids)

    for grown in here.database.write(keep):
        here.nudge(grown)
    return see_other(f"/s/{session_id}/care" if "part" in request.form else f"/s/{session_id}?stay#care")


def _own_seat(session_id: str) -> Seat | None:
    with house().database.read() as db:
        try:
            found = seat_in(db, token_for(session_id), session_id)
        except (NotSignedIn, NotFound):
            return None
    return found if found.role == "participant" and found.is_taken else None

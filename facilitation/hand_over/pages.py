"""What was lost when another machine went on, and what is still expected: for the desk, and as a page of its own."""

from __future__ import annotations

from flask import Response, current_app, jsonify

from facilitation.hand_over.queries import hand_over
from facilitation.live.presence import Presence
from retreat.clock import to_text
from retreat.errors import NotFound
from retreat.people.guard import right_required
from retreat.programme.queries import session_view
from retreat.web.house import house
from retreat.web.pages import page, unkept


@right_required("leads")
def hand_over_page(session_id: str) -> Response:
    """Who is not back, what was brought again, and what nobody can bring."""
    with house().database.read() as db:
        meeting, found = session_view(db, session_id), hand_over(db, session_id)
    if found is None:
        raise NotFound
    return unkept(page("desk/hand_over.html", meeting=meeting, found=found, held=_held(session_id)))


@right_required("leads")
def hand_over_now(session_id: str) -> Response:
    """The same in numbers, for a desk that asks again and again: ``{"copied_at", "at", "back", "missing", …}``."""
    with house().database.read() as db:
        found = hand_over(db, session_id)
    if found is None:
        raise NotFound
    told = {
        "copied_at": to_text(found.copied_at),
        "at": to_text(found.at),
        "stopped_at": to_text(found.stopped_at) if found.stopped_at else None,
        "back": found.back,
        "missing": len(found.missing),
        "brought": found.brought,
        "held": _held(session_id),
        "sound": len(found.sound),
    }
    return unkept(jsonify(told))


def _held(session_id: str) -> int:
    """How many things phones that are connected still hold."""
    presence: Presence = current_app.extensions["presence"]
    return presence.held_in(session_id)

"""The page that lists what stands behind a figure of quality: turns to read and to hear again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from retreat.consent.gate import StaffReader
from retreat.errors import NotFound
from retreat.people.guard import staff_required, this_staff
from retreat.programme.queries import session_view
from retreat.record import reading
from retreat.record.figures_behind import DOUBTFUL, SHOWN, behind
from retreat.record.pages import FLAGS, clock, voices
from retreat.record.quality import quality_of
from retreat.web.house import house
from retreat.web.pages import page

TITLES = {
    "doubtful": "Doubtful words",
    "silence": "Words where nobody seems to speak",
    "unheard": "Voices that were not written down",
    "corrected": "Turns that people have corrected",
}


def add_routes(blueprint: Blueprint) -> None:
    """Put this page under the record's."""
    blueprint.add_url_rule("/sessions/<session_id>/quality", "quality", staff_required(quality))


def quality(session_id: str) -> Response:
    """One figure's turns or spans."""
    here, reader = house(), StaffReader(staff_id=this_staff().staff_id)
    asked = request.args.get("transcript"), request.args.get("show", DOUBTFUL)

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            session = session_view(db, session_id)
            row = next((one for one in reading.transcripts_of(db, session_id) if one.id == asked[0]), None)
            figures = quality_of(db, row) if row else None
            if row is None or figures is None or asked[1] not in SHOWN:
                raise NotFound()
            return {
                "session": session,
                "transcript": row,
                "quality": figures,
                "behind": behind(db, reader, row, asked[1]),
            }

    shown: dict[str, Any] = {"which": asked[1], "titles": TITLES, "flags": FLAGS, "clock": clock, "voices": voices}
    return page("record/quality.html", staff=this_staff(), **shown, **here.offload(gather))

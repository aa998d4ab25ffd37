"""The pages of coding: a session, a narrative."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from retreat.analysis.codings.page import coding_page, narrative_page
from retreat.people.guard import this_staff
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import page


def code_session(session_id: str) -> Response:
    """A session's words, with its codings beside them."""
    here, reads, asked = house(), reader(), request.args.to_dict()

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            return coding_page(db, reads, session_id, asked)

    return page("analysis/code.html", staff=this_staff(), **here.offload(gather))


def code_narrative(programme_id: str, narrative_id: str) -> Response:
    """A narrative's words, with its codings beside them."""
    here, reads = house(), reader()

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            return narrative_page(db, reads, programme_id, narrative_id)

    return page("analysis/code.html", staff=this_staff(), **here.offload(gather))

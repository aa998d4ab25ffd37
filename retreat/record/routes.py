"""The pages of the record of one session. Other rooms provide their content."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.http import dump_options_header
from werkzeug.utils import secure_filename

from retreat.consent.retention.queries import Until, untils_of_session
from retreat.errors import NotFound
from retreat.ids import is_id
from retreat.log.tables import as_csv, table_called
from retreat.people.guard import right_required, staff_required, this_staff
from retreat.people.noting import noted_as
from retreat.programme.queries import session_view
from retreat.record import (
    by_ear,
    timeline_panel,  # noqa: F401 - registers itself
    unplaced,
)
from retreat.record.pages import Opened, open_page
from retreat.record.replay import page as replay_page
from retreat.search.found import href_of_passage
from retreat.transcripts.aiming import NO_SUCH_LINK, aimed_words
from retreat.transcripts.asking import reader
from retreat.transcripts.reading import transcripts_of
from retreat.transcripts.setting.running import href_at
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page, unkept
from retreat.web.panels import Page, Visit

blueprint = Blueprint("record", __name__)
unplaced.add_routes(blueprint)
by_ear.add_routes(blueprint)
replay_page.add_routes(blueprint)


@blueprint.get("/sessions/<session_id>")
@staff_required
def read(session_id: str) -> Response:
    """What was said and written, one part at a time. An address of old names a passage: it leads to its words."""
    if "passage" in request.args:
        return _words_of(session_id, request.args["passage"])
    if "at" in request.args and "transcript" in request.args:
        return make_response(
            redirect(_said_at(session_id, request.args["transcript"], number(request.args["at"]) or 0))
        )
    if "words" in request.args and "from" not in request.args:
        place = _place_today(session_id, request.args["words"])
        if place is not None:
            return make_response(redirect(place))
    return _page("record", session_id)


def _said_at(session_id: str, transcript_id: str, ms: int) -> str:
    """The address of what was said at a moment of a sound."""
    reads = reader()
    with house().database.read() as db:
        session_view(db, session_id)
        row = next((one for one in transcripts_of(db, session_id) if one.id == transcript_id), None)
        return f"/sessions/{session_id}" if row is None else href_at(db, reads, row, ms)


def _place_today(session_id: str, words: str) -> str | None:
    """Redirect to the words on the page: the number in an old link's fragment belongs to another version."""
    with house().database.read() as db:
        session_view(db, session_id)
        aim = aimed_words(db, session_id, words)
    return None if aim is None else aim.place_today


def _words_of(session_id: str, passage_id: str) -> Response:
    here, reads = house(), reader()
    with here.database.read() as db:
        session_view(db, session_id)
        found = href_of_passage(db, reads, session_id, passage_id) if is_id(passage_id) else None
    if found is None:
        raise NotFound(NO_SUCH_LINK, code="no_such_words")
    return make_response(redirect(found))


@blueprint.get("/sessions/<session_id>/sound")
@staff_required
def sound(session_id: str) -> Response:
    """How far its sound and the transcripts that were added have come, and when the sound began."""
    return _page("sound", session_id)


@blueprint.get("/sessions/<session_id>/add")
@right_required("works")
def add(session_id: str) -> Response:
    """The forms by which sound and transcripts are added."""
    return _page("add", session_id)


@blueprint.get("/sessions/<session_id>/tables/<name>.csv")
@right_required("reads")
@noted_as("exported", thing="name")
def table(session_id: str, name: str) -> Response:
    """What people wrote and did, as a table for a spreadsheet."""
    here, reads, found = house(), reader(), table_called(name)
    if found is None:
        raise NotFound("There is no such table.", code="no_such_table")

    def gather() -> tuple[str, str]:
        with here.database.read() as db:
            title = session_view(db, session_id).title
            return title, as_csv(found.columns, found.rows(db, reads, session_id))

    title, text = here.offload(gather)
    response = make_response(text)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    saved_as = {"filename": f"{secure_filename(title) or session_id}-{found.name}.csv"}
    response.headers["Content-Disposition"] = dump_options_header("attachment", saved_as)
    return unkept(response)


def _page(name: Page, session_id: str) -> Response:
    here, reads, asked = house(), reader(), request.args.to_dict()

    def gather() -> tuple[Opened, Sequence[Until]]:
        with here.database.read() as db:
            session = session_view(db, session_id)
            kept = untils_of_session(db, session_id, here.clock().date())
            # A link to words that were never here is refused even if there is nothing to read yet.
            aimed_words(db, session_id, asked.get("words"))
            return open_page(name, Visit(house=here, db=db, reader=reads, session=session, asked=asked)), kept

    opened, kept = here.offload(gather)
    shared = {"staff": this_staff(), "session": opened.session}
    shown = [
        {"name": part.panel.name, "drawn": Markup(render_template(part.panel.template, **shared, **part.wants))}  # noqa: S704 - drawn by a template of ours, which has escaped it
        for part in opened.parts
    ]
    return page(
        "record/session.html",
        **shared,
        page=opened.page,
        title=opened.title,
        tabs=opened.tabs,
        news=opened.news,
        shown=shown,
        kept=kept,
        boot=opened.boot,
        scripts=opened.scripts,
        styles=opened.styles,
    )

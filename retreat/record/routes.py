"""The pages of the record of one session. What stands on them is the other rooms' own."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request
from markupsafe import Markup

from retreat.errors import NotFound
from retreat.log.tables import as_csv, table_called
from retreat.people.guard import right_required, staff_required, this_staff
from retreat.people.noting import noted_as
from retreat.programme.queries import session_view
from retreat.record import timeline_panel  # noqa: F401 - registers itself
from retreat.record.pages import Opened, open_page
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import page, unkept
from retreat.web.panels import Page, Visit

blueprint = Blueprint("record", __name__)


@blueprint.get("/sessions/<session_id>")
@staff_required
def read(session_id: str) -> Response:
    """What was said and written, one part at a time."""
    return _page("record", session_id)


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

    def gather() -> str:
        with here.database.read() as db:
            session_view(db, session_id)
            return as_csv(found.columns, found.rows(db, reads, session_id))

    response = make_response(here.offload(gather))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}.csv"'
    return unkept(response)


def _page(name: Page, session_id: str) -> Response:
    here, reads, asked = house(), reader(), request.args.to_dict()

    def gather() -> Opened:
        with here.database.read() as db:
            session = session_view(db, session_id)
            return open_page(name, Visit(house=here, db=db, reader=reads, session=session, asked=asked))

    opened: Opened = here.offload(gather)
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
        boot=opened.boot,
        scripts=opened.scripts,
        styles=opened.styles,
    )

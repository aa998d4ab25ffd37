"""The report of an event: read as an audience will have it, completed by hand, downloaded for the team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, request
from werkzeug.datastructures import MultiDict

from retreat.errors import Conflict, InvalidInput
from retreat.export.audiences import AUDIENCES, TEAM, audience_named
from retreat.export.bundle import Shape
from retreat.export.gathering import bundle_of, sessions_of
from retreat.export.report.drafting import report_of
from retreat.export.report.editing import save_edit, versions_of
from retreat.people.guard import right_required, this_staff
from retreat.programme.queries import event_view
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import page, see_other

# For whom reports are made; archives and teaching take the record itself.
_FOR = (TEAM, "partners", "commissioners", "public")


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    reads, works = right_required("reads"), right_required("works")
    blueprint.add_url_rule("/events/<event_id>/report", "event_report", reads(shown))
    blueprint.add_url_rule("/events/<event_id>/report", "edit_report", works(edit), methods=["POST"])


def shown(event_id: str) -> Response:
    """The report as it stands."""
    return _shown(event_id)


def _shown(
    event_id: str, error: InvalidInput | Conflict | None = None, typed: MultiDict[str, str] | None = None
) -> Response:
    here, reads, by = house(), reader(), this_staff().display_name
    audience = audience_named(request.args.get("for", TEAM))
    easy = "easy" in request.args

    def gather() -> Mapping[str, Any]:
        with here.database.read() as db:
            event = event_view(db, event_id)
            ids = sessions_of(db, event_id)
            made = bundle_of(db, reads, audience, ids, shape=Shape(), now=here.clock(), made_by=by, quotes=True)
            return {"event": event, "report": report_of(made, easy=easy), "versions": versions_of(db, event_id)}

    return page(
        "export/report.html",
        error.status if error else 200,
        staff=this_staff(),
        audience=audience,
        audiences=[AUDIENCES[name] for name in _FOR],
        easy=easy,
        error=error,
        typed=typed or {},
        **here.offload(gather),
    )


def edit(event_id: str) -> Response:
    """One line is changed, left out, or as drafted again."""
    here, form, by = house(), request.form, this_staff().staff_id
    key, seen = form.get("key", ""), form.get("seen", "0")
    try:
        if not seen.isdecimal() or len(seen) > 9:
            raise InvalidInput("This form is damaged. Please reload the page.", fields={"seen": "is no number"})
        here.database.write(
            lambda db: save_edit(
                db,
                event_id,
                key,
                text=form.get("text", ""),
                left_out="left_out" in form,
                seen=int(seen),
                by=by,
                now=here.clock(),
            )
        )
    except (InvalidInput, Conflict) as error:
        return _shown(event_id, error, form)
    flash("Saved.", "good report_saved")
    audience = request.args.get("for", TEAM)
    where = f"/events/{event_id}/report?for={audience_named(audience).name}"
    return see_other(f"{where}{'&easy=1' if 'easy' in request.args else ''}#c-{form.get('chapter', '')}")

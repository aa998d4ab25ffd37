"""The pages on which a project is brought in: choose a file, look at what it would change, decide, see what it did."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.asking import programme_title
from retreat.analysis.models import AnalysisEntry
from retreat.errors import InvalidInput, NotFound, NotPermitted, RetreatError
from retreat.export.incoming import operations
from retreat.export.incoming.models import WAITING, ProjectImport
from retreat.export.incoming.planning import plan_of
from retreat.people.guard import right_required, this_staff
from retreat.programme.queries import programme_view
from retreat.recordings.limits import check_space
from retreat.transcripts.asking import reader
from retreat.transcripts.naming import staff_names
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.pages import page, see_other

_FORM_BESIDE_FILE_BYTES = 1024**2
_NO_FILE = "Please choose a project (.qdpx) or a codebook (.qdc) first."
_TOO_LARGE = "This file is larger than 200 MB. Please export it from the other program without its sound and video."
_TEXTS_BY_OTHERS = (
    "Only people who work on the record can add texts to a session. Please leave the texts out, or ask one of them."
)
_SHOWN_MAX = 200


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    reads, codes = right_required("reads"), right_required("codes")
    all_, one = "/desk/programmes/<programme_id>/projects", "/desk/programmes/<programme_id>/projects/<brought_id>"
    blueprint.add_url_rule(all_, "projects", reads(projects))
    blueprint.add_url_rule(all_, "bring_project", codes(bring), methods=["POST"])
    blueprint.add_url_rule(one, "project", reads(project))
    blueprint.add_url_rule(one, "decide_project", codes(decide), methods=["POST"])


def projects(programme_id: str) -> Response:
    """The form, and what was brought before."""
    return _all(programme_id)


def _all(programme_id: str, error: RetreatError | None = None) -> Response:
    with house().database.read() as db:
        rows = db.scalars(
            select(ProjectImport)
            .where(ProjectImport.programme_id == programme_id)
            .order_by(ProjectImport.at.desc(), ProjectImport.id)
            .limit(_SHOWN_MAX)
        ).all()
        names = staff_names(db, (row.by for row in rows))
        title = programme_title(db, programme_id)
        db.expunge_all()
    return page(
        "export/projects.html",
        error.status if error else 200,
        staff=this_staff(),
        programme_id=programme_id,
        title=title,
        rows=rows,
        names=names,
        error=error,
    )


@body_up_to(operations.FILE_MAX_BYTES + _FORM_BESIDE_FILE_BYTES)
def bring(programme_id: str) -> Response:
    """Keep a file and show what it would change."""
    here, sent = house(), request.files.get("project")
    try:
        if sent is None or not sent.filename:
            raise InvalidInput(_NO_FILE, code="no_file", fields={"project": _NO_FILE})
        content = sent.stream.read(operations.FILE_MAX_BYTES + 1)
        if len(content) > operations.FILE_MAX_BYTES:
            raise InvalidInput(_TOO_LARGE, code="too_large")
        check_space(here.storage, len(content))
        kept = here.offload(
            partial(operations.keep, here, programme_id, sent.filename, content, by=this_staff().staff_id)
        )
    except InvalidInput as error:
        return _all(programme_id, error)
    return see_other(f"/desk/programmes/{programme_id}/projects/{kept}")


def project(programme_id: str, brought_id: str) -> Response:
    """What a project would change, or what it has changed."""
    return _one(programme_id, brought_id)


def _one(programme_id: str, brought_id: str, error: RetreatError | None = None) -> Response:
    here, reads, now = house(), reader(), house().clock()

    def gather() -> Mapping[str, Any]:
        with here.database.read() as db:
            row = _row(db, programme_id, brought_id)
            found: dict[str, Any] = {
                "row": row,
                "title": programme_title(db, programme_id),
                "undone": _is_undone(db, row),
                "events": programme_view(db, programme_id).events,
            }
            db.expunge(row)
        if row.state == WAITING:
            try:
                read = operations.read_project(operations.content_of(here, brought_id))
            except (InvalidInput, NotFound) as refused:
                return {**found, "plan": None, "refused": refused}
            with here.database.read() as db:
                found["plan"] = plan_of(db, reads, programme_id, read, now=now)
        return found

    return page(
        "export/project.html",
        error.status if error else 200,
        staff=this_staff(),
        programme_id=programme_id,
        error=error,
        shown_max=_SHOWN_MAX,
        **{"plan": None, "refused": None, **here.offload(gather)},
    )


def _row(db: Session, programme_id: str, brought_id: str) -> ProjectImport:
    row = db.get(ProjectImport, brought_id)
    if row is None or row.programme_id != programme_id:
        raise NotFound("There is no such project here.")
    return row


def _is_undone(db: Session, row: ProjectImport) -> bool:
    undone = select(AnalysisEntry.number).where(
        AnalysisEntry.programme_id == row.programme_id, AnalysisEntry.undoes == row.number
    )
    return row.number is not None and db.execute(undone.limit(1)).first() is not None


def decide(programme_id: str, brought_id: str) -> Response:
    """Bring it in, or drop it."""
    here, wish, session_id = house(), request.form.get("wish", ""), request.form.get("session") or None
    try:
        if wish == "drop":
            operations.drop(here, programme_id, brought_id)
            flash("Nothing was brought in. The file is deleted here.", "good project_dropped")
            return see_other(f"/desk/programmes/{programme_id}/projects")
        if wish != "bring":
            raise InvalidInput("Please choose whether to bring it in.", fields={"wish": "is not known"})
        if session_id is not None:
            _check_session(programme_id, session_id)
        operations.want(here, programme_id, brought_id, session_id)
        if session_id is None:
            # Codes and codings alone need no speech model, so nobody has to wait for a worker.
            here.offload(partial(operations.carry_out, here, None, brought_id))
    except RetreatError as error:
        return _one(programme_id, brought_id, error)
    return see_other(f"/desk/programmes/{programme_id}/projects/{brought_id}")


def _check_session(programme_id: str, session_id: str) -> None:
    if "works" not in (g.rights or ()):
        raise NotPermitted(_TEXTS_BY_OTHERS, code="not_permitted")
    with house().database.read() as db:
        here = {one.id for event in programme_view(db, programme_id).events for one in event.sessions}
    if session_id not in here:
        raise InvalidInput("This programme has no such session.", fields={"session": "is not known"})

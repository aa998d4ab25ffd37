"""The pages of pictures, and each picture as a file: SVG, CSV, and PNG where the browser draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, make_response, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from retreat.analysis.asking import gathered, programme_title
from retreat.analysis.pictures.drawing import svg
from retreat.analysis.pictures.kinds import Picture
from retreat.analysis.pictures.showing import programme_pictures, session_pictures
from retreat.analysis.sheets import download
from retreat.consent.gate import Reader
from retreat.errors import NotFound
from retreat.people.guard import this_staff
from retreat.people.noting import noted_as
from retreat.programme.queries import session_view
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import page, unkept

Gather = Callable[[Session, Reader, str], Mapping[str, Picture]]


def session_glance(session_id: str) -> Response:
    """The pictures of a session."""
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        session = session_view(db, session_id)
        return {
            "pictures": session_pictures(db, reads, session_id),
            "title": session.title,
            "programme_id": session.programme_id,
            "programme": programme_title(db, session.programme_id),
        }

    return _page(f"/sessions/{session_id}/glance", f"/sessions/{session_id}", gathered(ask))


def pictures(programme_id: str) -> Response:
    """The pictures of a programme."""
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        title = programme_title(db, programme_id)
        return {
            "pictures": programme_pictures(db, reads, programme_id),
            "title": title,
            "programme_id": programme_id,
            "programme": title,
        }

    return _page(f"/desk/programmes/{programme_id}/pictures", "", gathered(ask))


def _page(here: str, session: str, got: Mapping[str, Any]) -> Response:
    drawn = {name: Markup(svg(one.drawn)) for name, one in got["pictures"].items()}  # noqa: S704 - every text is escaped
    return page("analysis/pictures.html", staff=this_staff(), here=here, session=session, drawn=drawn, **got)


@noted_as("exported")
def session_glance_svg(session_id: str) -> Response:
    """One picture of a session as a file."""
    return _svg(session_pictures, session_id)


@noted_as("exported")
def session_glance_csv(session_id: str) -> Response:
    """Its table."""
    return _csv(session_pictures, session_id)


@noted_as("exported")
def pictures_svg(programme_id: str) -> Response:
    """One picture of a programme as a file."""
    return _svg(programme_pictures, programme_id)


@noted_as("exported")
def pictures_csv(programme_id: str) -> Response:
    """Its table."""
    return _csv(programme_pictures, programme_id)


def _chosen(gather: Gather, thing_id: str) -> tuple[str, Picture]:
    reads, wanted = reader(), request.args.get("of", "")
    found: Mapping[str, Picture] = gathered(lambda db: gather(db, reads, thing_id))
    name = wanted or next(iter(found), "")
    if name not in found:
        raise NotFound("There is no such picture, or nothing to show in it yet.")
    return name, found[name]


def _svg(gather: Gather, thing_id: str) -> Response:
    name, found = _chosen(gather, thing_id)
    response = make_response(svg(found.drawn, host=request.host_url.rstrip("/")))
    response.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return unkept(response)


def _csv(gather: Gather, thing_id: str) -> Response:
    name, found = _chosen(gather, thing_id)
    host = request.host_url.rstrip("/")
    rows = [
        [*(cell.text for cell in row), next((f"{host}{cell.href}" for cell in row if cell.href), "")]
        for row in found.rows
    ]
    return download(name, "csv", [*found.columns, "address"], rows, on=house().clock().date())

"""The page from which words are quoted, its files for reference managers, and the way back from a citation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, make_response, request

from retreat.errors import NotFound
from retreat.people.guard import right_required, staff_required, this_staff
from retreat.people.noting import noted_as
from retreat.programme.queries import session_view
from retreat.transcripts.asking import reader
from retreat.transcripts.citing.citation import Citation, bibtex, plain, ris
from retreat.transcripts.citing.citing import citation_of
from retreat.transcripts.citing.finding import PASTED_MAX_CHARS, place_of
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_FORMATS: Mapping[str, tuple[Callable[[Citation], str], str]] = {
    "txt": (plain, "text/plain"),
    "ris": (ris, "application/x-research-info-systems"),
    "bib": (bibtex, "application/x-bibtex"),
}


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    path = "/sessions/<session_id>/cite"
    blueprint.add_url_rule(path, "cite", right_required("reads")(cite))
    blueprint.add_url_rule(f"{path}.<ending>", "citation_file", right_required("reads")(noted_as("exported")(as_file)))
    blueprint.add_url_rule("/citation", "find_citation", staff_required(find))
    blueprint.add_url_rule("/citation", "found_citation", staff_required(found), methods=["POST"])


def _citation(session_id: str) -> Citation:
    here, reads, host, words = house(), reader(), request.host_url.rstrip("/"), request.args.get("words")

    def gather() -> Citation:
        with here.database.read() as db:
            return citation_of(db, reads, session_view(db, session_id), words, host=host)

    cited: Citation = here.offload(gather)
    return cited


def cite(session_id: str) -> Response:
    """Some words as people quote them, with their source in each format."""
    cited = _citation(session_id)
    return page("record/cite.html", staff=this_staff(), session_id=session_id, cited=cited, text=plain(cited))


def as_file(session_id: str, ending: str) -> Response:
    """The citation as a file."""
    if ending not in _FORMATS:
        raise NotFound()
    written, mime = _FORMATS[ending]
    response = make_response(written(_citation(session_id)))
    response.headers["Content-Type"] = f"{mime}; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="citation.{ending}"'
    return unkept(response)


def find() -> Response:
    """A field into which a citation is pasted."""
    return page("record/citation.html", staff=this_staff(), pasted="", is_nowhere=False)


def found() -> Response:
    """Its place, or that it has none."""
    here, reads = house(), reader()
    pasted = request.form.get("citation", "")[:PASTED_MAX_CHARS]

    def look() -> str | None:
        with here.database.read() as db:
            return place_of(db, reads, pasted)

    place = here.offload(look)
    if place is not None:
        return see_other(place)
    return page("record/citation.html", 404, staff=this_staff(), pasted=pasted, is_nowhere=True)

"""The controller's pages of a programme: what there is, one document, and its files. For whoever leads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, request
from markupsafe import Markup
from werkzeug.http import dump_options_header

from retreat.errors import NotFound
from retreat.export.controller.assessment import assessment_of
from retreat.export.controller.facts import Facts, facts_of
from retreat.export.controller.flows import picture_of, svg_of
from retreat.export.controller.paper import Paper
from retreat.export.controller.processing import processing_of
from retreat.export.controller.register import purposes_asked, register_of
from retreat.export.controller.writing import write_page, write_word
from retreat.people.guard import right_required, this_staff
from retreat.people.noting import noted_as
from retreat.web.house import house
from retreat.web.pages import page, unkept


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance: only those who decide who is a member."""
    rules = right_required("rules")
    base = "/desk/programmes/<programme_id>/controller"
    blueprint.add_url_rule(base, "controller", rules(shown))
    blueprint.add_url_rule(f"{base}/<paper>", "controller_paper", rules(one))
    blueprint.add_url_rule(f"{base}/<paper>/file", "controller_file", rules(noted_as("exported")(file)))


def shown(programme_id: str) -> Response:
    """The three documents, and where data goes."""
    facts, papers = _made(programme_id)
    picture = picture_of(facts)
    return unkept(
        page(
            "export/controller.html",
            staff=this_staff(),
            programme_id=programme_id,
            facts=facts,
            papers=papers,
            picture=Markup(svg_of(picture)),  # noqa: S704 - drawn by us; every text in it is escaped
            lines=picture.lines(),
        )
    )


def one(programme_id: str, paper: str) -> Response:
    """One document as a page.

    Raises:
        NotFound: There is no such document.
    """
    facts, papers = _made(programme_id)
    picture = Markup(svg_of(picture_of(facts)))  # noqa: S704 - as above
    told: dict[str, Any] = {"programme_id": programme_id, "facts": facts, "paper": _named(papers, paper)}
    return unkept(page("export/controller_paper.html", staff=this_staff(), picture=picture, **told))


def file(programme_id: str, paper: str) -> Response:
    """One document as a file.

    Raises:
        NotFound: There is no such document, or no such kind of file.
    """
    here, by = house(), this_staff().display_name
    facts, papers = _made(programme_id)
    wanted = _named(papers, paper)
    kind = request.args.get("as", "docx")
    if kind not in ("docx", "html"):
        raise NotFound("Choose Word (docx) or a web page (html).", code="no_such_format")
    made = here.offload(
        lambda: (
            write_word(wanted, facts.programme, by, facts.at)
            if kind == "docx"
            else write_page(wanted, facts.programme, by, facts.at, svg_of(picture_of(facts)))
        )
    )
    response = make_response(made.content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": made.name})
    return unkept(response)


def _named(papers: Sequence[Paper], name: str) -> Paper:
    found = next((paper for paper in papers if paper.name == name), None)
    if found is None:
        raise NotFound
    return found


def _made(programme_id: str) -> tuple[Facts, tuple[Paper, ...]]:
    here = house()

    def gather() -> tuple[Facts, tuple[Paper, ...]]:
        with here.database.read() as db:
            facts = facts_of(db, here.settings, programme_id, now=here.clock())
            asked = purposes_asked(db, programme_id)
            papers = (
                register_of(db, programme_id),
                processing_of(facts, asked),
                assessment_of(facts, asked, picture_of(facts)),
            )
        return facts, papers

    made: tuple[Facts, tuple[Paper, ...]] = here.offload(gather)
    return made

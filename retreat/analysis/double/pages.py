"""The pages of blind double coding: assigning it, and the view of differences, which is its main screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.approaches import approach_of
from retreat.analysis.asking import analyst, gathered, programme_of_row, programme_title, sent
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.double import operations
from retreat.analysis.double.models import DoubleCoding
from retreat.analysis.double.queries import agreement_of, differences_of, doubles_of, units_of
from retreat.errors import NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.people.members import ROLES
from retreat.programme.members import members_of
from retreat.programme.queries import programme_view
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page

DIFFERENCES_ON_A_PAGE = 100


def doubles(programme_id: str) -> Response:
    """What is coded twice, and the form that assigns it."""
    return _all(programme_id)


def give(programme_id: str) -> Response:
    """Ask several people to code the same session blind."""
    form = request.form
    every = form.get("every", "1")
    return sent(
        lambda db: operations.assign(
            db,
            analyst(programme_id),
            form.get("session", ""),
            form.getlist("coder"),
            every=int(every) if every.isdecimal() and len(every) < 4 else 0,
        ),
        f"/desk/programmes/{programme_id}/double",
        said="It is assigned. Nobody sees another's codings before everybody has finished.",
        again=lambda refused: _all(programme_id, refused),
    )


def _all(programme_id: str, refused: RetreatError | None = None) -> Response:
    def ask(db: Session) -> Mapping[str, Any]:
        programme = programme_view(db, programme_id)
        return {
            "title": programme_title(db, programme_id),
            "approach": approach_of(db, programme_id),
            "doubles": doubles_of(db, programme_id),
            "sessions": [
                (one.id, f"{one.title} ({event.title})") for event in programme.events for one in event.sessions
            ],
            "coders": [
                (one.staff_id, one.name) for one in members_of(db, programme_id) if "codes" in ROLES.get(one.role, ())
            ],
        }

    return page(
        "analysis/doubles.html",
        refused.status if refused else 200,
        staff=this_staff(),
        programme_id=programme_id,
        error=refused,
        form=request.form,
        **gathered(ask),
    )


def one_double(double_id: str) -> Response:
    """How far it is; once it is open, both codings beside each other on the words."""
    return _one(double_id)


def _one(double_id: str, refused: RetreatError | None = None) -> Response:
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        programme_id = programme_of_row(db, DoubleCoding, double_id)
        shown = next((one for one in doubles_of(db, programme_id) if one.id == double_id), None)
        if shown is None:
            raise NotFound("There is no such double coding any more.", code="no_such_double")
        approach = approach_of(db, programme_id)
        units = units_of(db, reads, shown) if shown.is_open else []
        differences = differences_of(db, reads, programme_id, shown, units)
        return {
            "programme_id": programme_id,
            "title": programme_title(db, programme_id),
            "shown": shown,
            "units": len(units),
            "differences": differences[:DIFFERENCES_ON_A_PAGE],
            "left": sum(one.settled is None for one in differences),
            "count": len(differences),
            "agreement": agreement_of(shown, units) if approach.wants_agreement else (),
            "names": {code.id: code for code in codebook_of(db, reads, programme_id)},
        }

    return page(
        "analysis/double.html",
        refused.status if refused else 200,
        staff=this_staff(),
        error=refused,
        form=request.form,
        sound_time=sound_time,
        voices=voices,
        **gathered(ask),
    )


def change_double(double_id: str, act: str) -> Response:
    """Finish one's own part, open it early, or settle a difference."""
    form = request.form
    with house().database.read() as db:
        who = analyst(programme_of_row(db, DoubleCoding, double_id))
    unit, code_id = form.get("unit", ""), form.get("code", "")
    acts: Mapping[str, tuple[Callable[[Session], object], str]] = {
        "finish": (lambda db: operations.finish(db, who, double_id), "Your part is finished."),
        "open": (lambda db: operations.open_early(db, who, double_id, why=form.get("why", "")), "It is open."),
        "settle": (
            lambda db: operations.settle(
                db, who, double_id, unit, code_id, form.get("outcome", ""), why=form.get("why", "")
            ),
            "What you settled is kept.",
        ),
    }
    if act not in acts:
        raise NotFound()
    do, said = acts[act]
    there = f"/double/{double_id}" + (f"#d-{unit.replace(':', '-')}-{code_id}" if act == "settle" else "")
    return sent(do, there, said=said, again=lambda refused: _one(double_id, refused))

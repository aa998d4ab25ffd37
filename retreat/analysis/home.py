"""The home of a programme's analysis: what there is to code, and the ways to everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.seeing import may_see
from retreat.analysis.acts.story import story_of
from retreat.analysis.approaches import KINDS, approach_of, approaches_of, choose_approach
from retreat.analysis.asking import analyst, gathered, programme_title, sent
from retreat.analysis.codebook.queries import codebook_of, staff_of
from retreat.analysis.double.queries import doubles_of
from retreat.analysis.memos.queries import memos_of
from retreat.analysis.models import HELD, Coding
from retreat.analysis.sets.queries import sets_of
from retreat.analysis.themes.queries import themes_of
from retreat.consent.gate import Reader
from retreat.errors import RetreatError
from retreat.log.makings import has_made
from retreat.people.guard import this_staff
from retreat.programme.narratives.queries import narratives_of
from retreat.programme.queries import EventView, SessionLine, programme_view
from retreat.transcripts.asking import reader
from retreat.transcripts.reading import transcripts_of
from retreat.web.pages import page

_LATEST = 8


def analysis(programme_id: str) -> Response:
    """Everything of a programme's analysis at a glance."""
    return _shown(programme_id)


def declare_approach(programme_id: str) -> Response:
    """Say how the programme works from now on."""
    kind, reason = request.form.get("kind", ""), request.form.get("reason", "")
    return sent(
        lambda db: choose_approach(db, analyst(programme_id), kind, reason),
        f"/desk/programmes/{programme_id}/analysis",
        said="The approach is saved.",
        again=lambda refused: _shown(programme_id, refused, (kind, reason)),
    )


def _with_words_first(db: Session, reads: Reader, event: EventView) -> tuple[list[SessionLine], list[SessionLine]]:
    """The sessions of an event in which something was said or written, and the others."""
    found: tuple[list[SessionLine], list[SessionLine]] = ([], [])
    for one in event.sessions:
        found[0 if transcripts_of(db, one.id) or has_made(db, reads, one.id) else 1].append(one)
    return found


def _shown(programme_id: str, refused: RetreatError | None = None, typed: tuple[str, str] | None = None) -> Response:
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        counts = select(Coding.session_id, func.count()).where(
            Coding.programme_id == programme_id, ~Coding.removed, Coding.state == HELD, may_see(staff_of(reads))
        )
        programme = programme_view(db, programme_id)
        return {
            "programme": programme,
            "to_code": [(event, *_with_words_first(db, reads, event)) for event in programme.events],
            "title": programme_title(db, programme_id),
            "approach": approach_of(db, programme_id),
            "approaches": approaches_of(db, reads, programme_id),
            "codings": dict(db.execute(counts.group_by(Coding.session_id)).tuples().all()),
            "codes": codebook_of(db, reads, programme_id),
            "memos": len(memos_of(db, reads, programme_id)),
            "sets": len(sets_of(db, reads, programme_id)),
            "doubles": doubles_of(db, programme_id),
            "themes": themes_of(db, reads, programme_id),
            "narratives": narratives_of(db, programme_id),
            "story": story_of(db, reads, programme_id, most=_LATEST),
        }

    return page(
        "analysis/home.html",
        refused.status if refused else 200,
        staff=this_staff(),
        kinds=KINDS,
        error=refused,
        typed=typed,
        **gathered(ask),
    )

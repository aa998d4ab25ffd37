"""Which narrative a step reads: laid out when it opens, and told to the desk before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from facilitation.interactions.read.heat import marks_on, spread
from facilitation.interactions.read.models import NarrativeLaid
from facilitation.loading import round_facts
from retreat.programme.models import Round
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.programme.narratives.queries import Choice, can_be_read_in, chosen_for, text_row
from retreat.programme.queries import programme_of_session


def opening(db: Session, session_id: str, round_id: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    """What is laid out as a step opens: what was chosen for it and does not lie there already."""
    opened_at = db.get_one(Round, round_id).opened_at
    return [
        ("read.lay", one.text_id, {"round_id": round_id, "table_id": one.table_id})
        for one in chosen_for(db, session_id, still_here=True).get(round_id, ())
        if not _lies_there(db, session_id, one) and not _is_over(db, one.text_id, opened_at)
    ]


def is_prepared(db: Session, session_id: str, round_id: str) -> bool:
    """Whether there is something to read in a step: chosen for it or for one before it, or laid out already."""
    here = (
        select(NarrativeLaid.id)
        .join(NarrativeText, NarrativeText.id == NarrativeLaid.text_id)
        .join(Narrative, Narrative.id == NarrativeText.narrative_id)
        .where(NarrativeLaid.session_id == session_id, NarrativeText.text != "", Narrative.returned_at.is_(None))
    )
    if db.scalars(here.limit(1)).first():
        return True
    chosen = chosen_for(db, session_id, still_here=True)
    position = select(Round.position).where(Round.id == round_id).scalar_subquery()
    earlier = db.scalars(select(Round).where(Round.session_id == session_id, Round.position <= position))
    return any(each.id in chosen for each in map(round_facts, earlier))


def for_desk(db: Session, session_id: str, _round_id: str) -> dict[str, Any]:
    """What can be laid out, where one is added, and where those that lie there are marked, also by few people."""
    laid = db.scalars(select(NarrativeLaid.text_id).where(NarrativeLaid.session_id == session_id).distinct())
    return {
        "narratives": [
            {"id": one.text_id, "title": one.title, "brought_by": one.brought_by}
            for one in can_be_read_in(db, session_id)
        ],
        "add": f"/desk/programmes/{programme_of_session(db, session_id)}/narratives/new",
        "marked": {text_id: spread(marks_on(db, session_id, text_id), for_everyone=False) for text_id in laid},
    }


def _is_over(db: Session, text_id: str, at: datetime | None) -> bool:
    """Whether its last day is over, though nobody has given it back yet: the step opens without it."""
    found = text_row(db, text_id)
    return found is None or (at is not None and found[2] is not None and found[2] <= at)


def _lies_there(db: Session, session_id: str, one: Choice) -> bool:
    """Whether everybody whom it is for reads it already, because it was laid out for them last."""
    for_them: ColumnElement[bool] = NarrativeLaid.table_id.is_(None)
    if one.table_id is not None:
        for_them = or_(for_them, NarrativeLaid.table_id == one.table_id)
    else:
        for_them = or_(for_them, NarrativeLaid.table_id.is_not(None))
    last = (
        select(NarrativeLaid.text_id, NarrativeLaid.table_id)
        .where(NarrativeLaid.session_id == session_id, for_them)
        .order_by(NarrativeLaid.at.desc())
        .limit(1)
    )
    found = db.execute(last).first()
    if found is None or found.text_id != one.text_id:
        return False
    return one.table_id is not None or found.table_id is None

"""Sessions and staff as tests plan them: untimed, each of an event of its own, led by nobody with an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from facilitation.activities import find_activity, load_catalogue
from facilitation.activities.reading import ActivityTemplate
from retreat.clock import Clock
from retreat.ids import system_ids
from retreat.people.accounts import start_sign_in
from retreat.people.models import Staff
from retreat.people.ports import first_account_made
from retreat.programme.narratives.invented import add_invented
from retreat.programme.narratives.operations import Written, choose_narratives
from retreat.programme.narratives.ports import register_identifiers
from retreat.programme.operations import add_default_event, create_session
from retreat.programme.queries import SessionView
from retreat.programme.steps import Step
from transcription.text.identifiers import by_rules

register_identifiers(lambda text: [(one.start, one.end, one.kind) for one in by_rules(text)])

# Its second line has a letter beyond the first plane, so that places count code points.
NARRATIVE = "She missed the garden 🌱 more than the house.\nNobody asked her.\n\nIn March she said what she wanted."


def plan(
    db: Session,
    clock: Clock,
    activity: str | ActivityTemplate = "brainstorm",
    *,
    title: str = "",
    tables: int = 0,
    untimed: bool = True,
    event_id: str = "",
    narrative: str = NARRATIVE,
) -> SessionView:
    """A planned session of an event; without one, of a new event. What asks for a narrative has one, unless empty."""
    view = create_session(
        db,
        event_id=event_id or add_default_event(db, title="", clock=clock, ids=system_ids),
        title=title,
        template=find_activity(activity) if isinstance(activity, str) else activity,
        by=None,
        clock=clock,
        ids=system_ids,
        tables=tables,
        untimed=untimed,
    )
    first = next((each.id for each in view.rounds if each.step.interaction == "read"), None)
    if narrative and first:
        _narrative_id, text_id = cleared_narrative(db, view.programme_id, clock(), text=narrative)
        choose_narratives(db, view.id, first, {"": text_id}, by=None, now=clock(), ids=system_ids)
    return view


def cleared_narrative(
    db: Session, programme_id: str, now: datetime, *, title: str = "The garden", text: str = NARRATIVE
) -> tuple[str, str]:
    """A narrative that can be read: its id, and that of its wording."""
    written = Written(title=title, text=text)
    return add_invented(db, programme_id, written, now=now, ids=system_ids)


def activity_of(*steps: Step) -> ActivityTemplate:
    """An activity of these steps."""
    return replace(load_catalogue()["brainstorm"], steps=steps)


def sign_in(db: Session, now: datetime, *, email: str = "ada", password_hash: str = "none") -> tuple[str, str]:
    """Ada, a facilitator who is signed in: her id, and what her browser keeps."""
    staff = Staff(
        id=system_ids(),
        name="Ada",
        email=email,
        password_hash=password_hash,
        role="facilitator",
        created_at=now,
        disabled_at=None,
    )
    db.add(staff)
    db.flush()
    first_account_made(db, staff.id, now)
    return staff.id, start_sign_in(db, staff_id=staff.id, now=now, ids=system_ids)

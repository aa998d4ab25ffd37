"""Changing the plan of a session: its title and tables until it is opened, and each step until that step is opened."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import Ids
from retreat.people.schemas import one_line
from retreat.programme.models import TITLE_MAX_CHARS, DialogueSession, Prompt, Round, TableGroup
from retreat.programme.narratives.models import NarrativeChoice
from retreat.programme.operations import TABLES_MAX, add_round, set_tables
from retreat.programme.plans import SessionPlan
from retreat.programme.steps import Step

Planned = tuple[str, Step]


class BegunMeanwhile(Conflict):
    """A step that was to be changed has been opened since the form was shown."""

    code = "begun_meanwhile"
    tell = "Meanwhile one of these steps was opened or changed. Nothing was saved. Please check the plan and try again."


def rename_session(db: Session, session_id: str, title: object) -> str:
    """Give a session that has not been opened another title; empty means the activity's name. Returns the title."""
    row = planned_row(db, session_id)
    row.title = one_line(title, field="title", max_chars=TITLE_MAX_CHARS, says="The title") or row.activity_name
    db.flush()
    return row.title


def set_steps(db: Session, session_id: str, wanted: Sequence[Planned], *, seen: Sequence[str], ids: Ids) -> None:
    """Replace the steps that have not been opened. Those that have been opened stay, in front.

    Args:
        wanted: Each with the id of the step that it was before, or an empty one for a new step.
        seen: The ids of all steps that could be changed when the form was shown.

    Raises:
        BegunMeanwhile: They are not the same any more.
        InvalidInput: No step would be left.
    """
    rows = list(db.scalars(select(Round).where(Round.session_id == session_id).order_by(Round.position)))
    fixed = [row for row in rows if row.state != "planned"]
    open_to_change = {row.id: row for row in rows if row.state == "planned"}
    if set(seen) != set(open_to_change):
        raise BegunMeanwhile()
    if not wanted and not fixed:
        raise InvalidInput("Please keep at least one step.", fields={"steps": "is empty"})
    kept = [step_id for step_id, _step in wanted if step_id in open_to_change]
    if len(set(kept)) != len(kept):
        raise BegunMeanwhile()
    _remove(db, [step_id for step_id in open_to_change if step_id not in kept])
    # Places are unique within a session, so all of them move out of the way first.
    beyond = len(rows) + len(wanted) + 1
    db.execute(
        update(Round).where(Round.session_id == session_id).values(position=Round.position + beyond),
        execution_options={"synchronize_session": False},
    )
    db.expire_all()
    for position, row in enumerate(fixed):
        row.position = position
    for position, (step_id, step) in enumerate(wanted, len(fixed)):
        if step_id in open_to_change:
            _change(db, open_to_change[step_id], position, step, ids=ids)
        else:
            add_round(db, session_id, position, step, ids=ids)
    db.flush()


def set_activity(db: Session, session_id: str, template: SessionPlan, *, ids: Ids) -> None:
    """Plan a session that has not been opened from another activity: all of its steps are replaced.

    Raises:
        Conflict: It has been opened.
    """
    row = planned_row(db, session_id)
    seen = list(db.scalars(select(Round.id).where(Round.session_id == session_id)))
    set_steps(db, session_id, [("", step) for step in template.steps], seen=seen, ids=ids)
    row.title = template.name if row.title == row.activity_name else row.title
    row.activity, row.activity_name = template.key, template.name
    row.attribution_ceiling, row.audio_on = template.attribution_ceiling, template.audio
    db.flush()


def fit_tables(db: Session, session_id: str, count: int, *, given: bool, ids: Ids) -> None:
    """Have exactly this many tables in a session that has not been opened; a table where somebody sits stays."""
    planned_row(db, session_id)
    if not 0 <= count <= TABLES_MAX:
        says = f"Please write a number from 0 to {TABLES_MAX}."
        raise InvalidInput(says, fields={"tables": says})
    spare = db.scalars(
        select(TableGroup.id)
        .where(TableGroup.session_id == session_id, TableGroup.number > count)
        .order_by(TableGroup.number.desc())
    ).all()
    for table_id in spare:
        db.execute(delete(NarrativeChoice).where(NarrativeChoice.table_id == table_id))
        try:
            with db.begin_nested():
                db.execute(delete(TableGroup).where(TableGroup.id == table_id))
        except IntegrityError:
            break
    set_tables(db, session_id, count, ids=ids, given=given)


def remove_session(db: Session, session_id: str) -> bool:
    """Remove a session that has not been opened and that nobody has come into. Returns whether it could be removed."""
    row = db.get(DialogueSession, session_id)
    if row is None or row.state != "planned":
        return False
    try:
        with db.begin_nested():
            _remove(db, list(db.scalars(select(Round.id).where(Round.session_id == session_id))))
            db.execute(delete(TableGroup).where(TableGroup.session_id == session_id))
            db.execute(delete(DialogueSession).where(DialogueSession.id == session_id))
    except IntegrityError:
        db.expire_all()
        return False
    db.expire_all()
    return True


def planned_row(db: Session, session_id: str) -> DialogueSession:
    """The row of a session that has not been opened.

    Raises:
        NotFound: There is no such session.
        Conflict: It has been opened.
    """
    row = db.get(DialogueSession, session_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such session.")
    if row.state != "planned":
        raise Conflict(
            "This session has been opened, so this can no longer be changed. Its coming steps still can.",
            code="session_opened",
        )
    return row


def _remove(db: Session, round_ids: Sequence[str]) -> None:
    db.execute(delete(NarrativeChoice).where(NarrativeChoice.round_id.in_(round_ids)))
    db.execute(delete(Prompt).where(Prompt.round_id.in_(round_ids)))
    db.execute(delete(Round).where(Round.id.in_(round_ids)))


def _change(db: Session, row: Round, position: int, step: Step, *, ids: Ids) -> None:
    row.position = position
    if row.step != step.as_json():
        row.step, row.version = step.as_json(), row.version + 1
    prompts = list(db.scalars(select(Prompt).where(Prompt.round_id == row.id).order_by(Prompt.position)))
    for number, text in enumerate(step.prompts):
        if number < len(prompts):
            prompts[number].planned_text = text
        else:
            db.add(
                Prompt(
                    id=ids(),
                    session_id=row.session_id,
                    round_id=row.id,
                    position=number,
                    planned_text=text,
                    version=1,
                    asked_at=None,
                    words_id=None,
                )
            )
    for spare in prompts[len(step.prompts) :]:
        db.delete(spare)

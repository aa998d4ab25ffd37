"""The plan of a session in a form: its title and tables until it is opened, and each step until that step is opened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.activities.field_words import FIELD_WORDS, STEP_WORDS, WHO_WORDS, sentences
from facilitation.activities.fitting import fitted
from facilitation.activities.form import ActivityForm, data_of, form_of, sent_form
from facilitation.activities.pages import FORM_MAX_BYTES
from facilitation.activities.reading import STEPS_MAX, BadActivity, Wrong, read_activity
from facilitation.interactions import FIELDS, LABELS, SHARED_FIELDS, TAKES_NOTES, TAKES_SEATS, TAKES_SHARES
from facilitation.operations import EVENT_IS_OVER
from facilitation.words import KIND_WORDS, SHARE_WORDS
from retreat.errors import Conflict, InvalidInput, RetreatError
from retreat.log import store
from retreat.log.care.requests import tell_desks
from retreat.people.guard import right_required
from retreat.programme.agenda.operations import follow_session
from retreat.programme.events import event_row, is_over
from retreat.programme.operations import TABLES_MAX
from retreat.programme.queries import RoundView, SessionView, session_view
from retreat.programme.replanning import fit_tables, rename_session, set_steps
from retreat.programme.steps import AUDIO, GROUPS, Step
from retreat.web.asked import number
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.pages import page, see_other

# What a session's steps are read as part of; none of this is shown.
_FRAME = ActivityForm(name="-", purpose="-", group_shape="-")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForm:
    """What is typed about a session: ``steps`` are those that can be changed; ``seen`` their ids when it was shown."""

    title: str
    tables: str
    seating: str
    steps: ActivityForm
    seen: tuple[str, ...]


@right_required("leads")
@body_up_to(FORM_MAX_BYTES)
def plan_page(session_id: str) -> Response:
    """Everything about a session that can still be changed."""
    here = house()
    with here.database.read() as db:
        meeting = session_view(db, session_id)
        over = is_over(event_row(db, meeting.event_id), now=here.clock())
    if over or meeting.state == "ended":
        says = EVENT_IS_OVER if over else "This session has ended. Its plan can be read, not changed."
        flash(says, "care plan_over")
        return see_other(f"/desk/sessions/{session_id}")
    if request.method == "GET":
        return _editor(meeting, _shown(meeting))
    form = _sent()
    act, _, place = request.form.get("act", "save").partition(" ")
    if act != "save":
        return _editor(meeting, replace(form, steps=form.steps.after(act, number(place) or 0)))
    return _saved(meeting, form)


def _saved(meeting: SessionView, form: PlanForm) -> Response:
    here = house()
    used, left_out = fitted(form.steps)
    try:
        wanted = _steps(used)
        here.database.write(lambda db: _keep(db, meeting.id, form, wanted))
    except BadActivity as bad:
        return _editor(meeting, form, wrong=bad.wrong, status=422)
    except (InvalidInput, Conflict) as error:
        with here.database.read() as db:
            now = session_view(db, meeting.id)
        # Whoever looks again sees which steps are fixed by now, with what they typed for the others.
        return _editor(now, form if isinstance(error, InvalidInput) else _again(now, form), error=error)
    here.nudge(meeting.id)
    for sentence in left_out:
        flash(sentence, "care activity_fitted")
    flash("The plan is saved.", "good plan_saved")
    return see_other(f"/desk/sessions/{meeting.id}")


def _keep(db: Session, session_id: str, form: PlanForm, wanted: list[tuple[str, Step]]) -> None:
    ids = house().ids
    meeting = session_view(db, session_id)
    event_row(db, meeting.event_id, locked=True)  # it cannot be opened meanwhile
    if session_view(db, session_id).state == "planned":
        title = rename_session(db, session_id, form.title)
        follow_session(db, session_id, title)
        tables = number(form.tables)
        fit_tables(db, session_id, -1 if tables is None else tables, given=form.seating == "given", ids=ids)
    else:
        store.lock(db, session_id)  # nor can one of its steps
    set_steps(db, session_id, wanted, seen=form.seen, ids=ids)
    tell_desks(db, session_id, now=house().clock(), ids=ids)  # other desks show the new steps


def _steps(form: ActivityForm) -> list[tuple[str, Step]]:
    """The steps with the ids that they had, as far as they had one.

    Raises:
        BadActivity: Something in them cannot be used; every field at fault is named.
    """
    if not form.steps:
        return []
    read = read_activity("", data_of(replace(_FRAME, steps=form.steps)))
    return [(typed.id, step) for typed, step in zip(form.steps, read.steps, strict=True)]


def _coming(meeting: SessionView) -> list[RoundView]:
    return [found for found in meeting.rounds if found.state == "planned"]


def _shown(meeting: SessionView) -> PlanForm:
    coming = _coming(meeting)
    typed = form_of({"steps": [found.step.as_json() for found in coming]}).steps
    return PlanForm(
        title=meeting.title,
        tables=str(len(meeting.tables) if meeting.tables_open else 0),
        seating="given" if meeting.tables_given else "chosen",
        steps=ActivityForm(
            steps=tuple(replace(step, id=found.id) for step, found in zip(typed, coming, strict=True))
        ),
        seen=tuple(found.id for found in coming),
    )  # fmt: skip


def _sent() -> PlanForm:
    sent = request.form
    return PlanForm(
        title=sent.get("title", ""),
        tables=sent.get("tables", "0"),
        seating=sent.get("seating", "chosen"),
        steps=sent_form(sent),
        seen=tuple(sent.get("seen", "").split()),
    )


def _again(meeting: SessionView, form: PlanForm) -> PlanForm:
    """What was typed, without the steps that are fixed by now, and with those that came meanwhile."""
    now = _shown(meeting)
    still = set(now.seen)
    typed = [step for step in form.steps.steps if not step.id or step.id in still]
    new = [step for step in now.steps.steps if step.id not in form.seen]
    return replace(form, steps=form.steps.with_steps([*typed, *new]), seen=now.seen)


def _editor(
    meeting: SessionView,
    form: PlanForm,
    *,
    wrong: list[Wrong] | None = None,
    error: RetreatError | None = None,
    status: int = 200,
) -> Response:
    errors = sentences(form.steps, wrong or [])
    fields = dict(error.fields) if error else {}
    fields = dict.fromkeys(fields, error.tell if error else "")
    return page(
        "desk/plan.html",
        error.status if error else status,
        meeting=meeting,
        fixed=[found for found in meeting.rounds if found.state != "planned"],
        plan=form,
        form=form.steps,
        errors={one.place: one.says for one in errors} | fields,
        summary=errors,
        error=error,
        words=FIELD_WORDS,
        step_words=STEP_WORDS,
        interactions=tuple(LABELS.items()),
        fields=FIELDS,
        shared=SHARED_FIELDS,
        takes={"notes": TAKES_NOTES, "seats": TAKES_SEATS, "shares": TAKES_SHARES},
        who=WHO_WORDS,
        groups=tuple(GROUPS.items()),
        audio=tuple(AUDIO.items()),
        kinds=KIND_WORDS,
        shares=SHARE_WORDS,
        steps_max=STEPS_MAX,
        tables_max=TABLES_MAX,
    )

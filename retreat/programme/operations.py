"""Writes about the work: programmes, events and sessions with their plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.clock import Clock
from retreat.errors import InvalidInput, NotFound
from retreat.ids import Ids
from retreat.people.members import make_member, take_in_everyone
from retreat.people.operations import ensure_join_pass
from retreat.people.schemas import one_line
from retreat.programme.events import morning_after
from retreat.programme.models import (
    CEILINGS,
    EVENT_KINDS,
    TITLE_MAX_CHARS,
    DialogueSession,
    Event,
    Partner,
    Programme,
    Prompt,
    Round,
    Sector,
    TableGroup,
)
from retreat.programme.plans import SessionPlan
from retreat.programme.queries import SessionView, session_view
from retreat.programme.steps import Step

# Source: DESIGN, section 2, "Sector".
DEFAULT_SECTORS: tuple[str, ...] = (
    "Statutory: adult services",
    "Statutory: children and families",
    "Third sector",
    "Academic",
    "National body",
    "Commissioner",
    "Regulator",
    "Lived experience",
)
DEFAULT_PROGRAMME = "Our programme"
DEFAULT_EVENT = "Our first event"
TABLES_MAX = 40
NO_QUIET_TABLE = "One table without sound needs at least one other table. Please plan two tables or more."


def create_programme(db: Session, *, title: object, now: datetime, ids: Ids, by: str | None = None) -> str:
    """A new programme with the usual sectors. Returns its id.

    Args:
        by: The member of staff who makes and leads it; without one, everybody with an account joins it.
    """
    row = Programme(id=ids(), title=_title(title, "programme"), created_at=now)
    db.add(row)
    db.flush()
    for position, name in enumerate(DEFAULT_SECTORS):
        db.add(Sector(id=ids(), programme_id=row.id, name=name, position=position, retired_at=None))
    db.flush()
    if by is None:
        take_in_everyone(db, row.id, now=now)
    else:
        make_member(db, row.id, by, "lead", now=now)
    return row.id


def set_sectors(db: Session, programme_id: str, names: Sequence[str], *, now: datetime, ids: Ids) -> None:
    """Replace the list that people choose from. A name taken off the list stays with those who chose it."""
    wanted: list[str] = []
    for name in names:
        clean = one_line(name, field="sectors", max_chars=TITLE_MAX_CHARS, says="The sector")
        if clean and clean not in wanted:
            wanted.append(clean)
    if not wanted:
        raise InvalidInput("Please keep at least one sector, one on each line.", fields={"sectors": "is empty"})
    known = {row.name: row for row in db.scalars(select(Sector).where(Sector.programme_id == programme_id))}
    for position, name in enumerate(wanted):
        if name in known:
            known[name].position, known[name].retired_at = position, None
        else:
            db.add(Sector(id=ids(), programme_id=programme_id, name=name, position=position, retired_at=None))
    for name, row in known.items():
        if name not in wanted and row.retired_at is None:
            row.retired_at = now
    db.flush()


def add_partner(db: Session, programme_id: str, *, name: object, ids: Ids) -> str:
    """An organisation that takes part in the programme. Returns its id."""
    if db.get(Programme, programme_id) is None:
        raise NotFound("There is no such programme.")
    row = Partner(id=ids(), programme_id=programme_id, name=_title(name, "partner"), sector_id=None)
    db.add(row)
    db.flush()
    return row.id


def create_event(
    db: Session,
    *,
    programme_id: str,
    title: object,
    kind: object,
    starts_on: date,
    place: object,
    now: datetime,
    ids: Ids,
    ends_on: date | None = None,
) -> str:
    """A dated gathering of a programme, with letters that let people in. Returns its id.

    Args:
        ends_on: Its last day; without one, it is the first.
    """
    if db.get(Programme, programme_id) is None:
        raise NotFound("There is no such programme.")
    if kind not in EVENT_KINDS:
        raise InvalidInput("Please choose what kind of event it is.", fields={"kind": "choose one"})
    ends_on = ends_on or starts_on
    if ends_on < starts_on:
        raise InvalidInput("The last day cannot be before the first.", fields={"ends_on": "is before the first day"})
    row = Event(
        id=ids(),
        programme_id=programme_id,
        title=_title(title, "event"),
        kind=str(kind),
        starts_on=starts_on,
        ends_on=ends_on,
        closes_at=morning_after(ends_on),
        closed_at=None,
        place=one_line(place, field="place", max_chars=TITLE_MAX_CHARS, says="The place") or "",
        created_at=now,
    )
    db.add(row)
    db.flush()
    ensure_join_pass(db, event_id=row.id, now=now, ids=ids)
    return row.id


def add_default_event(db: Session, *, title: object, clock: Clock, ids: Ids) -> str:
    """An event of today in the oldest programme; where there is no programme, one is made. Returns its id."""
    now = clock()
    programme_id = db.scalars(select(Programme.id).order_by(Programme.created_at)).first()
    if programme_id is None:
        programme_id = create_programme(db, title=DEFAULT_PROGRAMME, now=now, ids=ids)
    return create_event(
        db,
        programme_id=programme_id,
        title=title or DEFAULT_EVENT,
        kind="workshop",
        starts_on=now.astimezone().date(),
        place="",
        now=now,
        ids=ids,
    )


def create_session(
    db: Session,
    *,
    event_id: str,
    title: object,
    template: SessionPlan,
    by: str | None,
    clock: Clock,
    ids: Ids,
    tables: int = 0,
    tables_given: bool = False,
    untimed: bool = False,
    without_sound: bool = False,
    quiet_table: int | None = None,
    question: str = "",
) -> SessionView:
    """Plan a session from an activity, with its rounds and prompts.

    Args:
        title: What people see; empty means the activity's name.
        by: Id of the member of staff, None from the command line.
        tables: How many tables there are; 0 means that people sit together.
        tables_given: Whether people who choose no table are given one, so that sectors mix.
        untimed: The first round has no end and no note budget.
        without_sound: Nothing is recorded in it, and no sound is accepted for it.
        quiet_table: The number of a table without sound, which is open to everybody.
        question: What the first round asks, in place of the questions of the activity; empty for those.
    """
    if db.get(Event, event_id) is None:
        raise NotFound("There is no such event.")
    if template.attribution_ceiling not in CEILINGS:
        raise InvalidInput(f"The activity {template.name} has an unknown attribution.")
    now = clock()
    session_id = _add_session(db, event_id=event_id, title=title, template=template, by=by, now=now, ids=ids)
    first, *others = template.steps
    first = replace(first.untimed() if untimed else first, prompts=(question,) if question else first.prompts)
    for position, step in enumerate((first, *others)):
        add_round(db, session_id, position, step, ids=ids)
    set_tables(db, session_id, tables, given=tables_given, ids=ids)
    plan_sound(db, session_id, without_sound=without_sound, quiet_table=quiet_table)
    ensure_join_pass(db, event_id=event_id, now=now, ids=ids)
    db.expire_all()
    return session_view(db, session_id)


def set_tables(db: Session, session_id: str, count: int, *, ids: Ids, given: bool = False) -> None:
    """Open this many tables, numbered from 1. Existing tables stay; with 0, nobody can choose one."""
    if not 0 <= count <= TABLES_MAX:
        raise InvalidInput(f"Please choose from 0 to {TABLES_MAX} tables.", fields={"tables": f"0 to {TABLES_MAX}"})
    row = db.get(DialogueSession, session_id)
    if row is None:
        raise NotFound("There is no such session.")
    there = db.scalar(select(func.count(TableGroup.id)).where(TableGroup.session_id == session_id)) or 0
    for number in range(there + 1, count + 1):
        db.add(TableGroup(id=ids(), session_id=session_id, number=number, name=f"Table {number}"))
    row.tables_open, row.tables_given = count > 0, given
    db.flush()


def plan_sound(db: Session, session_id: str, *, without_sound: bool, quiet_table: int | None) -> None:
    """Say of a new session that nothing in it is recorded, or nothing at one of its tables.

    Raises:
        InvalidInput: It has no such table, or no other, at which something could be recorded.
    """
    row = db.get_one(DialogueSession, session_id)
    row.without_sound = without_sound
    if without_sound or quiet_table is None:
        return
    tables = db.scalars(select(TableGroup).where(TableGroup.session_id == session_id)).all()
    quiet = next((table for table in tables if table.number == quiet_table), None)
    if quiet is None or len(tables) < 2:
        says = NO_QUIET_TABLE if len(tables) < 2 else f"Please write the number of a table, from 1 to {len(tables)}."
        raise InvalidInput(says, code="no_such_table", fields={"quiet_table": says})
    quiet.without_sound = True
    db.flush()


def _add_session(
    db: Session, *, event_id: str, title: object, template: SessionPlan, by: str | None, now: datetime, ids: Ids
) -> str:
    row = DialogueSession(
        id=ids(),
        event_id=event_id,
        title=one_line(title, field="title", max_chars=TITLE_MAX_CHARS, says="The title") or template.name,
        activity=template.key,
        activity_name=template.name,
        state="planned",
        attribution_ceiling=template.attribution_ceiling,
        tables_open=False,
        tables_given=False,
        audio_on=template.audio,
        created_by=by,
        created_at=now,
        opened_at=None,
        ended_at=None,
    )
    db.add(row)
    db.flush()
    return row.id


def add_round(db: Session, session_id: str, position: int, step: Step, *, ids: Ids) -> None:
    """Plan one more step of a session, with its prompts."""
    row = Round(
        id=ids(),
        session_id=session_id,
        position=position,
        step=step.as_json(),
        state="planned",
        version=1,
        opened_at=None,
        closed_at=None,
        ends_at=None,
    )
    db.add(row)
    db.flush()
    for number, text in enumerate(step.prompts):
        db.add(
            Prompt(
                id=ids(),
                session_id=session_id,
                round_id=row.id,
                position=number,
                planned_text=text,
                version=1,
                asked_at=None,
                words_id=None,
            )
        )
    db.flush()


def _title(value: object, what: str) -> str:
    title = one_line(value, field="title", max_chars=TITLE_MAX_CHARS, says=f"The name of the {what}")
    if title is None:
        raise InvalidInput(f"Please give the {what} a name.", fields={"title": "is empty"})
    return title

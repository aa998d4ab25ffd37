"""Reads about the work: a session with its plan, an event with its sessions, everything for the desk's home."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session, selectinload

from retreat.errors import NotFound
from retreat.people.members import ROLES, roles_of
from retreat.people.queries import join_passes_of, people_counts
from retreat.programme.agenda.order import in_agenda_order, will_happen
from retreat.programme.models import (
    EVENT_KINDS,
    DialogueSession,
    Event,
    Programme,
    Prompt,
    Round,
    Sector,
)
from retreat.programme.schemas import (
    EventView,
    ProgrammeView,
    PromptView,
    RoundView,
    SessionLine,
    SessionView,
    TableView,
)
from retreat.programme.steps import step_of

__all__ = [
    "EventView",
    "ProgrammeView",
    "PromptView",
    "RoundView",
    "SessionLine",
    "SessionView",
    "TableView",
    "event_view",
    "programme_view",
    "programmes",
    "prompt_view",
    "round_view",
    "sectors_of_event",
    "session_view",
]


# Whoever sits at the machine's own command line may do everything.
OWNER = "lead"


def session_view(db: Session, session_id: str) -> SessionView:
    """A session with its plan, in a handful of queries.

    Raises:
        NotFound: There is no such session.
    """
    row = db.scalars(
        select(DialogueSession)
        .where(DialogueSession.id == session_id)
        .options(
            selectinload(DialogueSession.tables),
            selectinload(DialogueSession.rounds).selectinload(Round.prompts),
            selectinload(DialogueSession.event),
        )
    ).first()
    if row is None:
        raise NotFound("There is no such session.")
    return SessionView(
        id=row.id,
        event_id=row.event_id,
        event_title=row.event.title,
        programme_id=row.event.programme_id,
        title=row.title,
        activity=row.activity,
        activity_name=row.activity_name,
        state=row.state,
        attribution_ceiling=row.attribution_ceiling,
        tables_open=row.tables_open,
        tables_given=row.tables_given,
        audio_on=row.audio_on,
        created_at=row.created_at,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        join_pass=_letters(row.event, join_passes_of(db, [row.event_id])),
        tables=tuple(
            TableView(id=t.id, number=t.number, name=t.name, without_sound=t.without_sound) for t in row.tables
        ),
        rounds=tuple(round_view(r) for r in row.rounds),
        without_sound=row.without_sound,
    )


def _letters(event: Event, letters: dict[str, str]) -> str | None:
    return letters.get(event.id) if event.closed_at is None else None


def round_view(row: Round) -> RoundView:
    """The frozen view of a round's row."""
    return RoundView(
        id=row.id,
        position=row.position,
        step=step_of(row.step),
        state=row.state,
        version=row.version,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        ends_at=row.ends_at,
        prompts=tuple(prompt_view(p) for p in row.prompts),
    )


def prompt_view(row: Prompt) -> PromptView:
    """The frozen view of a prompt's row."""
    return PromptView(
        id=row.id,
        round_id=row.round_id,
        position=row.position,
        planned_text=row.planned_text,
        version=row.version,
        asked_at=row.asked_at,
        words_id=row.words_id,
    )


def sectors_of_event(db: Session, event_id: str) -> tuple[str, ...]:
    """The sectors to choose from at the door of this event."""
    return tuple(
        db.scalars(
            select(Sector.name)
            .join(Event, Event.programme_id == Sector.programme_id)
            .where(Event.id == event_id, Sector.retired_at.is_(None))
            .order_by(Sector.position)
        )
    )


def sessions_of_event(db: Session, event_id: str) -> tuple[dict[str, str], ...]:
    """Its sessions in the agenda's order, without what was dropped: ``{"id", "title", "state"}``, as on the wire."""
    asked = select(DialogueSession.id, DialogueSession.title, DialogueSession.state)
    rows = db.execute(in_agenda_order(asked.where(DialogueSession.event_id == event_id, will_happen())))
    return tuple({"id": row.id, "title": row.title, "state": row.state} for row in rows)


def session_is_open(db: Session) -> bool:
    """Whether any session is open."""
    return db.scalar(select(DialogueSession.id).where(DialogueSession.state == "open").limit(1)) is not None


def programme_of_session(db: Session, session_id: str) -> str | None:
    """The programme that a session belongs to."""
    return db.scalar(
        select(Event.programme_id)
        .join(DialogueSession, DialogueSession.event_id == Event.id)
        .where(DialogueSession.id == session_id)
    )


def programme_of_event(db: Session, event_id: str) -> str | None:
    """The programme that an event belongs to."""
    return db.scalar(select(Event.programme_id).where(Event.id == event_id))


def programme_of_programme(db: Session, programme_id: str) -> str | None:
    """Itself, if it is there."""
    return db.scalar(select(Programme.id).where(Programme.id == programme_id))


def sessions_in(programme_ids: Iterable[str] | Select[str]) -> Select[str]:
    """The sessions of these programmes, for the WHERE of a query."""
    return (
        select(DialogueSession.id)
        .join(Event, Event.id == DialogueSession.event_id)
        .where(Event.programme_id.in_(programme_ids))
    )


def programmes(db: Session, *, staff_id: str | None = None) -> tuple[ProgrammeView, ...]:
    """Everything for the desk's home, newest event first: one member of staff's programmes, or all of them."""
    roles = None if staff_id is None else roles_of(db, staff_id)
    theirs = true() if roles is None else Programme.id.in_(roles)
    rows = db.scalars(
        select(Programme)
        .where(theirs)
        .order_by(Programme.created_at, Programme.id)
        .options(
            selectinload(Programme.sectors),
            selectinload(Programme.partners),
            selectinload(Programme.events).selectinload(Event.sessions),
        )
    ).all()
    session_ids = [s.id for p in rows for e in p.events for s in e.sessions]
    event_ids = [e.id for p in rows for e in p.events]
    letters, people = join_passes_of(db, event_ids), people_counts(db, session_ids)
    order = _places(db, session_ids)
    return tuple(_programme(p, letters, people, order, OWNER if roles is None else roles[p.id]) for p in rows)


def event_view(db: Session, event_id: str) -> EventView:
    """One event with its sessions.

    Raises:
        NotFound: There is no such event.
    """
    row = db.scalars(select(Event).where(Event.id == event_id).options(selectinload(Event.sessions))).first()
    if row is None:
        raise NotFound("There is no such event.")
    session_ids = [s.id for s in row.sessions]
    return _event(row, join_passes_of(db, [row.id]), people_counts(db, session_ids), _places(db, session_ids))


def titles_of_events(db: Session, event_ids: Iterable[str]) -> dict[str, str]:
    """What these events are called, in one query."""
    return dict(db.execute(select(Event.id, Event.title).where(Event.id.in_(list(event_ids)))).tuples().all())


def programme_view(db: Session, programme_id: str, *, staff_id: str | None = None) -> ProgrammeView:
    """One programme with what it holds, as ``programmes`` tells it.

    Raises:
        NotFound: There is no such programme.
    """
    for found in programmes(db, staff_id=staff_id):
        if found.id == programme_id:
            return found
    raise NotFound("There is no such programme.")


def _places(db: Session, session_ids: list[str]) -> dict[str, int]:
    """Where sessions are, as they are listed within their events."""
    asked = in_agenda_order(select(DialogueSession.id).where(DialogueSession.id.in_(session_ids)))
    return {session_id: place for place, session_id in enumerate(db.scalars(asked))}


def _programme(
    row: Programme, letters: dict[str, str], people: dict[str, int], order: dict[str, int], role: str
) -> ProgrammeView:
    return ProgrammeView(
        rights=ROLES[role],
        id=row.id,
        title=row.title,
        sectors=tuple(s.name for s in row.sectors if s.retired_at is None),
        partners=tuple(p.name for p in row.partners),
        events=tuple(_event(e, letters, people, order) for e in reversed(row.events)),
    )


def _event(row: Event, letters: dict[str, str], people: dict[str, int], order: dict[str, int]) -> EventView:
    return EventView(
        id=row.id,
        programme_id=row.programme_id,
        title=row.title,
        kind=row.kind,
        kind_name=EVENT_KINDS[row.kind],
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
        join_pass=_letters(row, letters),
        place=row.place,
        sessions=tuple(
            SessionLine(
                id=s.id,
                title=s.title,
                activity_name=s.activity_name,
                state=s.state,
                people=people.get(s.id, 0),
            )
            for s in sorted(row.sessions, key=lambda one: order.get(one.id, 0))
        ),
    )

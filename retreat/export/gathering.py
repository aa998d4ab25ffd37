"""Builds the one bundle that every writer reads: sessions as they may be read by an audience, at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.counts import told
from retreat.consent.gate import OutsideReader, Owner, Reader
from retreat.consent.queries import asked_in
from retreat.errors import NotFound
from retreat.export.accounts import accounts_of
from retreat.export.audiences import TEAM, Audience, audience_named
from retreat.export.bundle import (
    AskedFor,
    Bundle,
    EventPart,
    NarrativeOrigin,
    Question,
    SessionPart,
    Shape,
    StepRun,
    Withheld,
    Written,
)
from retreat.export.ports import NO_ANALYSIS, Analysis, analysis_of
from retreat.export.report.editing import edits_of, runs_withheld
from retreat.export.sheets import Line, attendance_of, sheets_for, withheld_tables
from retreat.export.told.naming import Naming, naming_of
from retreat.export.told.quotes import agrees
from retreat.export.transcripts import transcripts_for
from retreat.export.voices import sizes_in, unnameable
from retreat.log.makings import made_in
from retreat.log.note_words import KIND_WORDS
from retreat.log.signing import authors_of
from retreat.log.written import cluster_titles, headings_of, notes_of, prompt_texts
from retreat.people.queries import people_by_sector
from retreat.programme.models import Event, Programme
from retreat.programme.narratives.queries import chosen_for, origins_in
from retreat.programme.queries import event_view, sectors_of_event, session_view, sessions_of_event
from retreat.programme.schemas import SessionView

_OWNER = Owner()
_NOT_HERE = "There is no session {}."


def bundle_of(
    db: Session,
    maker: Reader,
    audience: Audience,
    session_ids: Sequence[str],
    *,
    shape: Shape,
    now: datetime,
    made_by: str,
    title: str = "",
    analysed: bool = True,
    quotes: bool = False,
) -> Bundle:
    """Everything about some sessions that an audience may have.

    Args:
        maker: Who makes it: the team's part is what they may read.
        analysed: Whether it holds codes, codings and memos.
        quotes: Whether people are quoted one by one, as in a report: then nobody who does not want to be.
    Raises:
        NotFound: One of the sessions does not exist.
    """
    views = [session_view(db, one) for one in session_ids]
    reader = audience.reader(maker, quotes=quotes)
    naming = (
        {one: naming_of(db, one, audience.name, unnameable=unnameable(db, one)) for one in {v.event_id for v in views}}
        if audience.is_outside
        else {}
    )
    parts = {view.id: _session(db, reader, audience, view, shape, naming.get(view.event_id)) for view in views}
    whole = _whole(db, maker, views, shape) if audience.is_outside else parts
    withheld = _withheld(parts, whole) if audience.is_outside else Withheld()
    hidden = runs_withheld(whole.values(), parts.values()) if audience.is_outside else frozenset()
    event_ids = list(dict.fromkeys(view.event_id for view in views))
    events = tuple(
        _event(db, event_id, [parts[view.id] for view in views if view.event_id == event_id]) for event_id in event_ids
    )
    programmes = _programmes(db, event_ids)
    team = analysis_of(db, maker, session_ids) if analysed else NO_ANALYSIS
    accounts = accounts_of(db, list(programmes), session_ids, {one.on_id for one in team.codings}) if analysed else ()
    if audience.is_outside:
        # Nobody asked those who brought them, nor those who coded.
        withheld = replace(withheld, accounts=len(accounts), analysis=_parts_of_analysis(team))
    sectors = dict.fromkeys(sector for event_id in event_ids for sector in sectors_of_event(db, event_id))
    return Bundle(
        title=title or _title(events, list(programmes.values())),
        programme=", ".join(programmes.values()),
        audience=audience,
        quotes=quotes,
        shape=shape,
        made_at=now,
        made_by=made_by,
        events=events,
        withheld=withheld,
        sectors=tuple(sectors),
        edits=edits_of(db, maker, event_ids, hidden),
        wordings=tuple(
            AskedFor(purpose=one.purpose, version=one.version, text=one.text) for one in asked_in(db, event_ids)
        ),
        accounts=() if audience.is_outside else accounts,
        analysis=NO_ANALYSIS if audience.is_outside else team,
    )


def sessions_of(db: Session, event_id: str) -> list[str]:
    """The sessions of an event in the agenda's order."""
    event_view(db, event_id)
    return [one["id"] for one in sessions_of_event(db, event_id)]


def all_sessions(db: Session) -> list[str]:
    """Every session of every event, the earliest event first."""
    events = db.scalars(select(Event.id).order_by(Event.starts_on, Event.created_at, Event.id))
    return [one["id"] for event_id in events for one in sessions_of_event(db, event_id)]


def _title(events: Sequence[EventPart], programmes: Sequence[str]) -> str:
    sessions = [session for event in events for session in event.sessions]
    if len(sessions) == 1:
        return sessions[0].title
    return events[0].title if len(events) == 1 else ", ".join(programmes) or "Record"


def _programmes(db: Session, event_ids: Sequence[str]) -> Mapping[str, str]:
    """The titles of their programmes by id."""
    asked = select(Programme.id, Programme.title).join(Event, Event.programme_id == Programme.id)
    rows = db.execute(asked.where(Event.id.in_(event_ids)).distinct().order_by(Programme.title, Programme.id))
    return dict(rows.tuples().all())


def _parts_of_analysis(team: Analysis) -> tuple[str, ...]:
    parts = {"codebook": team.codes, "codings": team.codings or team.unplaced, "memos": team.memos}
    return tuple(name for name, there in parts.items() if there)


def _event(db: Session, event_id: str, sessions: Sequence[SessionPart]) -> EventPart:
    view = event_view(db, event_id)
    return EventPart(
        id=view.id,
        title=view.title,
        kind=view.kind_name,
        starts_on=view.starts_on,
        ends_on=view.ends_on,
        place=view.place,
        sessions=tuple(sessions),
    )


def _session(
    db: Session, reader: Reader, audience: Audience, view: SessionView, shape: Shape, naming: Naming | None = None
) -> SessionPart:
    asked = prompt_texts(db, view.id)
    steps = {one.id: one.step.title for one in view.rounds}
    prompts = [
        Question(id=prompt.id, text=asked.get(prompt.id, prompt.planned_text), step=steps[one.id])
        for one in view.rounds
        for prompt in one.prompts
        if prompt.asked_at is not None
    ]
    headings = _headings(db, reader, audience, view.id)
    sizes = people_by_sector(db, view.id)
    attendance = (
        [(group.name, group.people) for group in told(sizes)]
        if audience.is_outside
        else sorted(sizes.items(), key=lambda one: (one[0] is None, one[0] or ""))
    )
    line = None if naming is None else partial(naming.line, sizes=sizes_in(db, view.id))
    sheets = sheets_for(db, reader, audience, view.id, line=line, headings=_parts_of(headings.values()))
    there = (attendance_of(attendance),) if attendance else ()
    return SessionPart(
        id=view.id,
        event_id=view.event_id,
        title=view.title,
        activity=view.activity_name,
        state=view.state,
        opened_at=view.opened_at,
        ended_at=view.ended_at,
        steps=tuple(
            StepRun(
                title=one.step.title,
                interaction=one.step.interaction,
                planned_minutes=one.step.minutes,
                opened_at=one.opened_at,
                closed_at=one.closed_at,
                instruction=one.step.instruction,
                prompts=tuple(prompt.planned_text for prompt in one.prompts),
            )
            for one in view.rounds
        ),
        questions=tuple(prompts),
        transcripts=transcripts_for(db, reader, audience, view, shape, {**steps, **asked}),
        written=_written(db, reader, view, asked, headings, line) + _taken(db, reader, view, asked, naming),
        sheets=(*sheets, *there),
        attendance=tuple(attendance),
        narratives=_narratives(db, audience, view.id),
        origins=_origins(db, audience, view.id),
    )


def _headings(db: Session, reader: Reader, audience: Audience, session_id: str) -> Mapping[str, str]:
    """What clusters are called, by id, merged ones as what they became: for others only where its author agreed."""
    titles = cluster_titles(db, session_id)
    may_be_had = {one.id for one in headings_of(db, reader, session_id)} if audience.is_outside else titles.keys()
    found: dict[str, str] = {}
    for one in titles:
        last, seen = one, set[str]()
        while (into := titles[last].merged_into) in titles and last not in seen:
            seen.add(last)
            last = str(into)
        if last in may_be_had:
            found[one] = titles[last].both
    return found


def _parts_of(headings: Iterable[str]) -> set[str]:
    """Tables have a heading's two wordings in columns of their own."""
    return {part for one in headings for part in (one, *one.split(" / "))}


def _origins(db: Session, audience: Audience, session_id: str) -> tuple[NarrativeOrigin, ...]:
    """Where the narratives of a session come from; for others without their titles."""
    return tuple(
        NarrativeOrigin(
            title="" if audience.is_outside else title,
            out_of=int(one.out_of) if one.out_of else None,
            chosen_by=one.chosen_by,
            because=one.because,
            with_person=one.with_person,
        )
        for title, one in origins_in(db, session_id)
    )


def _narratives(db: Session, audience: Audience, session_id: str) -> tuple[str, ...]:
    """The titles of the narratives that were chosen; for others only how many, because a title may tell."""
    titles = {one.text_id: one.title for some in chosen_for(db, session_id).values() for one in some}
    return tuple("" if audience.is_outside else title for title in titles.values())


def _written(
    db: Session,
    reader: Reader,
    view: SessionView,
    asked: Mapping[str, str],
    headings: Mapping[str, str],
    line: Line | None,
) -> tuple[Written, ...]:
    tables = {one.id: one.name for one in view.tables}
    notes = {one.id: one for one in notes_of(db, reader, view.id)}
    found = []
    for one in made_in(db, reader, view.id):
        note = notes.get(one.id)
        label = note.label if note else one.label
        label = line(label, (one.id,)) if line else label
        if one.text:
            found.append(
                Written(
                    id=one.id,
                    noun=one.making.noun,
                    title=one.making.title,
                    text=one.text,
                    at=one.at,
                    table=tables.get(one.table_id or ""),
                    question=asked.get(note.prompt_id) if note else None,
                    heading=headings.get(note.cluster_id or "") if note else None,
                    by=label,
                    kind=KIND_WORDS.get(one.kind, "") if note else "",
                )
            )
    return tuple(found)


def _taken(
    db: Session, reader: Reader, view: SessionView, asked: Mapping[str, str], naming: Naming | None
) -> tuple[Written, ...]:
    """What people put into other words for this, which the team took: without a name, since nobody was asked again."""
    if naming is None or not naming.taken or not isinstance(reader, OutsideReader):
        return ()
    mine = [one for one in made_in(db, _OWNER, view.id) if one.id in naming.taken]
    authors = authors_of(db, [one.id for one in mine])
    return tuple(
        Written(
            id=one.id,
            noun=one.making.noun,
            title=one.making.title,
            text=naming.taken[one.id],
            at=one.at,
            table=None,
            question=asked.get(one.prompt_id or ""),
        )
        for one in mine
        if one.id in authors and agrees(db, authors[one.id], reader.use, quotes=reader.quotes)
    )


def _whole(db: Session, maker: Reader, views: Sequence[SessionView], shape: Shape) -> Mapping[str, SessionPart]:
    """What the team may read."""
    team = audience_named(TEAM)
    return {view.id: _session(db, maker, team, view, shape) for view in views}


def _withheld(parts: Mapping[str, SessionPart], whole: Mapping[str, SessionPart]) -> Withheld:
    """How much less there is than the team may read."""
    of = [(parts[one], whole[one]) for one in parts]
    return Withheld(
        transcripts=sum(len(all_.transcripts) - len(some.transcripts) for some, all_ in of),
        turns=sum(_turns(all_) - _turns(some) for some, all_ in of),
        written=sum(len(all_.written) - len(some.written) for some, all_ in of),
        tables=tuple(dict.fromkeys(title for some, all_ in of for title in withheld_tables(some.sheets, all_.sheets))),
    )


def _turns(part: SessionPart) -> int:
    return sum(not turn.is_left_out for one in part.transcripts for turn in one.turns)


def refuse_unknown(db: Session, session_id: str) -> None:
    """Raises ``NotFound`` unless this session exists."""
    try:
        session_view(db, session_id)
    except NotFound as error:
        raise NotFound(_NOT_HERE.format(session_id)) from error

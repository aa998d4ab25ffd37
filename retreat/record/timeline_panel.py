"""One clock for everything, as a part of the record's page: a line for each table, with steps and questions above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from retreat.log import store
from retreat.log.makings import Shape, has_made, made_in
from retreat.log.memos.queries import memos_in
from retreat.log.panel import may_tell_people_apart
from retreat.log.written import prompt_texts
from retreat.programme.schemas import SessionView
from retreat.record.timeline import THE_ROOM, Opened, Sound, Thing, timeline
from retreat.recordings.queries import name_of, recordings_of
from retreat.transcripts.beginning import is_assumed
from retreat.transcripts.reading import first_words, transcripts_of
from retreat.transcripts.setting.beside import kind_said
from retreat.web.panels import Panel, Visit, register

# As several of them are called.
_SHAPES: Mapping[Shape, str] = {"dot": "dots", "diamond": "diamonds", "square": "squares"}
_PLACED = ("vote.cast", "position.set")


def _has(visit: Visit) -> bool:
    sounds = recordings_of(visit.db, visit.session_id)
    made = any(one.duration_s for one in sounds) or has_made(visit.db, visit.reader, visit.session_id)
    return made or bool(memos_in(visit.db, visit.reader, visit.session_id))


def _gather(visit: Visit) -> Mapping[str, Any]:
    db, session = visit.db, visit.session
    tables = {table.id: table.name for table in session.tables}
    made = made_in(db, visit.reader, visit.session_id)
    heard = {row.recording_id: row.id for row in transcripts_of(db, visit.session_id) if row.recording_id}
    sounds = [
        Sound(
            id=one.id,
            label=name_of(session, one),
            lane=tables.get(one.table_id or "", THE_ROOM),
            begins=one.started_at,
            length_s=one.duration_s,
            is_assumed=is_assumed(session, one),
            transcript_id=heard.get(one.id),
        )
        for one in recordings_of(db, visit.session_id)
        if one.duration_s
    ]
    memos = memos_in(db, visit.reader, visit.session_id)
    line = timeline(
        sounds,
        [
            Thing(
                id=one.id,
                lane=tables.get(one.table_id or "", THE_ROOM),
                at=one.at,
                words=first_words(one.text) or "without words",
                what=kind_said(one),
                shape=one.making.shape,
            )
            for one in made
        ],
        list(_steps(visit)),
        # Who may not see people one by one is not told when any of them moved.
        _placed(visit) if may_tell_people_apart(visit) else (),
        session=(session.opened_at, session.ended_at),
        session_id=visit.session_id,
        memos=[(one.id, one.at, first_words(one.text)) for one in memos],
    )
    kinds = {one.making.noun: f"{_SHAPES[one.making.shape]} are {one.making.many}" for one in made}
    return {
        "line": line,
        "memos": memos,
        "legend": [
            *(["bars are audio recordings"] if sounds else []),
            *kinds.values(),
            *(["flags are memos"] if memos else []),
        ],
        "is_doubtful": any(one.is_assumed for one in sounds),
    }


def _steps(visit: Visit) -> Iterable[Opened]:
    session: SessionView = visit.session
    asked = prompt_texts(visit.db, visit.session_id)
    for one in session.rounds:
        if one.opened_at is not None:
            yield Opened(
                id=one.id,
                title=one.step.title,
                opened=one.opened_at,
                closed=one.closed_at or session.ended_at,
                asked=[(each.id, each.asked_at, asked.get(each.id, "")) for each in one.prompts if each.asked_at],
            )


def _placed(visit: Visit) -> list[datetime]:
    return [at for _kind, _target, _body, at in store.happened(visit.db, visit.session_id, _PLACED)]


TIMELINE = register(
    Panel(
        page="record",
        name="time",
        title="Time line",
        place=40,
        template="record/_timeline.html",
        has=_has,
        gather=_gather,
        styles=("timeline.css",),
    )
)

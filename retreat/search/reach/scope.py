"""Which passages a search may rank: what the reader reaches, narrowed by the filters, before anything is ranked."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import BigInteger, ColumnElement, Select, and_, false, or_, select, true, type_coerce
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, may_tell_apart
from retreat.log.moments import moments_of
from retreat.programme.models import DialogueSession, Prompt, TableGroup
from retreat.programme.queries import sessions_in
from retreat.search.filters import Filters, in_ms, written_by
from retreat.search.models import CURRENT, SPOKEN, Passage
from retreat.search.reach.bits import among, reach_of
from retreat.search.reach.voices import voices_in
from retreat.search.texts.segment import Bools
from retreat.search.texts.snapshot import NEVER, Snapshot


def scope_of(
    db: Session,
    texts: Snapshot,
    reader: Reader,
    filters: Filters,
    voices: Collection[tuple[str, str]] | None,
) -> Bools:
    """Which passages may be ranked, by row. ``voices``: those that the filters mean, if they mean any."""
    kept = texts.kept
    scope = reach_of(db).of(db, reader, kept.numbers)
    sessions = _sessions(filters)
    if sessions is not None:
        scope &= _of_sessions(db, texts, sessions)
    if filters.kind:
        scope &= kept.is_spoken if filters.kind == SPOKEN else ~kept.is_spoken
    if filters.since is not None:
        scope &= (kept.at != NEVER) & (kept.at >= in_ms(filters.since))
    if filters.until is not None:
        scope &= (kept.at != NEVER) & (kept.at < in_ms(filters.until))
    for session_id, condition in _within_one_session(db, filters):
        here = select(Passage.number).where(Passage.session_id == session_id, Passage.state == CURRENT, condition)
        scope &= among(kept.numbers, db.scalars(here))
    if voices is not None:
        scope &= _by_people(db, texts, reader, filters, voices)
    return scope


def _sessions(filters: Filters) -> Select[str] | None:
    equal = (
        (DialogueSession.event_id, filters.event_id),
        (DialogueSession.id, filters.session_id),
        (DialogueSession.activity, filters.activity),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in equal if value]
    if filters.programme_id:
        conditions.append(DialogueSession.id.in_(sessions_in([filters.programme_id])))
    return select(DialogueSession.id).where(*conditions) if conditions else None


def _of_sessions(db: Session, texts: Snapshot, sessions: Select[str]) -> Bools:
    """Which passages belong to some sessions."""
    codes = [texts.session_codes[one] for one in db.scalars(sessions) if one in texts.session_codes]
    return among(texts.kept.sessions, codes)


def _within_one_session(db: Session, filters: Filters) -> list[tuple[str | None, ColumnElement[bool]]]:
    """Filters that can only leave something of one session: it, and the condition."""
    found: list[tuple[str | None, ColumnElement[bool]]] = []
    if filters.table_id:
        of_table = select(TableGroup.session_id).where(TableGroup.id == filters.table_id)
        found.append((db.scalar(of_table), Passage.table_id == filters.table_id))
    if filters.prompt_id:
        session_id = db.scalar(select(Prompt.session_id).where(Prompt.id == filters.prompt_id))
        said = false() if session_id is None else _said_to(db, session_id, filters.prompt_id)
        found.append((session_id, or_(Passage.prompt_id == filters.prompt_id, said)))
    return found


def _said_to(db: Session, session_id: str, prompt_id: str) -> ColumnElement[bool]:
    """Whether any part of a passage was said while this question was open, by the clock of the log."""
    begins = type_coerce(Passage.at, BigInteger)
    ends = begins + Passage.end_ms - Passage.start_ms
    stretches = [
        and_(ends > in_ms(start), true() if end is None else begins < in_ms(end))
        for start, end in moments_of(db, session_id).of_prompt(prompt_id)
    ]
    return and_(Passage.kind == SPOKEN, or_(false(), *stretches))


def _by_people(
    db: Session, texts: Snapshot, reader: Reader, filters: Filters, voices: Collection[tuple[str, str]]
) -> Bools:
    """Said by voices, or written by people, who are asked for; a speaker's name finds nothing written."""
    kept = texts.kept
    found = kept.is_spoken & voices_in(db).saying(db, voices, kept.numbers)
    if not filters.speaker:
        theirs = select(Passage.number).where(Passage.state == CURRENT, written_by(filters))
        found |= among(kept.numbers, db.scalars(theirs))
    if filters.sector or filters.role:
        found &= _of_sessions(db, texts, select(DialogueSession.id).where(may_tell_apart(reader, DialogueSession.id)))
    return found

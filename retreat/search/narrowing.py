"""What a query's own conditions leave (``speaker:``, ``session:``, ``sector:``, ``role:``), and the filters on voices.

Conditions on who somebody is are answered only where this reader may tell people apart.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, may_tell_apart
from retreat.programme.models import DialogueSession
from retreat.search.filters import Filters, voices_asked, written_by
from retreat.search.models import CURRENT, Passage
from retreat.search.texts.matching import Narrowing
from retreat.search.texts.segment import NO_TURN, Bools, Ints, Segment
from retreat.search.texts.snapshot import Hearing, Snapshot
from retreat.search.typed.tree import Field
from retreat.search.words import folded


def resolver(db: Session, reader: Reader, texts: Snapshot) -> Callable[[Field], Narrowing]:
    """Answers conditions; each is asked for once."""
    known: dict[Field, Narrowing] = {}

    def resolve(field: Field) -> Narrowing:
        if field not in known:
            known[field] = _narrowing(db, reader, texts, field)
        return known[field]

    return resolve


def hearing_of(db: Session, texts: Snapshot, filters: Filters) -> Hearing | None:
    """Whose words count for these filters; None for everybody's."""
    asked = voices_asked(db, filters)
    return None if asked is None else _hearing(db, texts, asked)


def _narrowing(db: Session, reader: Reader, texts: Snapshot, field: Field) -> Narrowing:
    if field.name == "session":
        return Narrowing(rows=_of_sessions(db, texts, field.value))
    if field.name == "speaker":
        filters = Filters(speaker=field.value)
    else:
        filters = Filters(sector=field.value) if field.name == "sector" else Filters(role=field.value)
    asked = voices_asked(db, filters)
    assert asked is not None
    hearing = _hearing(db, texts, asked)
    rows = texts.heard(hearing) & texts.kept.is_spoken
    if field.name != "speaker":
        numbers = db.scalars(select(Passage.number).where(Passage.state == CURRENT, written_by(filters)))
        rows |= np.isin(texts.kept.numbers, np.fromiter(numbers, np.int64))
        rows &= _may_be_told_apart(db, reader, texts)
    return Narrowing(rows=rows, hearing=hearing)


def _of_sessions(db: Session, texts: Snapshot, value: str) -> Bools:
    wanted = folded(value)
    rows = db.execute(select(DialogueSession.id, DialogueSession.title))
    codes = [
        texts.session_codes[one.id]
        for one in rows
        if one.id in texts.session_codes and (wanted == one.id or wanted in folded(one.title))
    ]
    return np.isin(texts.kept.sessions, codes)


def _may_be_told_apart(db: Session, reader: Reader, texts: Snapshot) -> Bools:
    allowed = db.scalars(select(DialogueSession.id).where(may_tell_apart(reader, DialogueSession.id)))
    return np.isin(texts.kept.sessions, [texts.session_codes[one] for one in allowed if one in texts.session_codes])


def _hearing(db: Session, texts: Snapshot, asked: Select[str, str, str | None, str | None]) -> Hearing:
    """Stretches of these voices. What was written has none, and what has no stretches yet counts as a whole."""
    its = asked.subquery()
    pairs = {
        (texts.transcript_codes[transcript_id] << 32) + texts.labels[label]
        for transcript_id, label in db.execute(select(its.c.transcript_id, its.c.label))
        if transcript_id in texts.transcript_codes and label in texts.labels
    }
    wanted = np.fromiter(pairs, np.int64, len(pairs))

    def theirs(segment: Segment, rows: Ints) -> Bools:
        live = rows >= 0
        transcripts = np.where(live, texts.kept.transcripts[np.maximum(rows, 0)], -1)
        said = np.isin((transcripts << 32) + segment.stretch_labels, wanted) & (transcripts >= 0)
        return np.asarray(said | (segment.stretch_turns == NO_TURN))

    return texts.hearing(theirs)

"""What a query's own conditions leave (``speaker:``, ``session:``, ``sector:``, ``role:``), and the filters on voices.

Conditions on who somebody is are answered only where this reader may tell people apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, may_tell_apart
from retreat.programme.models import DialogueSession
from retreat.search.filters import Filters, voices_wanted, written_by
from retreat.search.models import CURRENT, Passage
from retreat.search.reach.bits import among
from retreat.search.texts.matching import Narrowing
from retreat.search.texts.segment import Bools
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


def hearing_of(texts: Snapshot, voices: Collection[tuple[str, str]] | None) -> Hearing | None:
    """Limits what counts to these voices, each a transcript and a label; None for everybody's."""
    if voices is None:
        return None
    pairs = [
        (texts.transcript_codes[transcript_id] << 32) + texts.labels[label]
        for transcript_id, label in voices
        if transcript_id in texts.transcript_codes and label in texts.labels
    ]
    return texts.hearing(np.asarray(pairs, np.int64))


def _narrowing(db: Session, reader: Reader, texts: Snapshot, field: Field) -> Narrowing:
    if field.name == "session":
        return Narrowing(rows=_of_sessions(db, texts, field.value))
    if field.name == "speaker":
        filters = Filters(speaker=field.value)
    else:
        filters = Filters(sector=field.value) if field.name == "sector" else Filters(role=field.value)
    hearing = hearing_of(texts, voices_wanted(db, filters))
    assert hearing is not None
    rows = texts.heard(hearing) & texts.kept.is_spoken
    if field.name != "speaker":
        numbers = db.scalars(select(Passage.number).where(Passage.state == CURRENT, written_by(filters)))
        rows |= among(texts.kept.numbers, numbers)
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
    return among(texts.kept.sessions, codes)


def _may_be_told_apart(db: Session, reader: Reader, texts: Snapshot) -> Bools:
    allowed = db.scalars(select(DialogueSession.id).where(may_tell_apart(reader, DialogueSession.id)))
    return among(texts.kept.sessions, [texts.session_codes[one] for one in allowed if one in texts.session_codes])

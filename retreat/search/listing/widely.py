"""Passages of a whole programme, for groupings over sessions: to group, to show, and who is behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.programme.queries import sessions_in
from retreat.search.models import Passage, PassageVector, PassageVoice
from retreat.search.passages import Hit, hits_of
from retreat.search.readable import readable
from retreat.search.searching import Ranked, Ranking
from retreat.transcripts.anchors.standing import in_parts
from retreat.transcripts.ports import Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class ToGroup:
    """A passage as it may be grouped; ``vector``: its meaning, None where none is known yet."""

    id: str
    text: str
    vector: Matrix | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """Whose words a passage has, and the table at which they were said or written."""

    people: frozenset[str]
    table_id: str | None


def to_group_widely(db: Session, reader: Reader, programme_id: str) -> list[ToGroup]:
    """Everything that was said and written in a programme and may be read, in a fixed order."""
    rows = db.execute(
        select(Passage.id, Passage.text, PassageVector.vector)
        .outerjoin(PassageVector, PassageVector.number == Passage.number)
        .where(Passage.session_id.in_(sessions_in([programme_id])), Passage.text != "", readable(reader))
        .order_by(Passage.number)
    )
    return [
        ToGroup(id=row.id, text=row.text, vector=None if row.vector is None else _unpacked(row.vector)) for row in rows
    ]


def _unpacked(vector: bytes) -> Matrix:
    return np.frombuffer(vector, "<f2").astype(np.float32)


def still_readable(db: Session, reader: Reader, passage_ids: Collection[str]) -> dict[str, str]:
    """The texts of those of these passages that may be read, by their ids."""
    found: dict[str, str] = {}
    for some in in_parts(sorted(passage_ids)):
        rows = db.execute(
            select(Passage.id, Passage.text).where(Passage.id.in_(some), Passage.text != "", readable(reader))
        )
        found |= dict(rows.tuples().all())
    return found


def left_of(db: Session, passage_ids: Collection[str], *, without_notes: Sequence[str] = ()) -> Iterator[str]:
    """What is left of the texts of these passages, whoever may read them: to see which words are still said."""
    for some in in_parts(sorted(passage_ids)):
        for note_id, text in db.execute(select(Passage.note_id, Passage.text).where(Passage.id.in_(some))):
            if note_id is None or note_id not in without_notes:
                yield text


def hits_by_id(db: Session, reader: Reader, passage_ids: Collection[str]) -> dict[str, Hit]:
    """These passages with all that is shown of them, as far as they may be read."""
    numbers: list[int] = []
    for some in in_parts(sorted(passage_ids)):
        numbers += db.scalars(
            select(Passage.number).where(Passage.id.in_(some), Passage.text != "", readable(reader))
        ).all()
    best = [Ranked(number=number, score=0.0, words=(), meaning=None) for number in numbers]
    return {hit.passage_id: hit for hit in hits_of(db, Ranking(total=len(best), best=best), reader=reader)}


def people_behind(db: Session, passage_ids: Collection[str]) -> dict[str, Behind]:
    """Whose words each passage has, as far as it is known."""
    people: dict[str, set[str]] = {}
    tables: dict[str, str | None] = {}
    for some in in_parts(sorted(passage_ids)):
        rows = db.execute(
            select(Passage.id, Passage.table_id, Passage.participant_id, PassageVoice.participant_id)
            .outerjoin(PassageVoice, PassageVoice.number == Passage.number)
            .where(Passage.id.in_(some))
        )
        for passage_id, table_id, wrote, said in rows.tuples():
            tables[passage_id] = table_id
            people.setdefault(passage_id, set()).update(one for one in (wrote, said) if one)
    return {one: Behind(people=frozenset(people[one]), table_id=tables[one]) for one in tables}

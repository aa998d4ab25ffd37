"""What tables read back, on the record's page: the gists here, all other answers beside the words they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, may_read
from retreat.log.makings import made_in
from retreat.log.models import ReadBack, ReadBackLine, ReadBackText, Words
from retreat.log.panel import Section
from retreat.log.read_backs import ANSWER_COLUMNS, GISTS, Answered, answer_cells, answers_of, corrections_of
from retreat.log.tables import Cell, Table
from retreat.log.written import cluster_titles, notes_of
from retreat.programme.models import TableGroup
from retreat.web.panels import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadGist:
    """The gist of what a table said. ``read_back`` is None where no table has read back."""

    id: str
    table: str
    text: str
    at: datetime
    read_back: Answered | None


def gists_of(db: Session, reader: Reader, session_id: str) -> list[ReadGist]:
    """The gists of a session that may be read, table by table."""
    answers = answers_of(db, reader, [session_id])
    rows = db.execute(_gists(reader, session_id).order_by(TableGroup.number, ReadBackText.at, ReadBackText.id))
    return [
        ReadGist(id=row.id, table=table, text=texts["text"], at=row.at, read_back=answers.of(session_id, row.id))
        for row, texts, table in rows
    ]


def _gists(reader: Reader, session_id: str) -> Any:
    return (
        select(ReadBackText, Words.texts, TableGroup.name)
        .join(Words, Words.id == ReadBackText.words_id)
        .join(TableGroup, TableGroup.id == ReadBackText.table_id)
        .where(ReadBackText.session_id == session_id, ReadBackText.line_id.is_(None), may_read(reader, GISTS.gated))
    )


def _has(visit: Visit) -> bool:
    held = select(ReadBack.id).where(ReadBack.session_id == visit.session_id).limit(1)
    if visit.db.scalar(held) is not None:
        return True
    return visit.db.execute(_gists(visit.reader, visit.session_id).limit(1)).first() is not None


def _gather(visit: Visit) -> Mapping[str, Any]:
    gists = gists_of(visit.db, visit.reader, visit.session_id)
    tables = visit.db.scalars(
        select(TableGroup.name)
        .where(TableGroup.id.in_(select(ReadBack.table_id).where(ReadBack.session_id == visit.session_id)))
        .order_by(TableGroup.number)
    ).all()
    told = {one.id for one in gists} | {one.id for one in notes_of(visit.db, visit.reader, visit.session_id)}
    told |= set(cluster_titles(visit.db, visit.session_id))
    told |= {one.id for one in made_in(visit.db, visit.reader, visit.session_id) if one.making.is_read_back}
    corrections = corrections_of(visit.db, visit.reader, [visit.session_id])
    return {"gists": gists, "tables": tables, "alone": [one for one in corrections if one.line_id not in told]}


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    answers = answers_of(db, reader, [session_id])
    words: dict[str, tuple[str, str]] = {one.id: ("note", one.text) for one in notes_of(db, reader, session_id)}
    words |= {
        one: ("heading", " · ".join(filter(None, (said.title, said.second))))
        for one, said in cluster_titles(db, session_id).items()
    }
    words |= {one.id: ("gist", one.text) for one in gists_of(db, reader, session_id)}
    for one in made_in(db, reader, session_id):
        if one.making.is_read_back:
            words.setdefault(one.id, (one.making.called, one.text))
    lines = db.execute(
        select(ReadBackLine.target_id, TableGroup.name)
        .join(ReadBack, ReadBack.id == ReadBackLine.read_back_id)
        .join(TableGroup, TableGroup.id == ReadBack.table_id)
        .where(ReadBackLine.session_id == session_id)
        .order_by(TableGroup.number, ReadBack.opened_at, ReadBackLine.position)
    )
    for target_id, table in dict.fromkeys(lines.tuples()):
        said = answers.of(session_id, target_id)
        if target_id in words and said is not None:
            what, text = words[target_id]
            yield table, what, target_id, text, *answer_cells(said)


SECTION = Section(name="readback", has=_has, gather=_gather)
TABLE = Table(
    name="read_back",
    title="Read-back",
    columns=("table", "what", "id", "words", *ANSWER_COLUMNS),
    rows=_rows,
    section=SECTION.name,
)

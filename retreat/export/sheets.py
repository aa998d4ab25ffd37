"""The tables of a session as one export holds them: those that interactions register, who was there, and every turn.

Tables in which people have rows of their own, or that count few of them, stay within the team.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.export.audiences import Audience
from retreat.export.bundle import Cell, Sheet, Transcript
from retreat.log.tables import tables

# Tables of words alone, each with its author's role or sector at most; others stay within the team until they are here.
_OF_WORDS = frozenset(
    {"notes", "light_bulbs", "assumptions", "tensions", "undertakings", "exchanges", "plans", "readings", "read_back"}
)
# Columns that count people, or tell where few of them were; others are left blank instead.
_COUNTED = frozenset({"dots", "chosen", "read_by"})
_NAMED = frozenset({"by", "owner", "who", "whom"})
# The line that may stand under some things, by the team's line and their ids.
Line = Callable[[str | None, Collection[str]], str | None]
_HEADINGS = frozenset({"heading", "second_heading"})

TURNS = (
    "transcript",
    "table",
    "turn",
    "speaker",
    "sector",
    "role",
    "start_ms",
    "end_ms",
    "question",
    "words",
    "left_out",
)


def sheets_for(
    db: Session,
    reader: Reader,
    audience: Audience,
    session_id: str,
    *,
    line: Line | None,
    headings: Collection[str],
) -> tuple[Sheet, ...]:
    """The tables that have any rows.

    Args:
        line: For others, the line that may stand under these things instead of the team's.
        headings: Titles that this audience may read.
    """
    found = []
    for table in tables():
        if audience.is_outside and table.name not in _OF_WORDS:
            continue
        rows = [tuple(row) for row in table.rows(db, reader, session_id)]
        if line is not None:
            rows = [_fit(table.columns, row, line, headings) for row in rows]
        if rows:
            found.append(
                Sheet(
                    name=table.name,
                    title=table.title,
                    columns=tuple(table.columns),
                    rows=tuple(rows),
                    caution=table.caution,
                )
            )
    return tuple(found)


def withheld_tables(found: Iterable[Sheet], whole: Iterable[Sheet]) -> tuple[str, ...]:
    """Titles of tables that only the team may have."""
    here = {one.name for one in found}
    return tuple(one.title for one in whole if one.name not in here)


def _fit(columns: Sequence[str], row: Sequence[Cell], line: Line, headings: Collection[str]) -> tuple[Cell, ...]:
    # What a row is about is among its own cells, whatever its column is called.
    ids = tuple(cell for cell in row if isinstance(cell, str))
    return tuple(_cell(name, cell, ids, line, headings) for name, cell in zip(columns, row, strict=True))


def _cell(name: str, cell: Cell, ids: Collection[str], line: Line, headings: Collection[str]) -> Cell:
    if name in _COUNTED:
        return None
    if name in _NAMED and isinstance(cell, str):
        return line(cell, ids)
    return None if name in _HEADINGS and cell not in headings else cell


def turns_of(transcripts: Iterable[Transcript]) -> Sheet:
    """Every turn of some transcripts as a row."""
    rows: list[tuple[Cell, ...]] = []
    for one in transcripts:
        for turn in one.turns:
            voice = one.voice(turn.voice)
            rows.append(
                (
                    one.id,
                    one.table,
                    turn.number,
                    turn.name,
                    voice.sector if voice else None,
                    voice.role if voice else None,
                    turn.start_ms,
                    turn.end_ms,
                    turn.question,
                    None if turn.is_left_out else turn.text,
                    1 if turn.is_left_out else 0,
                )
            )
    return Sheet(name="turns", title="What was said", columns=TURNS, rows=tuple(rows))


def attendance_of(people: Iterable[tuple[str | None, int]]) -> Sheet:
    """Who was there, by sector."""
    rows = tuple((sector or "not said, or too few to be named", count) for sector, count in people)
    return Sheet(name="attendance", title="Who was there, by sector", columns=("sector", "people"), rows=rows)

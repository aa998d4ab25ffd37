"""What people wrote and did as tables, for a spreadsheet or a statistics program. Interactions register theirs.

Every table passes the gate, and is given only to people who may read the whole record.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader

Cell = str | int | None
# A spreadsheet treats a cell that begins like this as a formula, and would run what somebody wrote.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a session.

    Attributes:
        name: One word in small letters, the name of its file.
        title: On a page.
        columns: Their names.
        rows: Called with the session's id; a row has as many cells as there are columns.
        section: The record's section with the same content; if it has nothing to show, there is no table.
        caution: What people who download it should know, in a sentence.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Callable[[Session, Reader, str], Iterable[Sequence[Cell]]]
    section: str
    caution: str = ""


_tables: dict[str, Table] = {}


def register_table(table: Table) -> Table:
    """Add a table; adding the same one twice changes nothing."""
    _tables[table.name] = table
    return table


def tables() -> Sequence[Table]:
    """Every table, even if a session has no rows for it."""
    return tuple(_tables.values())


def table_called(name: str) -> Table | None:
    """The table of this name."""
    return _tables.get(name)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as RFC 4180 writes it, with the mark that tells spreadsheets that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell

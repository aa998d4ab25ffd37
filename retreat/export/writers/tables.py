"""Tables as CSV files and as one XLSX workbook, each with a data dictionary. Cells are never formulas.

CSV is UTF-8 without a mark and with LF, as programs for statistics expect by default; the workbook is for spreadsheets.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from retreat.export.bundle import Bundle, Cell, Sheet
from retreat.export.coded import analysis_sheets
from retreat.export.sheets import turns_of
from retreat.export.writers.dictionary import dictionary_of
from retreat.export.writers.files import File, plain_name, writable

# A spreadsheet treats a cell that begins like this as a formula, and would run what somebody wrote.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CELL_MAX_CHARS = 32_767
_SHEET_NAME_MAX_CHARS = 31
_WIDE, _NARROW = 60, 16
_WORDY = frozenset({"words", "question", "meaning", "assumption", "note_words", "protects", "about", "code_meaning"})


def sheets_of(bundle: Bundle) -> list[Sheet]:
    """Every table of the bundle once, over all its sessions; then codes, codings and memos; then what columns mean."""
    by_name: dict[str, Sheet] = {}
    for session in bundle.sessions:
        told = list(session.sheets)
        if session.transcripts:
            told.insert(0, turns_of(session.transcripts))
        for sheet in told:
            before = by_name.get(sheet.name)
            rows = tuple((session.id, session.title, *row) for row in sheet.rows)
            by_name[sheet.name] = Sheet(
                name=sheet.name,
                title=sheet.title,
                columns=("session_id", "session", *sheet.columns),
                rows=(before.rows if before else ()) + rows,
                caution=sheet.caution,
            )
    found = [*by_name.values(), *analysis_sheets(bundle)]
    return [*found, dictionary_of(bundle, found)]


def write_csv(bundle: Bundle) -> list[File]:
    """A file per table."""
    return [
        File(name=f"{sheet.name.replace('_', '-')}.csv", content=as_csv(sheet.columns, sheet.rows))
        for sheet in sheets_of(bundle)
    ]


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as RFC 4180 has it but for its line ends."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8")


def guarded(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def write_xlsx(bundle: Bundle) -> list[File]:
    """One workbook with a sheet per table."""
    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    book.properties.title = writable(bundle.title)
    book.properties.creator = writable(bundle.made_by)
    for sheet in sheets_of(bundle):
        _add(book, sheet.name, sheet.columns, sheet.rows)
    content = io.BytesIO()
    book.save(content)
    return [File(name=f"{plain_name(bundle.title, 'record')}.xlsx", content=content.getvalue())]


def as_workbook(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One table as a workbook."""
    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    _add(book, name, columns, rows)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _add(book: Workbook, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    page = book.create_sheet(name[:_SHEET_NAME_MAX_CHARS])
    page.append(list(columns))
    for row in rows:
        page.append([_cell(cell) for cell in row])
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    for number, column in enumerate(columns, 1):
        head = page.cell(1, number)
        head.font = Font(bold=True)
        wordy = column in _WORDY
        page.column_dimensions[get_column_letter(number)].width = _WIDE if wordy else _NARROW
        for line in page.iter_rows(min_row=2, min_col=number, max_col=number):
            line[0].alignment = Alignment(wrap_text=wordy, vertical="top")
            if isinstance(line[0].value, str):
                # Text stays text, whatever it begins with.
                line[0].data_type = "s"


def _cell(cell: Cell) -> Cell:
    return writable(str(guarded(cell)))[:_CELL_MAX_CHARS] if isinstance(cell, str) else cell

"""Tables of analysis as CSV and as Excel workbooks. A cell is never a formula, whatever somebody wrote."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote

from flask import Response, make_response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from retreat.log.tables import as_csv
from retreat.web.pages import unkept

Value = str | int | float | None
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CELL_MAX_CHARS, _WIDE = 32_767, 40
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A table as a workbook of one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Table")
    for at in range(len(columns)):
        sheet.column_dimensions[get_column_letter(at + 1)].width = _WIDE if at == 0 else _WIDE / 2
    sheet.freeze_panes = "B2"
    for number, row in enumerate([columns, *rows]):
        cells = []
        for value in row:
            cell = WriteOnlyCell(
                sheet, _UNWRITABLE.sub("", value)[:_CELL_MAX_CHARS] if isinstance(value, str) else value
            )
            if isinstance(value, str):
                cell.data_type = "s"
            cell.font, cell.alignment = Font(bold=number == 0), Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        sheet.append(cells)
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def download(name: str, ending: str, columns: Sequence[str], rows: Sequence[Sequence[Value]], *, on: date) -> Response:
    """A file to save; nothing of it stays in the browser's cache."""
    is_book = ending == "xlsx"
    told = [[str(one) if isinstance(one, float) else one for one in row] for row in rows]
    response = make_response(as_xlsx(name, columns, rows) if is_book else as_csv(columns, told))
    response.headers["Content-Type"] = _XLSX if is_book else "text/csv; charset=utf-8"
    file = quote(f"{name.lower().replace(' ', '-')}-{on.isoformat()}.{ending}")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{file}"
    return unkept(response)

"""Bringing several narratives in a table: what it holds is shown first, with what is wrong row by row."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.people.guard import this_staff
from retreat.programme.narratives.models import TITLE_MAX_CHARS
from retreat.programme.narratives.operations import TEXT_MAX_CHARS, Written, add_narrative
from retreat.programme.narratives.origins import Origin, set_origin
from retreat.programme.narratives.ports import text_of_file
from retreat.programme.narratives.queries import choices_to_bring
from retreat.programme.narratives.table import COLUMNS, TableRow, rows_of
from retreat.programme.queries import programme_view
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.pages import page, see_other

TABLE_MAX_BYTES = 1024**2
_BESIDE_TABLE_BYTES = 64 * 1024
_NO_FILE = "Please choose a table first."
_TOO_LARGE = "This table is larger than 1 MB. Please bring fewer narratives at once."


@body_up_to(2 * TABLE_MAX_BYTES + _BESIDE_TABLE_BYTES)
def table(programme_id: str) -> Response:
    """A table is chosen and looked through; then its right rows are added. Nothing is kept in between."""
    if request.method == "GET":
        return _page(programme_id)
    here, content = house(), request.form.get("table", "")
    try:
        content = content or _content()
        with here.database.read() as db:
            partners, sectors = choices_to_bring(db, programme_id)
        rows = rows_of(content, partners, sectors, title_max=TITLE_MAX_CHARS, text_max=TEXT_MAX_CHARS)
    except InvalidInput as error:
        return _page(programme_id, error=error)
    right = [row for row in rows if not row.problems]
    if "add" not in request.form or not right:
        return _page(programme_id, rows=rows, content=content)
    try:
        here.database.write(lambda db: _add_all(db, programme_id, right))
    except InvalidInput as error:
        return _page(programme_id, rows=rows, content=content, error=error)
    flash(f"Added: {len(right)}. Each has to be checked and cleared before a session reads it.", "good added")
    return see_other(f"/desk/programmes/{programme_id}/narratives")


def _content() -> str:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidInput(_NO_FILE, code="no_file", fields={"file": _NO_FILE})
    content = sent.stream.read(TABLE_MAX_BYTES + 1)
    if len(content) > TABLE_MAX_BYTES:
        raise InvalidInput(_TOO_LARGE, code="too_large", fields={"file": _TOO_LARGE})
    return text_of_file(sent.filename, content)


def _add_all(db: Session, programme_id: str, rows: Sequence[TableRow]) -> None:
    for row in rows:
        try:
            _add(db, programme_id, row)
        except InvalidInput as error:
            raise InvalidInput(f"Row {row.number}: {error.tell}", code=error.code, fields=error.fields) from error


def _add(db: Session, programme_id: str, row: TableRow) -> None:
    here = house()
    written = Written(title=row.title, text=row.text, partner_id=row.partner_id, sector_id=row.sector_id)
    narrative_id = add_narrative(db, programme_id, written, by=this_staff().staff_id, now=here.clock(), ids=here.ids)
    origin = Origin(out_of=row.out_of, chosen_by=row.chosen_by, because=row.because, with_person=row.with_person)
    if origin.is_whole:
        set_origin(db, programme_id, narrative_id, origin)


def _page(
    programme_id: str, *, rows: list[TableRow] | None = None, content: str = "", error: InvalidInput | None = None
) -> Response:
    with house().database.read() as db:
        programme = programme_view(db, programme_id)
    wrong = sum(bool(row.problems) for row in rows or ())
    return page(
        "programme/narratives_table.html",
        422 if error or wrong else 200,
        programme=programme,
        rows=rows,
        wrong=wrong,
        content=content,
        columns=COLUMNS,
        error=error.tell if error else "",
    )

"""The pages of the framework matrix: the whole, one cell with its words, and both kinds of file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.asking import analyst, gathered, programme_title, sent
from retreat.analysis.comparison.gathering import BY
from retreat.analysis.comparison.pages import asked
from retreat.analysis.framework.matrix import Matrix, matrix_of, sum_up
from retreat.analysis.sheets import Value, download
from retreat.errors import RetreatError
from retreat.people.guard import this_staff
from retreat.people.noting import noted_as
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page


def matrix(programme_id: str) -> Response:
    """Cases by themes; with a cell open, its words and the form for its summary."""
    return _shown(programme_id)


def _shown(programme_id: str, refused: RetreatError | None = None) -> Response:
    by, reads, args = asked().by, reader(), request.args

    def ask(db: Session) -> Mapping[str, Any]:
        found = matrix_of(db, reads, programme_id, by)
        case, theme_id = args.get("case", ""), args.get("theme", "")
        return {
            "title": programme_title(db, programme_id),
            "matrix": found,
            "cell": found.cells.get((case, theme_id)),
            "case": case,
            "theme": next((one for one in found.themes if one.id == theme_id), None),
        }

    return page(
        "analysis/matrix.html",
        refused.status if refused else 200,
        staff=this_staff(),
        programme_id=programme_id,
        by=by,
        kinds=BY,
        error=refused,
        form=request.form,
        sound_time=sound_time,
        voices=voices,
        **gathered(ask),
    )


def write_cell(programme_id: str) -> Response:
    """Sum up what a case says to a theme."""
    by, case, theme_id = asked().by, request.args.get("case", ""), request.args.get("theme", "")
    seen = request.form.get("seen", "")
    return sent(
        lambda db: sum_up(
            db,
            analyst(programme_id),
            theme_id,
            by,
            case,
            request.form.get("summary", ""),
            seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
        ),
        f"/desk/programmes/{programme_id}/matrix?by={by}&case={quote(case)}&theme={quote(theme_id)}#cell",
        said="The summary is kept.",
        again=lambda refused: _shown(programme_id, refused),
    )


@noted_as("exported")
def matrix_csv(programme_id: str) -> Response:
    """The matrix as a CSV file."""
    return _file(programme_id, "csv")


@noted_as("exported")
def matrix_xlsx(programme_id: str) -> Response:
    """The matrix as a workbook."""
    return _file(programme_id, "xlsx")


def _file(programme_id: str, ending: str) -> Response:
    by, reads, here = asked().by, reader(), request.host_url.rstrip("/")
    found: Matrix = gathered(lambda db: {"matrix": matrix_of(db, reads, programme_id, by)})["matrix"]
    rows: list[list[Value]] = [
        [case, *(_told(found, case, theme.id, here) for theme in found.themes)] for case in found.cases
    ]
    columns = [by, *(theme.statement for theme in found.themes)]
    return download(f"matrix by {by}", ending, columns, rows, on=house().clock().date())


def _told(found: Matrix, case: str, theme_id: str, here: str) -> str:
    """A cell's summary, and below it the permanent address of each excerpt."""
    cell = found.cells[case, theme_id]
    lines = [cell.summary.text] if cell.summary else []
    lines += [f"{here}/excerpts/{one}" for one in cell.supporting]
    lines += [f"Against: {here}/excerpts/{one}" for one in cell.contrary]
    return "\n".join(lines)

"""Everything that a search found, as one file for a spreadsheet."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, request

from retreat.errors import InvalidInput
from retreat.export.writers.tables import as_csv, as_workbook
from retreat.people.guard import staff_required
from retreat.people.noting import noted_as
from retreat.search.listing.asked import typed_in
from retreat.search.listing.rows import COLUMNS, rows_found
from retreat.search.routes import meaning_of
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import unkept

_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def add_route(blueprint: Blueprint) -> None:
    """Its one page."""
    blueprint.add_url_rule("/search/file", "found_file", staff_required(noted_as("exported")(found_file)))


def found_file() -> Response:
    """The complete list of a search; cells are never formulas."""
    here, reads, asked = house(), reader(), request.args
    form = asked.get("format", "csv")
    if form not in _TYPES:
        raise InvalidInput("Please choose csv or xlsx.")
    embed = meaning_of(typed_in(asked))
    root = request.url_root.rstrip("/")
    rows = here.offload(partial(rows_found, here, reads, asked, embed, root=root))
    content = as_csv(COLUMNS, rows) if form == "csv" else as_workbook("Search", COLUMNS, rows)
    answer = make_response(content)
    answer.headers["Content-Type"] = _TYPES[form]
    answer.headers["Content-Disposition"] = f'attachment; filename="search.{form}"'
    return unkept(answer)

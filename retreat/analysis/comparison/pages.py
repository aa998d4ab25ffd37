"""The pages of comparison: counts with their denominators, codes that are together, and both as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.asking import gathered as read_now
from retreat.analysis.asking import programme_title
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.codings.queries import marks_of_narrative, marks_of_session
from retreat.analysis.comparison.counting import LEAST, Cell, Column, Comparison, counted, for_others
from retreat.analysis.comparison.gathering import BY, ROWS, Gathered, gathered
from retreat.analysis.comparison.said import said_by_groups
from retreat.analysis.comparison.together import NEAR_WORDS, Pair, Placed, pairs_of
from retreat.analysis.excerpts.reading import read_excerpts
from retreat.analysis.searching import searcher
from retreat.analysis.sheets import Value, download
from retreat.consent.gate import Reader
from retreat.house import House
from retreat.people.guard import this_staff
from retreat.people.noting import noted_as
from retreat.programme.narratives.queries import narratives_of
from retreat.programme.queries import programme_view
from retreat.search.listing.asked import typed_in
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page

_PLACES_SHOWN = 8
_WHOLE_TEXT = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a comparison is asked for.

    Attributes:
        typed: What to search for, if the words of a search are compared.
        is_outside: As people outside the team may see it.
    """

    rows: str
    by: str
    event_id: str | None
    is_outside: bool
    typed: str = ""

    @property
    def query(self) -> str:
        """As part of an address."""
        said = {"rows": self.rows, "by": self.by, "event": self.event_id, "q": self.typed}
        said["view"] = "others" if self.is_outside else None
        return urlencode({name: value for name, value in said.items() if value})


def asked() -> Asked:
    """What this request asks for; what makes no sense is as if it was not said."""
    args = request.args
    rows, by, event_id = args.get("rows", ""), args.get("by", ""), args.get("event", "")
    return Asked(
        rows=rows if rows in ROWS else "codes",
        by=by if by in BY else "sector",
        event_id=event_id if event_id.isalnum() else None,
        is_outside=args.get("view") == "others",
        typed=typed_in(args) if rows == "search" else "",
    )


def comparison(programme_id: str) -> Response:
    """Codes or themes by groups of people."""
    wanted, reads, here = asked(), reader(), house()

    def ask(db: Session) -> Mapping[str, Any]:
        programme = programme_view(db, programme_id)
        found = _gathered(here, db, reads, programme_id, wanted, _event(wanted, programme))
        return {
            "title": programme_title(db, programme_id),
            "programme": programme,
            "found": found,
            "table": _table(found, wanted),
        }

    return page(
        "analysis/comparison.html",
        staff=this_staff(),
        programme_id=programme_id,
        wanted=wanted,
        by=BY,
        row_kinds=ROWS,
        least=LEAST,
        sound_time=sound_time,
        voices=voices,
        **read_now(ask),
    )


@noted_as("exported")
def comparison_csv(programme_id: str) -> Response:
    """The same as a CSV file."""
    return _comparison_file(programme_id, "csv")


@noted_as("exported")
def comparison_xlsx(programme_id: str) -> Response:
    """The same as a workbook."""
    return _comparison_file(programme_id, "xlsx")


def _comparison_file(programme_id: str, ending: str) -> Response:
    wanted, reads, here = asked(), reader(), house()

    def ask(db: Session) -> Mapping[str, Any]:
        programme = programme_view(db, programme_id)
        found = _gathered(here, db, reads, programme_id, wanted, _event(wanted, programme))
        return {"found": found, "table": _table(found, wanted)}

    got = read_now(ask)
    columns, rows = sheet_of(got["found"], got["table"], wanted)
    return download(f"{wanted.rows} by {wanted.by}", ending, columns, rows, on=house().clock().date())


def sheet_of(found: Gathered, table: Comparison, wanted: Asked) -> tuple[list[str], list[list[Value]]]:
    """One line for each row and group, with what it is out of."""
    columns = ["row", wanted.by, "excerpts", "people", "words", "people_in_all", "words_in_all", "minutes_in_all"]
    columns += ["share_of_people", "words_in_1000", "excerpts_in_an_hour"]
    names = {row_id: name for row_id, name, _depth in found.rows}
    rows: list[list[Value]] = []
    for row_id in table.rows:
        for column in table.columns:
            cell = table.cell(row_id, column)
            rows.append([names[row_id], column.name, *_figures(cell, column)])
    return columns, rows


def _figures(cell: Cell, column: Column) -> list[Value]:
    rates = (column.share(cell), column.per_thousand(cell), column.per_hour(cell))
    return [
        cell.count,
        cell.people,
        cell.words,
        column.people,
        column.words,
        round(column.minutes, 1),
        *(None if rate is None else round(rate, 3) for rate in rates),
    ]


def _event(wanted: Asked, programme: Any) -> str | None:
    return wanted.event_id if wanted.event_id in {event.id for event in programme.events} else None


def _gathered(
    here: House, db: Session, reads: Reader, programme_id: str, wanted: Asked, event_id: str | None
) -> Gathered:
    if wanted.rows != "search":
        return gathered(db, reads, programme_id, rows=wanted.rows, by=wanted.by, event_id=event_id)
    search = searcher(here, db, reads, programme_id)
    return said_by_groups(db, reads, programme_id, search, typed=wanted.typed, by=wanted.by, event_id=event_id)


def _table(found: Gathered, wanted: Asked) -> Comparison:
    count = for_others if wanted.is_outside else counted
    return count([row_id for row_id, _name, _depth in found.rows], found.occurrences, found.wholes)


def together(programme_id: str) -> Response:
    """Which codes are on the same words, and which are near each other."""
    reads, near, wanted = reader(), _near(), request.args.get("pair", "")

    def ask(db: Session) -> Mapping[str, Any]:
        codes = codebook_of(db, reads, programme_id)
        known = {code.id: code for code in codes}
        pairs = [one for one in _pairs(db, reads, programme_id, near) if set(one.codes) <= known.keys()]
        chosen = next((one for one in pairs if "-".join(one.codes) == wanted), None)
        ids = [one for pair in chosen.excerpts for one in pair] if chosen else []
        return {
            "title": programme_title(db, programme_id),
            "codes": known,
            "pairs": pairs,
            "chosen": chosen,
            "excerpts": read_excerpts(db, reads, ids),
        }

    return page(
        "analysis/together.html",
        staff=this_staff(),
        programme_id=programme_id,
        near=near,
        most=_PLACES_SHOWN,
        sound_time=sound_time,
        voices=voices,
        **read_now(ask),
    )


@noted_as("exported")
def together_csv(programme_id: str) -> Response:
    """The same as a CSV file."""
    reads, near = reader(), _near()

    def ask(db: Session) -> Mapping[str, Any]:
        names = {code.id: " > ".join(code.path) for code in codebook_of(db, reads, programme_id)}
        return {"names": names, "pairs": _pairs(db, reads, programme_id, near)}

    got = read_now(ask)
    names: Mapping[str, str] = got["names"]
    rows: list[list[Value]] = [
        [names[one.codes[0]], names[one.codes[1]], one.together, one.near, round(one.share, 3)]
        for one in got["pairs"]
        if set(one.codes) <= names.keys()
    ]
    columns = ["code", "other_code", "on_the_same_words", f"within_{near}_words", "share_of_either"]
    return download("codes together", "csv", columns, rows, on=house().clock().date())


def _near() -> int:
    typed = request.args.get("near", "")
    return min(int(typed), 1_000) if typed.isdecimal() and len(typed) < 6 else NEAR_WORDS


def _pairs(db: Session, reads: Reader, programme_id: str, near: int) -> Sequence[Pair]:
    return pairs_of(placed_in(db, reads, programme_id), near=near)


def placed_in(db: Session, reads: Reader, programme_id: str) -> list[Placed]:
    """Every coding of a programme that has a place. In a written text the distance is counted in letters."""
    sessions = [one.id for event in programme_view(db, programme_id).events for one in event.sessions]
    marks = [mark for session_id in sessions for mark in marks_of_session(db, reads, session_id)]
    marks += [mark for one in narratives_of(db, programme_id) for mark in marks_of_narrative(db, reads, one.text_id)]
    return [
        Placed(
            code_id=mark.code_id,
            excerpt_id=mark.excerpt_id,
            place=mark.transcript_id or mark.made_id or mark.id,
            first=mark.first if mark.first is not None else mark.first_cp or 0,
            last=mark.last if mark.last is not None else (mark.last_cp or _WHOLE_TEXT) - 1,
        )
        for mark in marks
    ]

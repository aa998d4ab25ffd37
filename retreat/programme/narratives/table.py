"""Several narratives in one table (CSV): what each row says, and what is wrong with it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retreat.errors import InvalidInput
from retreat.programme.narratives.lines import clean, lines_of

ROWS_MAX = 100
COLUMNS = ("title", "text", "partner", "sector", "from_how_many", "chosen_by", "why", "with_person")
_NEEDED = ("title", "text")
_WITH_PERSON = {"yes, confirmed": "confirmed", "yes": "written", "no": "without", "": ""}
_UNREADABLE = "This is not a table that we can read. Please save it as CSV (UTF-8), and try again."
_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One narrative of a table.

    Attributes:
        number: Its row, as a spreadsheet counts: the headings are row 1.
        partner_id: And ``sector_id``: of the programme; empty where the row names none.
        problems: What has to be mended before it can be added; none if it can.
    """

    number: int
    title: str
    text: str
    partner_id: str
    sector_id: str
    out_of: str
    chosen_by: str
    because: str
    with_person: str
    problems: tuple[str, ...]


def rows_of(
    content: str,
    partners: Sequence[tuple[str, str]],
    sectors: Sequence[tuple[str, str]],
    *,
    title_max: int,
    text_max: int,
) -> list[TableRow]:
    """The narratives of a table, in its order; rows without any words are left out.

    Args:
        partners: And ``sectors``: those of the programme, id and name.

    Raises:
        InvalidInput: It has no heading for titles or texts, no rows, too many, or is no table.
    """
    plain = content.lstrip("\ufeff")
    first = plain.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise _no_table(_UNREADABLE) from error
    headings = [" ".join(one.split()).casefold().replace(" ", "_") for one in (rows[0] if rows else [])]
    missing = [one for one in _NEEDED if one not in headings]
    if missing:
        raise _no_table(f"The first row must name the columns. Missing: {', '.join(missing)}.")
    filled = [(number, row) for number, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if not filled:
        raise _no_table("There is no narrative below the headings.")
    if len(filled) > ROWS_MAX:
        raise _no_table(f"This has {len(filled)} rows. Please bring at most {ROWS_MAX} at once.")
    names = {"partner": _by_name(partners), "sector": _by_name(sectors)}
    return [
        _row(number, dict(zip(headings, row, strict=False)), len(row) > len(headings), names, title_max, text_max)
        for number, row in filled
    ]


def _row(
    number: int,
    cells: Mapping[str, str],
    is_longer: bool,
    names: Mapping[str, Mapping[str, str]],
    title_max: int,
    text_max: int,
) -> TableRow:
    title, text = " ".join(cells.get("title", "").split()), clean(cells.get("text", ""))
    problems = ["It has more cells than there are headings. A text with commas must be in quotation marks."] * is_longer
    if not title:
        problems.append("The title is empty.")
    if len(title) > title_max:
        problems.append(f"The title is longer than {title_max} characters.")
    if not lines_of(text):
        problems.append("The text is empty.")
    if len(text) > text_max:
        problems.append(f"The text has {len(text):,} characters. At most {text_max:,} are possible.")
    ids = {}
    for name, known in names.items():
        said = " ".join(cells.get(name, "").split())
        ids[name] = known.get(said.casefold(), "")
        if said and not ids[name]:
            problems.append(f"This programme has no {name} called “{said}”.")
    said = " ".join(cells.get("with_person", "").split()).casefold()
    if said not in _WITH_PERSON:
        problems.append("Under with_person write “yes, confirmed”, “yes” or “no”.")
    out_of = cells.get("from_how_many", "").strip()
    if out_of and not (out_of.isdecimal() and int(out_of) > 0):
        problems.append("Under from_how_many write a number from 1 on.")
    return TableRow(
        number=number,
        title=title,
        text=text,
        partner_id=ids["partner"],
        sector_id=ids["sector"],
        out_of=out_of,
        chosen_by=" ".join(cells.get("chosen_by", "").split()),
        because=" ".join(cells.get("why", "").split()),
        with_person=_WITH_PERSON.get(said, ""),
        problems=tuple(problems),
    )


def _by_name(some: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {" ".join(name.split()).casefold(): one for one, name in some}


def _no_table(says: str) -> InvalidInput:
    return InvalidInput(says, code="no_table", fields={"file": says})

"""Several narratives in one table: shown first, with what is wrong row by row; the right ones are added, uncleared."""

from __future__ import annotations

import io
import re

import pytest

from retreat.database import Database
from retreat.errors import InvalidInput
from retreat.imports import narratives as _reader  # noqa: F401 - registers itself, as in the product
from retreat.imports import reading
from retreat.imports.narrative_text import answer
from retreat.programme.narratives.queries import narratives_of
from retreat.programme.narratives.table import ROWS_MAX, TableRow, rows_of
from tests.people.make import make_session
from tests.people.pages import Browser, first_facilitator
from tests.support.clock import HandClock
from tests.support.marks import wrong_fields

PARTNERS = [("p1", "Tayside  Care")]
WHOLE = (
    "Title;Text;Partner;From how many;Chosen by;Why;With person\r\n"
    'The garden;"She missed it; more than the house.\nNobody asked.";tayside care;7;The team;Short;Yes, confirmed\r\n'
    ";;;;;;\r\n"
    ";No title;Nowhere;none;;;perhaps\r\n"
)


def read(content: str) -> list[TableRow]:
    return rows_of(content, PARTNERS, [], title_max=160, text_max=12_000)


def test_table_when_read_then_each_row_says_what_it_holds_or_all_that_is_wrong_with_it() -> None:
    right, wrong = read("\ufeff" + WHOLE)

    assert (right.number, right.title, right.text.count("\n"), right.partner_id) == (2, "The garden", 1, "p1")
    assert (right.out_of, right.with_person, right.problems) == ("7", "confirmed", ())
    assert wrong.number == 4 and len(wrong.problems) == 4, "title, partner, number and choice"


@pytest.mark.parametrize(
    "content",
    ["", "name,words\na,b", "title,text\n", "title,text\n" + "a,b\n" * (ROWS_MAX + 1), 'title,text\n"a,b'],
    ids=["empty", "headings", "no rows", "too many", "broken"],
)
def test_table_when_it_is_none_then_the_file_is_refused(content: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(content)

    assert refused.value.code == "no_table" and set(refused.value.fields) == {"file"}


def test_row_when_a_text_with_commas_has_no_quotation_marks_then_it_says_so_instead_of_losing_words() -> None:
    (row,) = read("title,text\nThe garden,She missed it, more than the house.")

    assert len(row.problems) == 1


def test_pages_when_a_table_is_brought_then_it_is_shown_and_only_its_right_rows_are_added(
    browser: Browser, sqlite_database: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_lent", [lambda _module, sent: answer(sent)])
    first_facilitator(browser)
    programme_id = make_session(sqlite_database, clock).programme_id
    path = f"/desk/programmes/{programme_id}/narratives/table"
    assert wrong_fields(browser.send(path).text) == ["file"]
    content = WHOLE.replace("tayside care", "").replace("She missed it", "She <i>missed</i> it")

    shown = browser.send(path, file=(io.BytesIO(content.encode("utf-16")), "some.csv"))  # type: ignore[arg-type]

    assert shown.status_code == 422 and 'data-wrong="1"' in shown.text and "<i>missed" not in shown.text
    assert re.findall(r'data-row="(\d+)" data-right="(\w+)"', shown.text) == [("2", "yes"), ("4", "no")]
    with sqlite_database.read() as db:
        assert narratives_of(db, programme_id) == [], "nothing is kept before somebody has looked"
    assert browser.send(path, table=content, add="yes").status_code == 303
    with sqlite_database.read() as db:
        (kept,) = narratives_of(db, programme_id)
    assert (kept.title, kept.origin.is_whole, kept.is_cleared) == ("The garden", True, False)

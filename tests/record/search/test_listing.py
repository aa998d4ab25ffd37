"""The list of a search: words in context, filters in the address, pages, and files for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl

from retreat.house import House
from retreat.search.listing.context import lines_of
from retreat.search.typed.reading import read_query
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, talk_of
from tests.support.meeting import Meeting


def test_places_when_sorted_then_the_nearest_word_on_that_side_decides() -> None:
    texts = ["We saw the carer arrive, and a carer leave.", "No carer came"]

    by_left, by_right = (lines_of(texts, read_query("carers").terms, side) for side in ("left", "right"))

    assert [line.left.split()[-1] for line in by_left] == ["a", "No", "the"]
    assert [line.right.split()[0].strip(".,") for line in by_right] == ["arrive", "came", "leave"]
    assert {(line.key, line.hit) for line in by_left} == {("carer", 0), ("carer", 1)}


def test_a_list_when_taken_as_files_then_it_is_complete_has_addresses_and_runs_nothing(
    house: House, ada: Browser, meeting: Meeting, tmp_path: Path
) -> None:
    talk_of(house, meeting, tmp_path)
    ana = meeting.join("Ana", consents=SOUND_YES)
    for n in range(23):
        ana.note(f"=1+{n} a garden", share="everyone")

    first, second = ada.open("/search?q=garden").text, ada.open("/search?q=garden&page=2").text
    total = re.search(r'data-total="(\d+)"', first)
    table = ada.open("/search/file?q=garden&format=csv")
    book = openpyxl.load_workbook(io.BytesIO(ada.open("/search/file?q=garden&format=xlsx").data))

    assert total is not None and int(total[1]) == 24
    assert (first.count('class="hit"'), second.count('class="hit"')) == (20, 4)
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert len(rows) == 24 == book.active.max_row - 1
    assert all(not row["words"].startswith("=") for row in rows)
    assert {bool(re.match(r"http://[^/]+/sessions/", row["address"])) for row in rows} == {True}
    assert 'data-slot="lines"' in ada.open("/search?q=garden&context=right").text
    assert ada.open("/search/file?format=csv").status_code == 422
    assert 'class="hit"' not in ada.open("/search?q=garden&activity=nothing").text
    assert ada.open(f"/search?q=garden&session={meeting.session_id}&event=another").text.count('class="hit"') == 0

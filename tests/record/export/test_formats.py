"""Every format holds the words, and programs that know nothing of us can read it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pandas
import pytest

from retreat.errors import InvalidInput, NotFound
from retreat.export.formats import FORMATS, format_named
from retreat.export.packing import put, zipped
from retreat.export.writers.tables import guarded
from retreat.house import House
from tests.record.export.kit import SHARED, bundle
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk

FORMULA = '=HYPERLINK("http://example.org";"click")'


def by_format(house: House, meeting: Meeting, name: str, **shape: object) -> dict[str, bytes]:
    return {one.name: one.content for one in format_named(name).write(bundle(house, meeting, **shape))}


def only(files: dict[str, bytes]) -> bytes:
    (content,) = files.values()
    return content


def test_talk_and_notes_when_exported_for_the_team_then_each_format_is_read_by_others(
    house: House, meeting: Meeting, heard: HeardTalk
) -> None:
    ana = meeting.join("Ana", consents=SHARED)
    ana.note("Ask the carers \U0001f642 <too> & soon", share="everyone")
    ana.note(FORMULA, share="everyone")

    document = docx.Document(io.BytesIO(only(by_format(house, meeting, "docx", turn_numbers=True, line_numbers=True))))
    read = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "her garden and her cat" in read and "\U0001f642 <too> & soon" in read
    assert document.paragraphs[0].style.name == "Title"

    page = only(by_format(house, meeting, "html")).decode()
    assert "&lt;too&gt; &amp; soon" in page
    assert not re.search("<script|<link|<img|src=|href=", page)

    plain = only(by_format(house, meeting, "txt", turn_numbers=True)).decode()
    assert re.search(r"^3\. \[00:00:\d\d\] Ana: She wanted", plain, re.MULTILINE) and "\r" not in plain

    vtt, srt = (only(by_format(house, meeting, name)).decode() for name in ("vtt", "srt"))
    assert vtt.startswith("WEBVTT\n\n") and re.search(r"\n00:00:\d\d\.\d{3} --> 00:00:\d\d\.\d{3}\n<v Ana>We", vtt)
    assert re.search(r"^1\n00:00:\d\d,\d{3} --> 00:00:\d\d,\d{3}\nAna: We were", srt)
    lines = [line for block in vtt.split("\n\n")[2:] for line in re.sub("<.*?>", "", block).splitlines()[2:]]
    assert lines and max(map(len, lines)) <= 42

    spoken = only(by_format(house, meeting, "rttm")).decode().splitlines()
    assert len(spoken) == 5 and all(
        re.fullmatch(r"SPEAKER \S+ 1 [\d.]+ [\d.]+ <NA> <NA> V[12] <NA> <NA>", one) for one in spoken
    )

    told = json.loads(only(by_format(house, meeting, "json")))
    assert told["events"][0]["sessions"][0]["transcripts"][0]["turns"][0]["words"][0]["text"] == "We"

    tables = by_format(house, meeting, "csv")
    notes = pandas.read_csv(io.BytesIO(tables["notes.csv"]))
    assert list(notes["words"]) == ["Ask the carers \U0001f642 <too> & soon", f"'{FORMULA}"]
    assert len(pandas.read_csv(io.BytesIO(tables["turns.csv"]))) == 5
    explained = pandas.read_csv(io.BytesIO(tables["data-dictionary.csv"]))
    assert set(notes.columns) <= set(explained[explained["table"] == "notes"]["column"])

    book = openpyxl.load_workbook(io.BytesIO(only(by_format(house, meeting, "xlsx"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"] and {"notes", "turns", "attendance"} <= set(
        book.sheetnames
    )


@pytest.mark.parametrize("begins", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "  =1", "＝1"])
def test_text_that_a_spreadsheet_would_run_when_written_then_it_is_text(begins: str) -> None:
    assert guarded(begins) == f"'{begins}" and guarded(-3) == -3 and guarded("a=1") == "a=1"


def test_characters_that_no_file_can_hold_when_exported_then_every_format_is_written(
    house: House, meeting: Meeting
) -> None:
    meeting.join("Ana", consents=SHARED).note("a \x0b\x1b b ‮שלום e\u0301 \U0001f9d1‍\U0001f692", share="everyone")

    made = bundle(house, meeting)
    for one in FORMATS.values():
        for file in one.write(made):
            assert file.content, file.name
    docx.Document(io.BytesIO(FORMATS["docx"].write(made)[0].content))


def test_files_when_put_then_one_file_a_folder_or_a_zip(
    house: House, meeting: Meeting, heard: HeardTalk, tmp_path: Path
) -> None:
    made = bundle(house, meeting)
    words, tables, captions = (FORMATS[name] for name in ("txt", "csv", "vtt"))

    assert put(words.write(made), words, tmp_path / "new" / "talk.txt") == [tmp_path / "new" / "talk.txt"]
    assert (tmp_path / "new" / "talk.txt").stat().st_mode & 0o777 == 0o600
    assert len(put(tables.write(made), tables, tmp_path / "tables")) == len(list((tmp_path / "tables").iterdir())) > 1
    put(tables.write(made), tables, tmp_path / "tables.zip")
    assert zipfile.ZipFile(tmp_path / "tables.zip").testzip() is None
    assert zipped(tables.write(made)) == zipped(tables.write(made))
    with pytest.raises(InvalidInput):
        put(tables.write(made), tables, tmp_path / "one.csv")
    with pytest.raises(NotFound):
        put([], captions, tmp_path / "none.vtt")
    assert not [one for one in tmp_path.rglob("*") if one.name.endswith(".part")]

"""The kit for NVivo: what other programs find in its documents and sheets."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import openpyxl
import pytest

from retreat.export.bundle import Bundle, Voice
from retreat.export.formats import FORMATS
from retreat.export.writers.nvivo import CASES, LEFT_OUT, TIMED
from retreat.house import House
from tests.record.export.kit import SHARED, bundle
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk, match

SECTOR, ROLE = "Third sector", "Support worker"


def kit(made: Bundle) -> dict[str, bytes]:
    return {one.name: one.content for one in FORMATS["nvivo"].write(made)}


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in docx.Document(io.BytesIO(content)).paragraphs if one.text]


def cases(files: dict[str, bytes]) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(files["cases.xlsx"])).active.iter_rows(values_only=True))


@pytest.fixture
def made(house: House, meeting: Meeting, heard: HeardTalk) -> Bundle:
    ana = meeting.join("Ana", sector=SECTOR, role=ROLE, consents=SHARED)
    match(house, meeting, heard.transcript_id, "Ana", ana)
    ana.note("=Ask the carers 🙂", share="everyone")
    return bundle(house, meeting)


def test_session_when_made_a_kit_then_speakers_are_headings_above_their_words(made: Bundle) -> None:
    files = kit(made)
    (name,) = [one for one in files if one not in ("read-me-first.docx", "cases.xlsx") and "sound" not in one]

    read = paragraphs(files[name])
    at = next(at for at, (_style, text) in enumerate(read) if "her garden and her cat" in text)

    assert read[at - 1] == ("Heading 2", "Ana") and ("Normal", "=Ask the carers 🙂") in read
    assert {text for style, text in read if style == "Heading 2"} >= {row[0] for row in cases(files)[1:]}


def test_sound_when_made_a_kit_then_its_table_has_time_content_and_speaker_of_every_turn(made: Bundle) -> None:
    (content,) = [one for name, one in kit(made).items() if name.endswith("-for-the-sound.docx")]
    (table,) = docx.Document(io.BytesIO(content)).tables
    rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
    turns = made.transcripts[0].turns

    assert rows[0] == TIMED and len(rows) == 1 + len(turns)
    assert [row[1] for row in rows[1:]] == [turn.text for turn in turns]
    assert rows[1][0].startswith("0:00:0") and rows[1][0].count(" - ") == 1


def test_voices_when_made_a_kit_then_the_sheet_describes_each_once_under_a_name_of_its_own(made: Bundle) -> None:
    files = kit(made)
    assert cases(files)[0] == CASES and ("Ana", SECTOR, ROLE) in {row[:3] for row in cases(files)}

    (event,) = made.events
    (session,) = event.sessions
    (talk,) = session.transcripts
    voices = (Voice(key="V1", name="=Voice"), Voice(key="V2", name="=voice"), Voice(key="V3", name="=VOICE"))
    two = replace(
        made,
        events=(replace(event, sessions=(replace(session, transcripts=(replace(talk, voices=voices),)),)),),
    )
    names = [str(row[0]) for row in cases(kit(two))[1:]]

    assert len({one.casefold() for one in names}) == 3 and all(one.startswith("'=") for one in names)


def test_words_that_are_left_out_when_made_a_kit_then_no_speaker_has_the_sign(
    house: House, meeting: Meeting, heard: HeardTalk
) -> None:
    """Seen red with the sign under the name that came before: NVivo would code it as theirs."""
    ana = meeting.join("Ana", consents=SHARED)
    match(house, meeting, heard.transcript_id, "Ana", ana)

    partners = bundle(house, meeting, "partners")
    files = kit(partners)
    told = paragraphs(next(one for name, one in files.items() if name.startswith("brainstorm") or "tuesday" in name))
    signs = [at for at, (style, text) in enumerate(told) if style == "Normal" and text.startswith("[")]

    assert signs and all(told[at - 1] == ("Heading 2", LEFT_OUT) for at in signs)
    assert not any(b"winter" in one for one in files.values())


def test_kit_when_made_then_its_first_page_names_every_file_to_import_and_every_loss(
    house: House, meeting: Meeting, made: Bundle
) -> None:
    files = kit(made)
    told = "\n".join(text for _style, text in paragraphs(files["read-me-first.docx"]))

    assert "cases.xlsx" in told and all(one in told for one in files if one.endswith("-for-the-sound.docx"))
    assert all(one in told for one in FORMATS["nvivo"].losses(made))
    empty = replace(made, events=tuple(replace(one, sessions=()) for one in made.events))
    assert FORMATS["nvivo"].write(empty) == []

"""What was made of the words of somebody who has said no since: tidied turns, gists, and what is carried away.

Seen failing where a tidied turn was shown as long as the turn was whole, and a gist as long as its passage was listed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from retreat.consent.gate import StaffReader
from retreat.house import House
from retreat.transcripts.levels.gists import gists
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, STAFF, Table, talk_of
from tests.support.canary import canary
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import match, signed_in_as

pytestmark = pytest.mark.both_engines

# In the first turn: "… every week and | nobody asked how the carers | were doing at all."
PART = (10, 14)
NO = {"audio_recorded": False, "machine_transcription": False}
YES = dict.fromkeys(NO, True)


class Anas(Table):
    """A talk of three voices in one passage; the third is Ana, who agrees."""

    def __init__(self, table: Table) -> None:
        super().__init__(table.house, table.meeting, table.transcript_id)
        self.ana_id = self.meeting.join("Ana", consents=SOUND_YES).seat.id
        self.do(acts.match_voice, "S3", self.ana_id)


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Anas:
    return Anas(talk_of(house, meeting, tmp_path))


def level(ada: Browser, table: Table, name: str) -> str:
    return ada.open(_path(table, name)).text


def carried(ada: Browser, table: Table, name: str) -> str:
    return ada.open(_path(table, name).replace("/levels?", "/levels/text?")).text


def _path(table: Table, name: str) -> str:
    return f"/sessions/{table.meeting.session_id}/levels?transcript={table.transcript_id}&level={name}"


def write(ada: Browser, table: Table, name: str, text: str, *, item: int = 0, number: int = -1, **more: str) -> int:
    page = _path(table, name)
    named = ada.open(page).text.split('id="item-')[1].split('"')[0] if name == "gist" else str(item)
    asked = {"transcript": table.transcript_id, "level": name, "item": named, "number": str(number), "text": text}
    return ada.send(page.partition("?")[0], page=page, **(asked | more)).status_code


@pytest.mark.parametrize("by", ["person", "machine"])
def test_a_tidied_turn_when_a_part_of_it_is_of_somebody_who_says_no_then_it_is_withheld_and_today_is_read(
    table: Anas, ada: Browser, by: str
) -> None:
    kept = {"text": "Nobody asked the carers."} if by == "person" else {"text": "", "act": "keep_all"}
    assert write(ada, table, "intelligent", **kept) == 303
    table.do(acts.give_span, 0, PART, Target(label="S3"))
    before = level(ada, table, "intelligent")

    table.answer(table.ana_id, **NO)

    shown, out = level(ada, table, "intelligent"), carried(ada, table, "intelligent")
    assert "carers" in before and "withheld" not in codes(before)
    assert "carers" not in shown + out and "tired" in shown and "tired" in out
    assert "withheld" in codes(shown)
    table.answer(table.ana_id, **YES)
    back = level(ada, table, "intelligent")
    assert "carers" in back and codes(back) == codes(before)


def test_a_withheld_wording_when_all_are_kept_then_it_comes_back_with_a_yes_and_a_new_one_is_read(
    table: Anas, ada: Browser
) -> None:
    write(ada, table, "intelligent", "Nobody asked the carers.")
    table.do(acts.give_span, 0, PART, Target(label="S3"))
    table.answer(table.ana_id, **NO)

    write(ada, table, "intelligent", "", act="keep_all")
    table.answer(table.ana_id, **YES)
    back = level(ada, table, "intelligent")
    table.answer(table.ana_id, **NO)
    written = write(ada, table, "intelligent", "Tired teams.", number=0)

    assert "Nobody asked the carers." in back
    after = level(ada, table, "intelligent")
    assert written == 303 and "Tired teams." in after and "carers" not in after


@pytest.mark.parametrize("by", ["person", "machine"])
def test_a_gist_when_its_passage_holds_words_of_somebody_who_says_no_then_it_is_withheld(
    table: Anas, ada: Browser, by: str
) -> None:
    said = canary()
    assert write(ada, table, "gist", said, **({"act": "anew"} if by == "machine" else {})) == 303
    hers = said if by == "person" else "carers"
    table.do(acts.match_voice, "S1", table.ana_id)
    before = level(ada, table, "gist")

    table.answer(table.ana_id, **NO)

    shown, out = level(ada, table, "gist"), carried(ada, table, "gist")
    assert "withheld" in codes(shown) and "withheld" not in codes(before)
    assert hers not in shown + out
    assert "extract" in codes(shown)
    table.answer(table.ana_id, **YES)
    back = level(ada, table, "gist")
    assert hers in back and codes(back) == codes(before)


def test_a_gist_when_it_is_written_of_what_is_left_then_it_is_read(table: Anas, ada: Browser) -> None:
    write(ada, table, "gist", "Letters and carers.")
    table.answer(table.ana_id, **NO)

    written = write(ada, table, "gist", "Letters.", number=0)

    shown = level(ada, table, "gist")
    assert written == 303 and "Letters." in shown and "withheld" not in codes(shown)


def test_a_gist_when_its_reader_is_a_partner_then_only_of_words_that_were_shared(
    table: Anas, ada: Browser, house: House, meeting: Meeting
) -> None:
    ben = meeting.join("Ben", consents=SOUND_YES | {"share_partners": True})
    for label in ("S1", "S2"):
        match(house, meeting, table.transcript_id, label, ben)
    write(ada, table, "gist", said := canary())
    signed_in_as(house, meeting, "partner")

    with house.database.read() as db:
        row = db.get_one(TranscriptVersion, table.transcript_id)
        theirs = [one.wording for one in gists(db, StaffReader(staff_id="partner"), row, 1)]
        ours = [one.wording.text for one in gists(db, STAFF, row, 1)]

    assert ours == [said] and said not in "".join(f"{one.text} {one.machine}" for one in theirs)

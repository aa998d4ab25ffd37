"""The setting of a transcript: margin, headings, back-channels, and who speaks changed where one reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.programme.models import DialogueSession
from retreat.transcripts.speakers.seating import people_offered
from retreat.transcripts.speakers.state import state_of
from retreat.web import margin
from retreat.web.margin import Leaf, Margin, MarginItem
from retreat.web.panels import Visit
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk, match_to_one_who_said_no


@pytest.fixture
def coded(monkeypatch: pytest.MonkeyPatch) -> Margin:
    """A room of the tests that puts one code beside three words, and one beside words that are elsewhere."""

    def gather(_visit: Visit, leaf: Leaf) -> list[MarginItem]:
        number = leaf.words[1][0]
        spans = ((number, number + 2), (900_000, 900_001))
        return [
            MarginItem(slot="codes", id=f"code-{first}", first=first, last=last, template="record/_held_back.html")
            for first, last in spans
        ]

    monkeypatch.setattr(margin, "_margins", dict(margin._margins))
    return margin.register(Margin(name="tests", place=1, gather=gather))


def turn(page: str, n: int) -> str:
    """One turn's part of the page."""
    return page.split(f'id="turn-{n}"')[1].split('class="turn"')[0]


def test_a_room_when_it_registers_items_then_they_lie_beside_the_turn_of_their_first_word(
    ada: Browser, meeting: Meeting, heard: HeardTalk, coded: Margin, clock: HandClock
) -> None:
    clock.forward(seconds=1)
    meeting.join("Bea").note("Ask the carers too", share="everyone", note_kind="question")

    page = ada.open(f"/sessions/{meeting.session_id}").text

    assert coded.name == "tests" and 'data-slot="codes"' not in turn(page, 0)
    assert 'data-slot="codes"' in turn(page, 1) and page.count('data-slot="codes"') == 1
    assert "Ask the carers too" in turn(page, 0), "beside what was said when it was written"
    assert page.count('data-slot="heading"') == 1, "the open step, once"


def test_a_word_of_assent_within_anothers_talk_when_read_then_it_is_run_in(
    ada: Browser, house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("Ana: We were tired.\nBen: Mm-hm, yeah.\nAna: Every week.\nBen: Nobody asked.\n", encoding="utf-8")
    ingest(house, file, session_id=meeting.session_id, table=None, speech=speech)

    page = ada.open(f"/sessions/{meeting.session_id}").text

    assert re.findall(r'class="turn( turn--run-in)?" id="turn-(\d)"', page) == [
        ("", "0"),
        (" turn--run-in", "1"),
        ("", "2"),
        ("", "3"),
    ]


def test_a_speaker_when_changed_at_the_turn_then_the_next_change_needs_the_voices_of_now(
    ada: Browser, meeting: Meeting, heard: HeardTalk, house: House
) -> None:
    turns = f"/sessions/{meeting.session_id}/transcripts/{heard.transcript_id}/turns"
    token = token_of(ada.open(f"{turns}/0").text)

    def give(to: str, seen: int, **headers: str) -> tuple[int, dict[str, object]]:
        answer = ada.post(
            f"{turns}/0/speaker",
            data={"csrf_token": token, "to": to, "seen": str(seen)},
            headers={"Accept": "application/json"},
        )
        return answer.status_code, answer.get_json()

    with house.database.read() as db:
        seen = state_of(db, heard.transcript_id)
    status, told = give("voice:Ben", seen)
    assert (status, told["speaker"], told["called"]) == (200, "Ben", "Ben") and told["seen"] != seen
    assert give("voice:Ana", seen)[0] == 409
    assert give("nonsense", seen)[0] == 422
    assert give("unknown", int(str(told["seen"])))[1]["speaker"] is None


def test_the_words_of_one_who_said_no_when_read_and_counted_then_a_bare_mark_is_left_and_no_count_has_them(
    ada: Browser, meeting: Meeting, heard: HeardTalk, house: House
) -> None:
    before = re.search(r'id="counts">(\d+) of (\d+)', ada.open(f"/sessions/{meeting.session_id}").text)
    match_to_one_who_said_no(house, meeting, "Ana")

    page = ada.open(f"/sessions/{meeting.session_id}").text

    after = re.search(r'id="counts">(\d+) of (\d+)', page)
    marks = re.findall(r'<li class="turn turn--withheld"[^>]*>.*?</li>', page, re.DOTALL)
    assert before and after and int(after[2]) < int(before[2])
    assert "withheld" in codes(page) and marks and not any("Bea" in mark or "Ana" in mark for mark in marks)


def test_people_without_a_name_when_offered_for_a_voice_then_sector_and_role_tell_them_apart_as_the_activity_allows(
    house: House, meeting: Meeting
) -> None:
    for sector, role in (("Third sector", "Nurse"), ("Academic", "Driver"), ("Academic", "Driver")):
        meeting.join(sector=sector, role=role, consents=SOUND_YES)

    def offered(ceiling: str) -> list[str]:
        def ask(db: Session) -> list[str]:
            db.execute(update(DialogueSession).values(attribution_ceiling=ceiling))
            db.flush()
            return [one.name for one in people_offered(db, meeting.session_id, None)]

        return house.database.write(ask)

    by_role, by_sector, by_none = offered("role"), offered("sector"), offered("none")
    assert "Nurse" in by_role[0] and "Driver" in by_role[1] and by_role[2] == f"{by_role[1]} (2)"
    assert "Third sector" in by_sector[0] and "Academic" in by_sector[1] and "Nurse" not in by_sector[0]
    assert by_none[1:] == [f"{by_none[0]} (2)", f"{by_none[0]} (3)"]

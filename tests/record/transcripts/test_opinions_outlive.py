"""What another model heard outlives the transcript that it was heard for: beside its words, or listed."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from retreat.house import House
from retreat.speech.again import operations as rerun
from retreat.speech.again.choosing import named
from retreat.speech.again.second_opinion import ask_opinion
from retreat.speech.work.worker import Worker
from retreat.transcripts.models import RecordedTurn
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, TALK, Table, talk_of
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.versions import hear_again
from tests.support.marks import codes
from tests.support.meeting import Meeting

MODELS = ("base", "tiny.en")


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """A talk in which another model heard honey for money, in a turn that was doubtful."""
    table = talk_of(house, meeting, tmp_path)

    def doubt(db) -> str:  # type: ignore[no-untyped-def]
        db.get_one(RecordedTurn, (table.transcript_id, 1)).flags = ["low_confidence"]
        version = db.get_one(TranscriptVersion, table.transcript_id)
        asked = rerun.Asked(
            session_id=meeting.session_id,
            transcript_id=version.id,
            kind=rerun.OPINION,
            start_ms=None,
            end_ms=None,
            options={"model": "tiny.en"},
            by="ellen",
        )
        return ask_opinion(db, asked, models=named(MODELS), now=house.clock(), ids=house.ids, wake=lambda _id: None)

    job = house.database.write(doubt)
    other = ScriptedSpeech(TALK.replace("money", "honey"))
    assert Worker(house, other, threading.Event()).work_on(job)
    return table


def record(ada: Browser, table: Table) -> str:
    return ada.open(f"/sessions/{table.meeting.session_id}").text


def decide(ada: Browser, table: Table, page: str, decision: str) -> int:
    """By the form that is on the page."""
    form = page.split('class="opinion"')[1]
    action = re.search(r'action="([^"]+/opinion)"', form)
    assert action
    fields = dict(re.findall(r'name="(version|model|origin)" value="([^"]*)"', form))
    where = f"/sessions/{table.meeting.session_id}"
    return ada.send(action[1], page=where, decision=decision, **fields).status_code


@pytest.mark.both_engines
def test_an_opinion_when_the_sound_is_heard_again_and_its_turn_reads_the_same_then_it_can_be_taken(
    table: Table, ada: Browser
) -> None:
    """Seen red before opinions hung on anchors: the new transcript showed none."""
    hear_again(table, TALK.replace("near the river", "by the river"))

    page = record(ada, table)
    assert "honey</ins>" in page and "of_earlier_words" not in codes(page)
    assert decide(ada, table, page, "taken") == 303
    after = record(ada, table)
    assert "honey" in after and "honey</ins>" not in after


def test_an_opinion_when_the_words_of_its_turn_have_changed_then_it_says_so_and_can_only_be_let_go(
    table: Table, ada: Browser
) -> None:
    hear_again(table, TALK.replace("grew longer", "grew ever longer"))

    page = record(ada, table)
    assert "honey</ins>" in page and "of_earlier_words" in codes(page) and 'value="taken"' not in page
    assert decide(ada, table, page, "taken") == 303 and "honey</ins>" in record(ada, table)
    assert decide(ada, table, page, "let_go") == 303
    assert "honey" not in record(ada, table)


def test_an_opinion_that_the_new_words_agree_with_then_it_is_not_shown(table: Table, ada: Browser) -> None:
    hear_again(table, TALK.replace("money", "honey"))

    assert 'class="opinion"' not in record(ada, table)


def test_an_opinion_whose_words_have_no_place_when_listed_then_it_can_be_let_go(table: Table, ada: Browser) -> None:
    hear_again(table, "S1: " + "A bell rang twice and then some people laughed about the weather. " * 6)
    page = f"/sessions/{table.meeting.session_id}/unplaced"

    waiting = ada.open(page).text

    assert "honey" in waiting and "honey" not in record(ada, table)


def test_an_opinion_of_an_earlier_transcript_when_its_voice_says_no_then_it_is_not_read(
    table: Table, ada: Browser, meeting: Meeting
) -> None:
    ben = meeting.join("Ben", consents=SOUND_YES)
    table.do(acts.match_voice, "S2", ben.seat.id)
    hear_again(table, TALK.replace("near the river", "by the river"))
    assert "honey" in record(ada, table)

    table.answer(ben.seat.id, audio_recorded=False, machine_transcription=False)

    assert "honey" not in record(ada, table)
    assert "honey" not in ada.open(f"/sessions/{meeting.session_id}/unplaced").text

"""Gists outlive the transcript that they were written of; one without a place is listed, placed by people or let go."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from retreat.house import House
from retreat.transcripts.earlier import read_instead
from retreat.transcripts.levels.gists import Written, gists, write_gist
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, STAFF, TALK, Table, talk_of
from tests.record.versions import PLAIN, bring, hear_again
from tests.support.canary import canary
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import browser_of, make_app, signed_in_as

OTHER = "S1: " + "A bell rang twice and then some people laughed about the weather by the door. " * 6


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """A talk of three voices in one passage."""
    return talk_of(house, meeting, tmp_path)


def told(table: Table) -> dict[str, str]:
    """The gists that are read of a transcript, by their words."""
    with table.house.database.read() as db:
        row = db.get_one(TranscriptVersion, table.transcript_id)
        return {one.words: one.wording.text for one in gists(db, STAFF, row, 1) if one.wording.is_kept}


def write(table: Table, text: str, number: int = -1) -> None:
    def act(db) -> None:  # type: ignore[no-untyped-def]
        row = db.get_one(TranscriptVersion, table.transcript_id)
        first, last = gists(db, STAFF, row, 1)[0].words.split("-")
        written = Written(words=(int(first), int(last)), number=number, text=text)
        write_gist(db, STAFF, row, written, by="ellen", now=table.house.clock(), ids=table.house.ids)

    table.house.database.write(act)


@pytest.mark.both_engines
def test_a_gist_when_the_sound_is_heard_again_and_back_then_it_stands_with_its_words_each_time(table: Table) -> None:
    """Seen red before there were anchors: the new transcript had none."""
    write(table, "Tired teams.")
    before = told(table)

    again = hear_again(table, TALK.replace("nobody asked", "well and nobody ever asked"))

    assert list(told(again).values()) == ["Tired teams."]
    write(again, "Tired teams in winter.", number=0)
    assert list(told(again).values()) == ["Tired teams in winter."]
    read_instead(table.house, table.meeting.session_id, table.transcript_id)
    assert before.keys() == told(table).keys() and list(told(table).values()) == ["Tired teams in winter."]


def test_a_gist_when_a_transcript_is_brought_then_it_is_there_too(table: Table, tmp_path: Path) -> None:
    write(table, "Tired teams.")

    brought = bring(table, tmp_path, PLAIN, joined=True)

    assert list(told(brought).values()) == ["Tired teams."]


@pytest.mark.both_engines
def test_a_gist_of_words_that_are_not_heard_any_more_when_listed_then_people_place_it_or_let_it_go(
    table: Table, ada: Browser
) -> None:
    said = canary()
    write(table, said)
    page = f"/sessions/{table.meeting.session_id}/unplaced"
    assert said not in ada.open(page).text

    again = hear_again(table, OTHER)
    waiting = ada.open(page).text
    record = ada.open(f"/sessions/{table.meeting.session_id}").text
    anchor_id = waiting.split('id="a-')[1].split('"')[0]
    refused = ada.send(f"{page}/{anchor_id}/place", page=page, words=f"{table.transcript_id}.0-3")
    garbled = ada.send(f"{page}/{anchor_id}/place", page=page, words="here")
    ada.send(f"{page}/{anchor_id}/let-go", page=page)
    let_go = ada.open(page).text
    ada.send(f"{page}/{anchor_id}/take-up", page=page)
    back = ada.open(page).text
    link = f"http://localhost/sessions/{table.meeting.session_id}?words={again.transcript_id}.0-5#w0"
    placed = ada.send(f"{page}/{anchor_id}/place", page=page, words=link)

    assert said in waiting and "tired at the end" in html.unescape(waiting) and 'id="unplaced"' in record
    assert "not_in_this_transcript" in codes(waiting) and told(again) == {"0-5": said}
    assert (refused.status_code, garbled.status_code) == (422, 422)
    assert 'data-state="let_go"' in let_go and said in let_go and 'data-state="waiting"' in back
    assert placed.status_code == 303 and said not in ada.open(page).text
    read_instead(table.house, table.meeting.session_id, table.transcript_id)
    assert list(told(table).values()) == [said]


def test_a_gist_without_a_place_when_somebody_in_it_says_no_then_neither_it_nor_its_words_are_read(
    table: Table, ada: Browser, meeting: Meeting
) -> None:
    ana = meeting.join("Ana", consents=SOUND_YES)
    table.do(acts.match_voice, "S1", ana.seat.id)
    write(table, said := canary())
    hear_again(table, OTHER)
    page = f"/sessions/{meeting.session_id}/unplaced"
    before = ada.open(page).text

    table.answer(ana.seat.id, audio_recorded=False, machine_transcription=False)

    after = ada.open(page).text
    assert said in before and said not in after and "tired" not in after and "withheld" in codes(after)


def test_what_has_lost_its_place_when_a_partner_asks_then_they_are_not_shown_it(
    table: Table, house: House, meeting: Meeting
) -> None:
    partner = browser_of(make_app(house), signed_in_as(house, meeting, "partner"))

    assert partner.open(f"/sessions/{meeting.session_id}/unplaced").status_code == 403

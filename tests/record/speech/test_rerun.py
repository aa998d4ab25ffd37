"""Speech done again: what the machine wrote changes, what people did stays, and all of it can be taken back."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, NotFound
from retreat.house import House
from retreat.jobs import leases
from retreat.search.models import Passage
from retreat.speech.again import applying as rerun_apply
from retreat.speech.again import operations as rerun
from retreat.speech.work.worker import Worker
from retreat.transcripts.editing.held import TurnChanged
from retreat.transcripts.models import RecordedSpeaker, RecordedTurn, TurnRevision
from retreat.transcripts.quality.queries import quality_of
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion
from tests.people.pages import Browser
from tests.record.rerunning import OTHERWISE, Desk
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.working import found
from tests.support.marks import codes
from tests.support.meeting import Meeting
from transcription.types import Turn


@pytest.fixture
def desk(house: House, meeting: Meeting) -> Desk:
    """A transcript of five turns."""
    return Desk(house, meeting)


@pytest.mark.both_engines
def test_words_when_heard_again_then_only_those_that_differ_are_replaced_and_all_is_found_anew(desk: Desk) -> None:
    before = {row.n: row.text for row in desk.rows(1)}
    job = desk.ask(model="tiny.en")

    speech = ScriptedSpeech(OTHERWISE)
    desk.work(speech)

    assert speech.again[0][0]["model"] == "tiny.en" and speech.again[0][1] is None
    assert "the honey was gone" in desk.text(1) and "by the wide river" in desk.text(2)
    rows = desk.rows(1)
    (gone,) = [row for row in rows if row.removed]
    (came,) = [row for row in rows if row.n not in before]
    assert (gone.text, came.text) == ("money", "honey")
    assert came.confidence == pytest.approx(0.9) and came.start_ms == gone.start_ms, "with its own time"
    assert {row.n: row.text for row in rows if row is not came} == before, "what was heard alike keeps its number"
    assert found(desk.house, "honey") and not found(desk.house, "money")
    assert (desk.job(job).state, desk.job(job).outcome["changed"]) == ("ready", 2)


def test_words_that_people_touched_when_heard_again_then_they_stay_exactly_as_they_are(desk: Desk) -> None:
    desk.type(1, desk.text(1).replace("money", "Money,"))
    desk.approve(2)
    edited, approved = desk.text(1), desk.text(2)
    rows = [(row.n, row.text, row.heard, row.removed) for row in desk.rows(1)]
    job = desk.ask()

    desk.work(ScriptedSpeech(OTHERWISE.replace("carried letters", "carried ladders")))

    assert (desk.text(1), desk.text(2), desk.turn(2).review) == (edited, approved, "approved")
    assert [(row.n, row.text, row.heard, row.removed) for row in desk.rows(1)] == rows
    assert "carried ladders" in desk.text(4)
    assert desk.job(job).outcome == {"changed": 1, "kept": 2, "model": "scripted"}


@pytest.mark.both_engines
def test_a_person_who_edits_while_it_is_being_heard_when_it_is_applied_then_the_person_wins(desk: Desk) -> None:
    desk.ask()
    mine = desk.text(1).replace("money", "funding")

    desk.work(ScriptedSpeech(OTHERWISE, meanwhile=lambda: desk.type(1, mine)))

    assert desk.text(1) == mine and "by the wide river" in desk.text(2)


def test_an_open_editor_when_its_turn_was_heard_again_then_saving_over_it_is_refused(desk: Desk) -> None:
    seen, mine = desk.turn(1).version, desk.text(1).replace("money", "funding")
    desk.ask()
    desk.work(ScriptedSpeech(OTHERWISE))

    with pytest.raises(TurnChanged):
        desk.type(1, mine, version=seen)

    assert "honey" in desk.text(1)


def test_a_span_when_heard_again_then_words_outside_of_it_stay(desk: Desk) -> None:
    second = desk.turn(1)
    assert second.start_ms is not None and second.end_ms is not None
    desk.ask(span=(second.start_ms, second.end_ms))

    speech = ScriptedSpeech(OTHERWISE)
    desk.work(speech)

    assert speech.again[0][1] == (second.start_ms, second.end_ms)
    assert "honey" in desk.text(1) and "near the river" in desk.text(2)


def test_words_when_another_model_heard_them_again_then_the_record_names_both_until_it_is_taken_back(
    desk: Desk,
) -> None:
    """Seen failing: the page, and the cover of what is taken away, named the first model alone."""
    first = desk.heard_by()
    job = desk.ask(model="base")
    desk.work(ScriptedSpeech(OTHERWISE))
    both = desk.heard_by()

    desk.take_back(job)

    assert (both, desk.heard_by()) == (f"{first}, then base", first)


def test_half_a_turn_when_heard_again_then_its_other_half_stays(desk: Desk) -> None:
    words = desk.rows(1)
    middle = next(row for row in words if row.text == "money")
    assert middle.start_ms is not None
    desk.ask(span=(0, middle.start_ms))

    desk.work(ScriptedSpeech(OTHERWISE.replace("waiting list", "wading list")))

    assert "wading list" in desk.text(1) and "the money was gone" in desk.text(1)


@pytest.mark.both_engines
def test_what_was_heard_again_when_taken_back_then_the_words_are_those_of_before_and_their_numbers_too(
    desk: Desk,
) -> None:
    before, live = desk.texts(), [[row.n for row in desk.rows(n) if not row.removed] for n in range(5)]
    job = desk.ask()
    desk.work(ScriptedSpeech(OTHERWISE))
    assert desk.texts() != before

    desk.take_back(job)
    desk.work(ScriptedSpeech("nothing is heard for this"))

    assert desk.texts() == before
    assert [[row.n for row in desk.rows(n) if not row.removed] for n in range(5)] == live
    assert desk.job(job).outcome["taken_back"] == 2 and not found(desk.house, "honey")
    with pytest.raises(Conflict):
        desk.take_back(job)


def test_a_turn_that_was_edited_after_it_was_heard_again_when_that_is_taken_back_then_the_edit_stays(
    desk: Desk,
) -> None:
    job = desk.ask()
    desk.work(ScriptedSpeech(OTHERWISE))
    mine = desk.text(1).replace("honey", "funding")
    desk.type(1, mine)

    desk.take_back(job)
    desk.work(ScriptedSpeech(TALK))

    assert desk.text(1) == mine and "near the river" in desk.text(2)
    assert desk.job(job).outcome["kept"] == 1


def test_a_turn_that_was_heard_again_when_a_person_finds_it_right_then_the_machines_change_is_no_error(
    desk: Desk,
) -> None:
    desk.ask()
    desk.work(ScriptedSpeech(OTHERWISE))
    desk.approve(1)

    with desk.house.database.read() as db:
        found = quality_of(db, db.get_one(TranscriptVersion, desk.id))

    assert found is not None and found.corrected_words > 10 and found.wrong == 0


def test_a_history_when_a_turn_was_heard_again_then_it_says_so_with_times(desk: Desk) -> None:
    job = desk.ask()
    desk.work(ScriptedSpeech(OTHERWISE))

    with desk.house.database.read() as db:
        rows = db.scalars(
            select(TurnRevision)
            .where(TurnRevision.transcript_id == desk.id, TurnRevision.turn == 1)
            .order_by(TurnRevision.number)
        ).all()
    assert [row.kind for row in rows] == ["heard", "heard_again"] and rows[1].act == job
    assert all(isinstance(start, int) and isinstance(end, int) for _n, _text, start, end in rows[1].words)


@pytest.mark.both_engines
def test_a_worker_that_dies_while_applying_when_another_goes_on_then_each_turn_is_changed_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = desk.ask()
    real, calls = rerun_apply.rewrite_turn, []

    def dies(*given: Any) -> bool | None:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(rerun_apply, "rewrite_turn", dies)
    with pytest.raises(KeyboardInterrupt):
        desk.work(ScriptedSpeech(OTHERWISE))
    monkeypatch.setattr(rerun_apply, "rewrite_turn", real)
    desk.house.database.write(lambda db: leases.release_of_dead(db, SpeechRerun, desk.job(job).lease_owner or ""))

    desk.work(ScriptedSpeech(OTHERWISE))

    assert desk.job(job).state == "ready" and desk.job(job).outcome["changed"] == 2
    with desk.house.database.read() as db:
        kinds = db.scalars(select(TurnRevision.kind).where(TurnRevision.kind == "heard_again")).all()
    assert len(kinds) == 2


@pytest.mark.both_engines
def test_a_slow_worker_when_another_has_taken_the_job_then_it_changes_nothing_more(desk: Desk) -> None:
    job = desk.ask()

    def lost() -> None:
        desk.house.database.write(lambda db: leases.release_of_dead(db, SpeechRerun, desk.job(job).lease_owner or ""))

    desk.work(ScriptedSpeech(OTHERWISE, meanwhile=lost))

    assert "money" in desk.text(1) and desk.job(job).state == "processing"
    desk.work(ScriptedSpeech(OTHERWISE))
    assert "honey" in desk.text(1)


@pytest.mark.both_engines
def test_a_job_when_another_is_under_way_on_the_same_words_then_it_is_refused_and_can_be_stopped(desk: Desk) -> None:
    job = desk.ask()

    with pytest.raises(Conflict):
        desk.ask("speakers")

    desk.house.database.write(lambda db: rerun.cancel(db, desk.meeting.session_id, job, now=desk.house.clock()))
    assert desk.job(job).state == "set_aside"
    assert not Worker(desk.house, ScriptedSpeech(TALK), threading.Event()).work_next()
    desk.ask("speakers")


def test_a_transcript_of_another_session_when_named_then_nothing_is_asked_for(desk: Desk, house: House) -> None:
    desk.meeting.session_id = "another"

    with pytest.raises(NotFound):
        desk.ask()


@pytest.mark.both_engines
def test_voices_when_told_apart_again_then_names_stay_and_what_people_gave_stays(desk: Desk) -> None:
    def name_and_give(db: Any) -> None:
        db.scalars(select(RecordedSpeaker).where(RecordedSpeaker.label == "Ana")).one().name = "Anneliese"
        turn = db.get_one(RecordedTurn, (desk.id, 3))
        turn.assigned_by = "ada"

    desk.house.database.write(name_and_give)
    turns = [desk.turn(n) for n in range(5)]
    words = desk.texts()
    # The machine now hears three voices: the last turn is somebody else's, and the fourth would be too.
    labels = ["A", "B", "A", "C", "C"]
    speech = ScriptedSpeech(TALK)
    speech.voices = [
        Turn(speaker=label, start_ms=turn.start_ms or 0, end_ms=turn.end_ms or 0, text="")
        for label, turn in zip(labels, turns, strict=True)
    ]
    job = desk.ask("speakers", speakers=3)

    desk.work(speech)

    assert speech.again[0][0]["speakers"] == 3
    now = [desk.turn(n).speaker for n in range(5)]
    assert now[:4] == ["Ana", "Ben", "Ana", "Ben"], "old names for old voices; a person's choice stays"
    assert now[4] not in ("Ana", "Ben") and desk.texts() == words
    with desk.house.database.read() as db:
        assert now[4] in db.scalars(select(RecordedSpeaker.label)).all()
        (speakers,) = db.scalars(select(Passage.speakers).where(Passage.transcript_id == desk.id)).all()
    assert speakers == ["Anneliese", "Ben", now[4]]
    desk.take_back(job)
    desk.work(speech)
    assert [desk.turn(n).speaker for n in range(5)] == [turn.speaker for turn in turns]


def _numbers_told(page: str) -> list[list[str]]:
    """The numbers in what is said of each job, in order."""
    return [re.findall(r"\d+", said) for said in re.findall(r'class="queued__said">([^<]*)<', page)]


def test_a_page_when_a_span_is_heard_again_then_plain_forms_show_what_stays_and_take_it_back(
    desk: Desk, ada: Browser
) -> None:
    desk.approve(1)
    address = f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again"

    page = ada.open(f"{address}?turn=2")
    asked = ada.send(address, kind="words", model="base", start="0:00", end="1:00")
    wrong = ada.send(address, kind="words", model="nowhere")
    again = ada.send(address, kind="words", model="base")

    assert "of_span" in codes(page.text) and 'data-touched="0"' in page.text
    title = re.search(r'<a id="again-[^"]+"[^>]*>([^<]+)<', ada.open("/queue").text)
    assert title and "0:00 to 1:00" in title[1] and "base" in title[1]
    assert asked.status_code == 303 and (wrong.status_code, again.status_code) == (422, 409)
    desk.work(ScriptedSpeech(OTHERWISE))
    done = ada.open(address)
    assert "empty" in codes(ada.open("/queue").text)
    assert "Ada" in done.text
    job = re.search(r"/reruns/([^/]+)/take-back", done.text)
    assert job and {"changed": 1, "kept": 1}.items() <= desk.job(job[1]).outcome.items()
    assert _numbers_told(done.text) == [["1", "1"]]
    assert ada.send(f"/sessions/{desk.meeting.session_id}/reruns/{job[1]}/take-back", page=address).status_code == 303
    desk.work(ScriptedSpeech(TALK))
    assert desk.job(job[1]).outcome["taken_back"] == 1 and _numbers_told(ada.open(address).text) == [["1"]]


def test_a_page_when_nothing_was_heard_otherwise_then_nothing_is_offered_to_be_taken_back(
    desk: Desk, ada: Browser
) -> None:
    job = desk.ask(model="tiny.en")
    desk.work(ScriptedSpeech(TALK))

    done = ada.open(f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again").text

    assert "No turn changed." in done and "take-back" not in done
    with pytest.raises(Conflict):
        desk.take_back(job)


def test_an_address_with_a_moment_that_is_none_when_opened_then_the_page_says_so_and_can_be_used(
    desk: Desk, ada: Browser
) -> None:
    page = ada.open(f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again?start=99:99")

    assert page.status_code == 422
    assert "no_moment" in codes(page.text) and 'name="kind" value="words"' in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "words", "start": "soon", "end": "later"},
        {"kind": "words", "start": "1:00", "end": "0:30"},
        {"kind": "words", "start": "1:00"},
        {"kind": "words", "language": "english please"},
        {"kind": "speakers", "speakers": "none"},
        {"kind": "speakers", "speakers": "31"},
        {"kind": "speakers", "speakers": "9" * 5000},
        {"kind": "everything"},
    ],
)
def test_a_wish_that_makes_no_sense_when_sent_then_one_sentence_says_so_and_nothing_is_asked_for(
    desk: Desk, ada: Browser, fields: dict[str, str]
) -> None:
    address = f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again"

    assert ada.send(address, **fields).status_code == 422

    with desk.house.database.read() as db:
        assert db.scalars(select(SpeechRerun)).all() == []


def test_a_moment_that_cannot_be_read_when_sent_then_the_page_comes_back_with_what_was_typed(
    desk: Desk, ada: Browser
) -> None:
    address = f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again"

    answer = ada.send(address, kind="words", start="soon", end="0:30", glossary="Wenning")

    assert answer.status_code == 422 and "no_moment" in codes(answer.text)
    assert 'name="start" value="soon"' in answer.text and 'name="end" value="0:30"' in answer.text
    assert "Wenning" in answer.text
    assert "of_all" in codes(answer.text) and 'data-touched="0"' in answer.text, (
        "nothing is said of a span that nobody could read"
    )


def test_a_span_after_the_end_of_the_sound_when_sent_then_the_page_says_where_it_ends_and_nothing_is_asked_for(
    desk: Desk, ada: Browser
) -> None:
    address = f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again"

    answer = ada.send(address, kind="words", start="5:00:00", end="5:00:10")

    assert answer.status_code == 422 and re.search(r"This sound ends at \d+:\d\d, before that\.", answer.text)
    assert 'name="start" value="5:00:00"' in answer.text
    assert "empty" in codes(ada.open("/queue").text)


def test_a_turn_that_stands_on_no_page_when_turns_are_counted_then_it_is_not_among_them(
    desk: Desk, ada: Browser
) -> None:
    def silence(db: Session) -> None:
        turn = db.get_one(RecordedTurn, (desk.id, 4))
        turn.text, turn.flags = "", []

    desk.approve(1)
    desk.house.database.write(silence)

    page = ada.open(f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again")

    assert 'data-touched="1" data-of="4"' in page.text

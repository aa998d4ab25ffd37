"""Words made of what somebody said who has said no since: histories, examples, labels, and acts that are taken back.

Everything is done as people do it: they join, are heard, are matched at the bench, and answer.
"""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

from retreat.errors import NotPermitted
from retreat.house import House
from retreat.search.groupings import groupings_of
from retreat.speech.again import operations as rerun
from retreat.speech.work.worker import Worker
from retreat.transcripts.correcting.finding import Find
from retreat.transcripts.correcting.replacing import chosen_of, replace_in_turns
from retreat.transcripts.editing.operations import Typed, Who, restore_turn, type_turn
from retreat.transcripts.levels.gists import gists
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, STAFF, Table, talk_of
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.marks import codes, slots
from tests.support.meeting import Meeting

# In the first turn: "… every week and | nobody asked how the carers | were doing at all."
PART = (10, 14)
NO = {"audio_recorded": False, "machine_transcription": False}
YES = dict.fromkeys(NO, True)
# Four passages of the first voice and two of the second, all alike; only the second says "pelican".
ALIKE = "S1: " + "The harbour wall kept the ferry and the fishermen dry. " * 40
ALSO = "\nS2: " + "The pelican kept to the harbour wall and the pelican liked the ferry. " * 20


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """A talk of three voices, worked on."""
    return talk_of(house, meeting, tmp_path)


def who(table: Table) -> Who:
    return Who(by="ellen", reader=STAFF, now=table.house.clock(), ids=table.house.ids)


def type_first(table: Table, text: str, version: int) -> None:
    """Correct the first turn."""
    typed = Typed(
        session_id=table.meeting.session_id, transcript_id=table.transcript_id, turn=0, version=version, text=text
    )
    table.house.database.write(lambda db: type_turn(db, typed, who(table)))


def matched(table: Table, label: str) -> str:
    """Ana agrees to sound and is matched; her id."""
    ana = table.meeting.join("Ana", consents=SOUND_YES)
    table.do(acts.match_voice, label, ana.seat.id)
    return ana.seat.id


def turn_page(ada: Browser, table: Table, n: int) -> str:
    return ada.open(f"/sessions/{table.meeting.session_id}/transcripts/{table.transcript_id}/turns/{n}").text


@pytest.mark.both_engines
def test_a_part_of_a_turn_when_it_is_of_somebody_who_says_no_then_the_rest_has_a_history_without_it(
    table: Table, ada: Browser
) -> None:
    ana = matched(table, "S3")
    table.do(acts.give_span, 0, PART, Target(label="S3"))
    before = turn_page(ada, table, 0)

    table.answer(ana, **NO)

    after = turn_page(ada, table, 0)
    assert "carers" in before and "not_shown" not in codes(before)
    assert "carers" not in after and "tired" in after and "not_shown" in codes(after)
    table.answer(ana, **YES)
    assert "carers" in turn_page(ada, table, 0)


def test_a_word_that_was_corrected_when_only_the_new_ones_are_of_somebody_who_says_no_then_it_is_not_told_either(
    table: Table, ada: Browser
) -> None:
    ana = matched(table, "S3")
    first = table.page()[0][2]
    type_first(table, first.replace("carers", "people of the house"), 0)
    numbers = {text: n for n, text in table.words()}
    table.do(acts.give_span, 0, (numbers["people"], max(numbers.values())), Target(label="S3"))

    table.answer(ana, **NO)

    rest = " ".join(turn_page(ada, table, n) for n, _name, text in table.page() if text and text.split()[0] in first)
    assert "tired" in rest and "doing" in rest and "people of" not in rest
    assert "carers" not in rest


@pytest.mark.both_engines
def test_an_older_text_of_a_turn_when_put_back_then_words_of_somebody_who_said_no_do_not_come_with_it(
    table: Table,
) -> None:
    ana = matched(table, "S3")
    table.do(acts.give_span, 0, PART, Target(label="S3"))
    table.answer(ana, **NO)

    table.house.database.write(
        lambda db: restore_turn(
            db, table.meeting.session_id, table.transcript_id, 0, version=1, number=0, who=who(table)
        )
    )

    assert "carers" not in " ".join(text for _n, _name, text in table.page())


@pytest.mark.both_engines
def test_a_replacement_when_its_words_are_of_somebody_who_says_no_then_the_list_of_what_was_replaced_shows_none(
    table: Table, ada: Browser
) -> None:
    ana = matched(table, "S1")
    find = Find(text="carers", session_id=table.meeting.session_id)
    place = chosen_of([f"{table.transcript_id}:0:0:0"])
    table.house.database.write(lambda db: replace_in_turns(db, find, "families", place, act="one", who=who(table)))
    path = f"/sessions/{table.meeting.session_id}/replace"
    before = ada.open(path).text

    table.answer(ana, **NO)

    after = ada.open(path).text
    assert "carers" in before and "families" in before
    assert "carers" not in after and "families" not in after and "/one/undo" in after


@pytest.mark.both_engines
@pytest.mark.parametrize("act", ["part", "turn", "voice"])
def test_words_given_to_somebody_when_they_say_no_then_nobody_can_take_that_back(table: Table, act: str) -> None:
    ana = matched(table, "S3")
    if act == "part":
        table.do(acts.give_span, 0, PART, Target(label="S3"))
    elif act == "turn":
        table.do(acts.give_turns, [0], Target(label="S3"))
    else:
        table.do(acts.give_voice, "S1", Target(label="S3"))
    table.answer(ana, **NO)
    before = table.page()

    with pytest.raises(NotPermitted):
        table.do(acts.undo_latest)

    assert table.page() == before and "carers" not in " ".join(text for _n, _name, text in before)
    table.answer(ana, **YES)
    table.do(acts.undo_latest)
    assert len(table.page()) == 5 and "carers" in table.page()[0][2]


def grouped(house: House, meeting: Meeting, folder: Path, script: str) -> Table:
    """A talk whose passages a machine has grouped."""
    table = talk_of(house, meeting, folder, script)
    with house.database.read() as db:
        recording_id = db.get_one(TranscriptVersion, table.transcript_id).recording_id
    asked = rerun.Asked(
        session_id=meeting.session_id,
        transcript_id=table.transcript_id,
        kind=rerun.GROUPINGS,
        start_ms=None,
        end_ms=None,
        options={},
        by="ellen",
    )
    house.database.write(lambda db: rerun.ask(db, asked, now=house.clock(), ids=house.ids, wake=lambda _id: None))
    assert recording_id and Worker(house, ScriptedSpeech(script), threading.Event()).work_next()
    return table


def labels(table: Table) -> list[tuple[str, ...]]:
    """The labels of all groupings that may be read."""
    with table.house.database.read() as db:
        found = groupings_of(db, STAFF, table.meeting.session_id)
    return [grouping.words for _transcript, groupings in found for grouping in groupings]


@pytest.mark.both_engines
def test_a_label_of_a_grouping_when_one_of_its_words_was_said_by_somebody_who_says_no_then_that_word_goes(
    house: House, meeting: Meeting, tmp_path: Path, ada: Browser
) -> None:
    table = grouped(house, meeting, tmp_path, ALIKE + ALSO)
    ana = matched(table, "S2")
    before = labels(table)

    table.answer(ana, **NO)

    after = labels(table)
    assert "pelican" in before[0]
    assert after and set(after[0]) == {word for word in before[0] if word in ALIKE} != set()
    assert "pelican" not in ada.open(f"/sessions/{meeting.session_id}?show=groupings").text


def test_a_label_when_no_word_of_it_is_left_in_readable_passages_then_the_grouping_has_a_plain_name(
    house: House, meeting: Meeting, tmp_path: Path, ada: Browser
) -> None:
    said = [f"S{n % 2 + 1}: " + ("pelican ferry harbour " if n % 2 else "and so it was ") * 12 for n in range(16)]
    table = grouped(house, meeting, tmp_path, "\n".join(said))
    ana = matched(table, "S2")
    before = labels(table)

    table.answer(ana, **NO)

    assert before and {"pelican", "ferry", "harbour"} <= set(before[0]) and set(labels(table)) == {()}
    page = ada.open(f"/sessions/{meeting.session_id}?show=groupings").text
    assert slots(page, "label") == ["Similar passages"]
    assert not re.search(r"pelican|ferry|harbour", page)


@pytest.mark.both_engines
@pytest.mark.parametrize("purpose", sorted(NO))
def test_one_no_to_either_question_about_sound_when_said_then_passages_of_that_person_alone_are_not_listed(
    house: House, meeting: Meeting, tmp_path: Path, purpose: str
) -> None:
    table = grouped(house, meeting, tmp_path, ALIKE)
    ana = matched(table, "S1")

    def listed() -> tuple[int, int]:
        with house.database.read() as db:
            row = db.get_one(TranscriptVersion, table.transcript_id)
            return len(gists(db, STAFF, row, 1)), len(labels(table))

    before = listed()

    table.answer(ana, **{purpose: False})

    assert min(before) > 0 and listed() == (0, 0)
    assert [words for _, _, words in table.page()] == [""]

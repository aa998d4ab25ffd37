"""The best hit is first, quotation marks mean these very words, and each narrowing narrows; alike on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from retreat.consent.gate import Owner
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.search.filters import Filters
from retreat.search.passages import Hit, search_record
from retreat.search.vectors import Vectors
from tests.record.scripted_speech import TALK, ScriptedSpeech, meaning
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

pytestmark = pytest.mark.both_engines

FILLER = "and then the talk went on about other things that people had done in the week before they came here"

Find = Callable[..., list[Hit]]


@pytest.fixture
def find(house: House) -> Find:
    """Ask by words alone, unless meaning is asked for."""

    def ask(typed: str, *, limit: int = 10, embed: Any = None, **filters: Any) -> list[Hit]:
        with house.database.read() as db:
            return search_record(
                db,
                typed,
                reader=Owner(),
                vectors=Vectors(None),
                embed=embed,
                filters=Filters(**filters),
                limit=limit,
            )

    return ask


@pytest.fixture
def ana(meeting: Meeting) -> Person:
    return meeting.join("Ana")


def write(person: Person, *texts: str) -> None:
    for text in texts:
        person.note(text, share="everyone")


def test_notes_that_speak_of_it_more_when_searched_then_they_come_before_those_that_speak_of_it_less(
    ana: Person, find: Find
) -> None:
    much, some, little = "bus bus bus stop", f"the bus came late {FILLER[:30]}", f"a bus {FILLER} {FILLER}"
    write(ana, little, much, some, *(f"other {number} {FILLER}" for number in range(6)))

    hits = find("bus")

    assert [hit.text for hit in hits] == [much, some, little]
    assert hits[0].score > hits[1].score > hits[2].score


def test_a_rare_word_when_asked_beside_a_common_one_then_the_note_with_the_rare_one_is_first(
    ana: Person, find: Find
) -> None:
    write(ana, *(f"the bus was late, day {number}" for number in range(6)), "the ferry was late, one day")

    assert "ferry" in find("bus ferry")[0].text


def test_a_question_when_meaning_is_asked_too_then_the_best_is_first_and_fewer_hits_are_the_first_of_more(
    ana: Person, find: Find
) -> None:
    write(
        ana,
        "nobody asked the carers how they were",
        "the garden of the carers",
        "a carer asked for a break",
        *(f"day {number} {FILLER}" for number in range(5)),
    )

    all_of_them = find("nobody asked the carers", embed=meaning)

    assert all_of_them[0].text == "nobody asked the carers how they were"
    assert [hit.score for hit in all_of_them] == sorted((hit.score for hit in all_of_them), reverse=True)
    for limit in (1, 2):
        few = find("nobody asked the carers", embed=meaning, limit=limit)
        assert [hit.text for hit in few] == [hit.text for hit in all_of_them[:limit]]


def test_a_phrase_in_quotation_marks_when_only_its_stems_are_there_then_nothing_is_found(
    ana: Person, find: Find
) -> None:
    write(ana, "The carers were asking for a break", "My carer was asked for breaks")

    assert len(find("carer asked break")) == 2
    assert [hit.text for hit in find('"asking for a break"')] == ["The carers were asking for a break"]
    for stems_only in ('"carer were asking"', '"asked for a break"', '"carers was asked"'):
        assert find(stems_only) == []


def test_a_kind_when_asked_for_then_only_what_was_said_or_only_what_was_written_is_found(
    house: House, meeting: Meeting, ana: Person, find: Find, tmp_path: Any
) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    ingest(house, tmp_path / "talk.txt", session_id=meeting.session_id, table=None, speech=ScriptedSpeech())
    write(ana, "housing again")

    spoken, written = find("housing", kind="spoken"), find("housing", kind="written")

    assert [hit.text for hit in written] == ["housing again"]
    assert spoken and "housing again" not in {hit.text for hit in spoken}
    assert len(find("housing")) == len(spoken) + len(written)


def test_two_moments_when_a_search_lies_between_them_then_the_first_counts_and_the_last_does_not(
    clock: HandClock, ana: Person, find: Find
) -> None:
    times: list[datetime] = []
    for day in ("first", "second", "third"):
        times.append(clock())
        write(ana, f"{day} day at the river")
        clock.forward(hours=24)
    second, third = times[1], times[2]

    def days(**between: datetime) -> list[str]:
        return sorted(hit.text.split()[0] for hit in find("river", **between))

    assert days(until=second) == ["first"]
    assert days(since=second) == ["second", "third"]
    assert days(since=second, until=third) == ["second"]
    assert days(until=third + timedelta(seconds=1)) == ["first", "second", "third"]

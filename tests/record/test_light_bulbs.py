"""Light bulbs in the record, on the time line and in search, as far as they may be read."""

from __future__ import annotations

import re

import pytest

from retreat.consent.gate import Owner, SeatReader
from retreat.house import House
from retreat.log.light_bulbs import bulbs_of
from retreat.search.filters import Filters
from retreat.search.passages import Hit, search_record
from retreat.search.vectors import Vectors
from tests.people.pages import Browser
from tests.record.scripted_speech import meaning
from tests.support.marks import slots
from tests.support.meeting import Meeting, Person, op_id
from tests.support.rooms import say_no

pytestmark = pytest.mark.both_engines


def marked(person: Person, share: str = "facilitators", **texts: str) -> str:
    bulb = op_id("bulb")
    answer = person.send("lightbulb.mark", bulb, share=share, **texts)
    assert "seq" in answer, answer
    return bulb


def find(house: House, typed: str, reader: Owner | SeatReader | None = None) -> list[Hit]:
    with house.database.read() as db:
        return search_record(db, typed, reader=reader or Owner(), vectors=Vectors(None), embed=meaning, limit=5)


def tab(ada: Browser, meeting: Meeting, show: str) -> str:
    return ada.open(f"/sessions/{meeting.session_id}?show={show}").text


def test_a_light_bulb_when_marked_then_record_time_line_and_search_have_it(
    ada: Browser, meeting: Meeting, house: House
) -> None:
    bulb = marked(meeting.join("Bea"), used="It was their fault", now="It was the rota")
    wordless = marked(meeting.join("Ben"))

    record, line = tab(ada, meeting, "notes"), tab(ada, meeting, "time")

    assert slots(record, "light_bulbs") and f'id="note-{bulb}"' in record and f'id="note-{wordless}"' in record
    assert "It was the rota" in record and "Bea" not in record
    assert re.findall(r'data-made="([^"]+)" data-shape="diamond"', line) == [bulb, wordless]
    (hit,) = find(house, "rota")
    assert (hit.note_id, hit.made and hit.made.noun, hit.kind) == (bulb, "lightbulb", "written")
    assert hit.text == "It was their fault\nIt was the rota" and hit.speakers == ()
    assert f"show=notes#note-{bulb}" in ada.open("/search?q=rota").text


def test_a_light_bulb_when_changed_emptied_and_taken_back_then_search_keeps_up(house: House, meeting: Meeting) -> None:
    bea = meeting.join("Bea")
    bulb = marked(bea, text="the bus")

    bea.send("lightbulb.edit", bulb, base_version=1, now="the train")
    assert find(house, "bus") == [] and len(find(house, "train")) == 1
    bea.send("lightbulb.edit", bulb, base_version=2)
    assert find(house, "train") == []
    bea.send("lightbulb.edit", bulb, base_version=3, because="the ferry")
    assert len(find(house, "ferry")) == 1
    bea.send("lightbulb.remove", bulb)

    assert find(house, "ferry") == []
    with house.database.read() as db:
        assert bulbs_of(db, Owner(), meeting.session_id) == []


def test_a_light_bulb_of_ones_own_or_of_who_said_no_when_the_record_is_read_then_it_is_nowhere(
    ada: Browser, meeting: Meeting, house: House
) -> None:
    bea, ben = meeting.join("Bea"), meeting.join("Ben")
    marked(bea, "me", now="hers alone")
    marked(ben, "everyone", now="his for all")
    assert "his for all" in tab(ada, meeting, "notes") and len(find(house, "all")) == 1

    say_no(house, ben, "notes_kept")

    pages = tab(ada, meeting, "notes") + tab(ada, meeting, "time") + ada.open("/search?q=alone+OR+all").text
    assert "his for all" not in pages and "hers alone" not in pages
    assert find(house, "alone") == [] and find(house, "all") == []


def test_a_light_bulb_when_others_in_the_room_search_then_they_find_what_was_shared_with_them(
    meeting: Meeting, house: House
) -> None:
    bea, ben = meeting.join("Bea"), meeting.join("Ben")
    marked(bea, "facilitators", now="for the desk")
    marked(bea, "everyone", now="for everyone")

    assert [hit.text for hit in find(house, "for", SeatReader(seat=ben.seat))] == ["for everyone"]
    assert len(find(house, "for", SeatReader(seat=meeting.leader.seat))) == 2


def test_a_light_bulb_when_marked_on_a_question_then_its_passage_is_of_that_question(
    meeting: Meeting, house: House
) -> None:
    bulb = op_id("bulb")
    meeting.join("Bea").send("lightbulb.mark", bulb, share="everyone", now="seen", on=meeting.prompt_ids[0])

    with house.database.read() as db:
        found = search_record(
            db,
            "seen",
            reader=Owner(),
            vectors=Vectors(None),
            embed=meaning,
            filters=Filters(prompt_id=meeting.prompt_ids[0]),
            limit=5,
        )
    assert [hit.note_id for hit in found] == [bulb]

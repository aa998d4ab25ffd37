"""A narrative's copy in the room ends: with its session, on its last day, or by hand; approved lines stay."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from facilitation.interactions.read.laying import for_desk, is_prepared
from facilitation.interactions.read.leaving import end_copies
from facilitation.interactions.read.reading import narratives_read
from facilitation.interactions.read.record import TABLES
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.house import House
from retreat.ids import system_ids
from retreat.log.models import Words
from retreat.programme.gone import _collect_returned
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.programme.narratives.operations import WentBack, Written, change_narrative, choose_narratives
from retreat.programme.narratives.queries import narrative_view
from retreat.programme.narratives.returned import kept_words, said_at
from retreat.programme.narratives.returning import approve_lines, return_now, return_one_due, set_last_day
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person
from tests.support.planning import cleared_narrative
from tests.support.rooms import make_house

ACTIVITY = "outcome narrative close reading"
MARKS, READINGS, REWRITING = 1, 3, 4
GARDEN = {"from": 11, "to": 21}  # “the garden”, of line 1
ASKED = {"from": 45, "to": 61}  # line 2


class Room:
    """A session in which a narrative is read, marked, read again and rewritten."""

    def __init__(self, database: Database, clock: HandClock, folder: Any) -> None:
        self.database, self.clock = database, clock
        self.house: House = make_house(database, clock, folder)
        self.meeting = Meeting.open(database, clock, ACTIVITY)
        for step in (MARKS, READINGS, REWRITING):
            self.meeting.leader.send("round.open", self.meeting.round_ids[step])
        self.ana = self.meeting.join("Ana")
        with database.read() as db:
            row = db.scalars(select(NarrativeText)).one()
            self.text_id, self.narrative_id = row.id, row.narrative_id
            self.programme_id = db.scalars(select(Narrative.programme_id)).one()
        self.do("read.mark", MARKS, "mark", GARDEN, meaning="meaning-1")
        self.do("read.write", READINGS, "of-garden", GARDEN, text="It was hers.")
        self.do("read.write", READINGS, "of-asked", ASKED, text="Who acts?")
        self.do("read.write", REWRITING, "rewritten", ASKED, form="rewriting", text="The team did not ask.")

    def do(self, kind: str, step: int, target_id: str, place: dict[str, int], **more: Any) -> Any:
        body = {"place": {"on": self.text_id, **place}, "share": "everyone"} | more
        return self.ana.send(kind, target_id, round_id=self.meeting.round_ids[step], **body)

    def approve(self, first: int, last: int) -> None:
        lines, now = (str(first), str(last)), self.clock()
        self.database.write(
            lambda db: approve_lines(
                db,
                self.programme_id,
                self.narrative_id,
                *lines,
                seen="1.1",
                confirmed=True,
                by=None,
                now=now,  # type: ignore[arg-type]
            )
        )

    def last_day(self) -> None:
        day = self.clock().date().isoformat()
        self.database.write(lambda db: set_last_day(db, self.programme_id, self.narrative_id, day, now=self.clock()))

    def chosen_for_a_later_step(self) -> None:
        """Another, which goes back on the same day, is to be read in a step that has not been opened."""

        def write(db: Any) -> None:
            now, step = self.clock(), self.meeting.round_ids[2]
            narrative_id, text_id = cleared_narrative(db, self.programme_id, now, text="The stairs were steep.")
            set_last_day(db, self.programme_id, narrative_id, now.date().isoformat(), now=now)
            choose_narratives(db, self.meeting.session_id, step, {"": text_id}, by=None, now=now, ids=system_ids)

        self.database.write(write)

    def give_back(self) -> list[str]:
        return self.database.write(
            lambda db: return_now(db, self.programme_id, self.narrative_id, now=self.clock(), ids=system_ids)
        )

    def kept(self) -> str:
        """Every word of the log and of the programme."""
        with self.database.read() as db:
            texts = [str(row) for row in db.scalars(select(Words.texts))]
            return " ".join([*texts, *db.scalars(select(NarrativeText.text))])

    def rows(self, name: str) -> list[list[Any]]:
        table = next(one for one in TABLES if one.name == name)
        with self.database.read() as db:
            return [list(row) for row in table.rows(db, Owner(), self.meeting.session_id)]

    def refused(self, person: Person | None = None) -> str:
        again = self.do("read.mark", MARKS, system_ids(), GARDEN, meaning="meaning-2")
        return str(again.get("code", "accepted"))


@pytest.mark.both_engines
def test_narrative_when_given_back_then_only_approved_lines_marks_and_readings_stay_anywhere(
    database: Database, clock: HandClock, tmp_path: Any
) -> None:
    room = Room(database, clock, tmp_path)
    room.approve(1, 1)

    assert room.give_back() == [room.meeting.session_id] and room.give_back() == []

    words = room.kept()
    assert "the garden" in words and "Nobody asked" not in words and "did not ask" not in words
    assert "It was hers." in words and "Who acts?" in words
    board = room.ana.board()
    assert board["narratives"][room.text_id]["text"] is None
    assert not any(one["quote"] for one in board["readings"].values())
    assert "Nobody asked" not in str(room.ana.heard())
    with database.read() as db:
        (read,) = narratives_read(db, Owner(), room.meeting.session_id)
        view = narrative_view(db, room.programme_id, room.narrative_id)
    assert read.returned and len(read.lines) == 3
    assert {one.id: one.quote for one in read.parts} == {"of-garden": "the garden", "of-asked": ""}
    assert view.returned == read.returned and view.approved
    assert room.rows("marks")[0][7] == "the garden"
    assert [row[7] for row in room.rows("readings")] == ["the garden", read.returned]
    assert room.refused() == "gone"


@pytest.mark.both_engines
def test_narrative_when_its_last_day_is_over_then_nobody_marks_it_and_a_worker_gives_it_back_once(
    database: Database, clock: HandClock, tmp_path: Any
) -> None:
    room = Room(database, clock, tmp_path)
    room.last_day()
    room.chosen_for_a_later_step()
    assert room.refused() == "accepted" and not return_one_due(room.house, None, "")
    clock.forward(days=1)

    assert room.refused() == "gone", "before a worker came"
    opened = room.meeting.leader.send("round.open", room.meeting.round_ids[2])
    assert "seq" in opened, "a step opens without it"
    assert [one["id"] for one in room.ana.board()["narratives"].values()] == [room.text_id]
    assert return_one_due(room.house, None, "") and return_one_due(room.house, None, "")
    assert not return_one_due(room.house, None, "")

    assert "garden" not in room.kept()
    with database.read() as db:
        assert not is_prepared(db, room.meeting.session_id, room.meeting.round_ids[MARKS])
        assert not for_desk(db, room.meeting.session_id, room.meeting.round_ids[MARKS])["narratives"]
        assert room.narrative_id in {line[0] for line in _collect_returned(db, ())}


@pytest.mark.both_engines
def test_session_when_it_ends_then_its_copy_is_erased_and_the_programme_keeps_the_text(
    database: Database, clock: HandClock, tmp_path: Any
) -> None:
    room = Room(database, clock, tmp_path)
    assert not end_copies(room.house, None, "")
    room.meeting.leader.send("session.end", room.meeting.session_id)

    assert end_copies(room.house, None, "") and not end_copies(room.house, None, "")

    assert room.ana.board()["narratives"][room.text_id]["text"] is None
    with database.read() as db:
        here = Words.target_id == room.text_id
        assert db.scalar(select(func.count()).select_from(Words).where(here, Words.erased_at.is_(None))) == 0
        (read,) = narratives_read(db, Owner(), room.meeting.session_id)
    assert "garden" in read.text and not read.returned
    assert room.rows("marks")[0][7] == "the garden"

    room.meeting.leader.send("session.reopen", room.meeting.session_id)
    laid = room.meeting.leader.send("read.lay", room.text_id, round_id=room.meeting.round_ids[MARKS])
    assert "seq" in laid, laid
    assert "garden" in room.ana.board()["narratives"][room.text_id]["text"]


def test_narrative_when_it_went_back_then_it_is_not_changed_any_more(
    sqlite_database: Database, clock: HandClock, tmp_path: Any
) -> None:
    room = Room(sqlite_database, clock, tmp_path)
    room.give_back()
    again = Written(title="The garden", text="Once more.")

    with pytest.raises(WentBack):
        sqlite_database.write(
            lambda db: change_narrative(
                db, room.programme_id, room.narrative_id, again, seen="1.1", by=None, now=clock(), ids=system_ids
            )
        )
    with pytest.raises(WentBack):
        room.last_day()
    with pytest.raises(WentBack):
        room.approve(1, 1)


def test_words_when_they_go_back_then_places_stay_and_gaps_are_told(clock: HandClock) -> None:
    text = "One two.\nThree 🌱 four."

    kept = kept_words(text, [(0, 3), (15, 21)])

    assert len(kept) == len(text) and kept.split() == ["One", "🌱", "four"]
    assert said_at(kept, 0, 3, clock()) == "One"
    assert said_at(kept, 0, len(kept), clock()) == "One … 🌱 four"
    assert said_at(kept, 4, 8, clock()) == said_at("", 0, 0, clock()) != ""

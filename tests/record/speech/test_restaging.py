"""Checks, passages and groupings done again alone: from words as people have them, which stay. On both engines."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import delete, select

from retreat.errors import Conflict
from retreat.house import House
from retreat.search.following.extents import Extent, Placed, cut_between
from retreat.search.models import GroupedPassage, Passage, PassageGrouping, PassageVector, PassageVoice
from retreat.speech.again import operations as rerun
from retreat.transcripts.levels.gists import Written, gists, write_gist
from retreat.transcripts.models import RecordedTurn
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion
from tests.people.pages import Browser
from tests.record.rerunning import Desk
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.working import found
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import match_to_one_who_said_no
from transcription.text.passages import cut
from transcription.types import Word

LONG = TALK * 5


class LongDesk(Desk):
    """A talk of several passages."""

    def work(self, speech: ScriptedSpeech):  # type: ignore[no-untyped-def]
        speech.script = LONG if speech.script == TALK else speech.script
        speech.length = 240.0
        return super().work(speech)

    def passages(self) -> list[Passage]:
        with self.house.database.read() as db:
            return list(
                db.scalars(
                    select(Passage)
                    .where(Passage.transcript_id == self.id, Passage.state == "current")
                    .order_by(Passage.position)
                )
            )

    def write_gist(self, passage: Passage, text: str) -> None:
        def write(db: Any) -> None:
            row = db.get_one(TranscriptVersion, self.id)
            words = passage.first_word or 0, passage.last_word or 0
            written = Written(words=words, number=-1, text=text)
            write_gist(db, self.who.reader, row, written, by="ada", now=self.house.clock(), ids=self.house.ids)

        self.house.database.write(write)

    def join_first_two(self) -> None:
        """As an older way of cutting might have left it: the first passage is as long as two."""
        first, second, *_ = self.passages()

        def write(db: Any) -> None:
            db.get_one(Passage, first.number).last_word = second.last_word
            db.get_one(Passage, first.number).last_turn = second.last_turn
            for kind in (PassageVector, PassageVoice):
                db.execute(delete(kind).where(kind.number == second.number))
            db.execute(delete(GroupedPassage).where(GroupedPassage.passage_id == second.id))
            db.execute(delete(Passage).where(Passage.number == second.number))

        self.house.database.write(write)


@pytest.fixture
def desk(house: House, meeting: Meeting) -> LongDesk:
    """A transcript of twenty-five turns."""
    return LongDesk(house, meeting)


def test_checks_when_done_again_then_doubts_are_those_of_the_words_as_they_stand_and_people_keep_theirs(
    desk: LongDesk,
) -> None:
    def doubt(db: Any) -> None:
        for n in (0, 1, 2):
            db.get_one(RecordedTurn, (desk.id, n)).flags = ["repetition", "overlap"]

    desk.house.database.write(doubt)
    desk.approve(1)
    desk.type(2, "Again again again again again again.")
    versions = [desk.turn(n).version for n in range(5)]
    job = desk.ask(rerun.CHECKS)
    speech = ScriptedSpeech(TALK)
    third = desk.turn(3)
    speech.silence = [(third.start_ms or 0, third.end_ms or 0)]

    desk.work(speech)

    assert desk.turn(0).flags == ["overlap"], "two at once is not the checks' to find"
    assert desk.turn(1).flags == desk.turn(2).flags == ["repetition", "overlap"], "people were here"
    assert desk.turn(3).flags == ["text_over_silence"]
    assert [desk.turn(n).version for n in range(5)] == versions
    assert (desk.job(job).outcome["changed"], desk.job(job).outcome["kept"]) == (2, 2)
    with desk.house.database.read() as db:
        quality = db.get_one(TranscriptVersion, desk.id).quality
    over_silence = set(quality["over_silence"])
    assert len(over_silence) > 10 and over_silence <= {row.n for row in desk.rows(3)}
    with pytest.raises(Conflict):
        desk.take_back(job)


def test_passages_when_cut_again_and_nothing_differs_then_all_keep_their_ids(desk: LongDesk) -> None:
    before = [(row.id, row.position, row.text) for row in desk.passages()]
    assert len(before) > 2
    job = desk.ask(rerun.PASSAGES)

    desk.work(ScriptedSpeech(TALK))

    assert [(row.id, row.position, row.text) for row in desk.passages()] == before
    assert desk.job(job).outcome["changed"] == 0


@pytest.mark.both_engines
def test_passages_when_cut_again_then_they_cover_every_word_and_what_people_changed_is_in_them(desk: LongDesk) -> None:
    desk.type(1, desk.text(1).replace("money", "quiddity"))
    desk.type(5, desk.text(5) + " And a postscript of my own.")
    words = " ".join(desk.text(n) for n in range(25))
    last_word = desk.passages()[-1].last_word
    desk.join_first_two()
    job = desk.ask(rerun.PASSAGES)

    desk.work(ScriptedSpeech(TALK))

    now = desk.passages()
    assert " ".join(row.text for row in now) == words
    assert now[0].first_word == 0 and now[-1].last_word == last_word
    assert all((before.last_word or 0) + 1 == after.first_word for before, after in pairwise(now))
    assert [row.position for row in now] == list(range(len(now))) and desk.job(job).outcome["changed"] > 0
    assert found(desk.house, "quiddity") and found(desk.house, "postscript")
    with desk.house.database.read() as db:
        gone = db.scalars(select(Passage).where(Passage.state == "superseded")).all()
        read = read_transcript(db, desk.who.reader, db.get_one(TranscriptVersion, desk.id), 1)
    assert gone and all(row.text == "" for row in gone), "their words live in the transcript alone"
    # Seen red: they no longer said which words they had stood for.
    assert all(row.cut_away and row.first_word is not None and row.last_word is not None for row in gone)
    assert len(read.turns) == 25 and all(turn.is_whole for turn in read.turns)


def test_gists_when_passages_are_cut_again_then_each_stands_where_its_words_are(desk: LongDesk) -> None:
    """The first is of words that are no passage any more, the last of some that still are one."""
    last = desk.passages()[-1]
    desk.write_gist(last, "They carried letters.")
    desk.join_first_two()
    long = desk.passages()[0]
    desk.write_gist(long, "Two in one.")
    desk.ask(rerun.PASSAGES)

    desk.work(ScriptedSpeech(TALK))

    now = desk.passages()
    assert (long.first_word, long.last_word) not in [(row.first_word, row.last_word) for row in now]
    with desk.house.database.read() as db:
        told = gists(db, desk.who.reader, db.get_one(TranscriptVersion, desk.id), 1)
    kept = {one.words: one.wording for one in told if one.wording.is_kept}
    assert {words: wording.text for words, wording in kept.items()} == {
        f"{last.first_word}-{last.last_word}": "They carried letters.",
        f"{long.first_word}-{long.last_word}": "Two in one.",
    }
    assert not any(wording.is_earlier for wording in kept.values())
    assert len(told) == len(now) + 1


def test_a_voice_of_somebody_who_said_no_when_passages_are_cut_again_then_its_words_stay_out(
    desk: LongDesk, house: House, meeting: Meeting
) -> None:
    match_to_one_who_said_no(house, meeting, "Ben")
    desk.join_first_two()
    desk.ask(rerun.PASSAGES)

    desk.work(ScriptedSpeech(TALK))

    assert all("money" not in row.text and "Ben" not in row.speakers for row in desk.passages())
    assert not found(house, "money") and found(house, "carers")


@pytest.mark.both_engines
def test_groupings_when_suggested_again_then_they_follow_the_words_as_they_stand(desk: LongDesk) -> None:
    def forget(db: Any) -> None:
        for kind in (GroupedPassage, PassageGrouping):
            for row in db.scalars(select(kind)):
                db.delete(row)
            db.flush()

    desk.house.database.write(forget)
    job = desk.ask(rerun.GROUPINGS)

    desk.work(ScriptedSpeech(TALK))

    with desk.house.database.read() as db:
        rows = db.scalars(select(PassageGrouping).where(PassageGrouping.transcript_id == desk.id)).all()
        members = set(db.scalars(select(GroupedPassage.passage_id)))
    assert len(rows) == desk.job(job).outcome["changed"] == 1
    assert members <= {row.id for row in desk.passages()} and len(members) > 1
    desk.ask(rerun.GROUPINGS)
    desk.work(ScriptedSpeech(TALK))
    with desk.house.database.read() as db:
        assert len(db.scalars(select(PassageGrouping)).all()) == 1, "in place of those before"


def test_a_step_when_asked_for_by_its_button_then_the_page_and_the_queue_tell_of_it(
    desk: LongDesk, ada: Browser
) -> None:
    address = f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again"

    for kind in ("checks", "passages", "groupings"):
        assert ada.send(address, kind=kind).status_code == 303
        with desk.house.database.read() as db:
            waiting = db.scalars(select(SpeechRerun).where(SpeechRerun.kind == kind)).one()
        assert f'id="again-{waiting.id}"' in ada.open("/queue").text
        desk.work(ScriptedSpeech(TALK))
    done = ada.open(address).text

    with desk.house.database.read() as db:
        changed = {row.kind: row.outcome["changed"] for row in db.scalars(select(SpeechRerun))}
    assert (changed["passages"], changed["groupings"]) == (0, 1)
    assert {"checks", "passages", "groupings"} <= set(codes(done)) and "/take-back" not in done


def at(first: int, last: int) -> Extent:
    return Extent(first_word=first, last_word=last, first_turn=0, last_turn=0, start_ms=0, end_ms=1)


def test_words_that_were_added_by_one_heard_word_then_no_passage_begins_among_them() -> None:
    words = [
        Placed(cell=0, turn=n // 70, word=Word(text="word.", start_ms=n, end_ms=n, confidence=1.0)) for n in range(300)
    ]

    (only,) = cut_between(lambda turns, words: cut(words, turns), words, [at(0, 9)])

    assert only.words == (0, 9) and (only.first_turn, only.last_turn) == (0, 4)

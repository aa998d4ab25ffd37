"""Corrections where it is narrow: nothing was heard, a page ends within a turn, two change one transcript at once."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest

from retreat.house import House
from retreat.transcripts import reading
from retreat.transcripts.correcting.checking import to_check
from retreat.transcripts.correcting.resting import Resting, what_rests
from retreat.transcripts.reading import page_of_turn, read_transcript
from retreat.transcripts.versions.models import TranscriptVersion
from tests.record.correcting import READER, Talk, talk
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.meeting import Meeting
from tests.support.rooms import hear
from transcription.types import Transcript, Turn

__all__ = ["talk"]


class Mumbling(ScriptedSpeech):
    """Hears voices at some moments, and no words there."""

    moments = ((1000, 4000),)

    def transcribe(self, *args, **more) -> Transcript:  # type: ignore[no-untyped-def]
        """The script, and the voices."""
        said = super().transcribe(*args, **more)
        silent = tuple(
            Turn(
                speaker="Cleo",
                start_ms=start,
                end_ms=end,
                text="",
                word_indexes=(),
                flags=("speech_without_text",),
            )
            for start, end in self.moments
        )
        return dataclasses.replace(said, turns=(*said.turns, *silent))


def heard(house: House, meeting: Meeting, speech: ScriptedSpeech, folder: Path) -> Talk:
    return Talk(house, meeting.session_id, hear(house, meeting, folder, speech).transcript_id)


def test_a_recording_in_which_nothing_was_understood_when_typed_into_then_it_is_read_and_found(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    talk = heard(house, meeting, Mumbling(""), tmp_path)
    assert talk.page() == [""]

    talk.type(0, "The kettle was on.")
    talk.type(0, "The kettle was always on.")

    assert talk.page() == ["The kettle was always on."]
    assert talk.hits("kettle") == ["The kettle was always on."]
    first = talk.words(0)[0]
    assert 1000 <= first.start_ms < first.end_ms <= 4000


@pytest.mark.both_engines
def test_voices_without_words_when_typed_into_then_they_stand_where_they_were_heard(
    house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    mumbling = Mumbling(speech.script)
    mumbling.moments = ((8800, 10_500), (18_200, 20_000), (41_000, 44_000))
    talk = heard(house, meeting, mumbling, tmp_path)
    before = talk.page()

    talk.type(7, "third")
    talk.type(5, "first")
    talk.type(6, "second")

    assert [text == "" for text in before].count(True) == 3
    page = talk.page()
    assert [page.index(word) for word in ("first", "second", "third")] == [
        at for at, text in enumerate(before) if text == ""
    ]
    assert talk.hits("second")


def test_pages_when_a_turn_runs_over_their_edge_then_each_turn_stands_whole_and_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "WORDS_ON_A_PAGE", 25)
    talk.type(2, "", may_be_empty=True)
    texts = [talk.text(n) for n in range(5)]

    with talk.house.database.read() as db:
        row = db.get_one(TranscriptVersion, talk.id)
        pages = [read_transcript(db, READER, row, number).turns for number in range(1, 5)]
        found = {turn.n: at for at, turns in enumerate(pages, 1) for turn in turns}
        told = {n: page_of_turn(db, talk.id, n) for n in range(5)}

    assert [turn.text for turns in pages for turn in turns] == texts
    assert found == told and len({*found.values()}) > 1


@pytest.mark.both_engines
def test_two_turns_when_changed_at_the_same_moment_then_both_stand_and_no_word_takes_anothers_number(
    talk: Talk,
) -> None:
    together = threading.Barrier(2)
    failed: list[Exception] = []

    def add(turn: int, word: str) -> None:
        try:
            together.wait(timeout=20)
            for n in range(5):
                talk.type(turn, talk.text(turn) + f" {word}{n}")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=add, args=one) for one in ((0, "left"), (1, "right"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failed == []
    assert talk.text(0).endswith("left0 left1 left2 left3 left4")
    assert talk.text(1).endswith("right0 right1 right2 right3 right4")


def test_something_that_rests_on_words_when_registered_by_a_room_above_then_its_turn_is_checked_first(
    talk: Talk,
) -> None:
    # It stays registered, as a room's own would: so it tells of this transcript alone.
    quote = Resting(what="a quote", weight=5, first_word=40, last_word=41)
    what_rests("quotes")(lambda db, reader, transcript: [quote] if transcript.id == talk.id else [])

    with talk.house.database.read() as db:
        waiting = to_check(db, READER, db.get_one(TranscriptVersion, talk.id))

    assert (waiting[0].turn, waiting[0].rests) == (2, ("a quote",))

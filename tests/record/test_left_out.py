"""A stretch that somebody asked to leave out: unheard and unread at once, and gone once the event is closed."""

from __future__ import annotations

import wave
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from retreat.consent.gate import Owner
from retreat.database.purging import purge
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.house import House
from retreat.ids import system_ids
from retreat.recordings.left_out.models import LeftOut, LeftOutPerson
from retreat.recordings.left_out.queries import left_out_in
from retreat.recordings.left_out.stretches import holds_left_out
from retreat.recordings.models import AudioRecording
from retreat.recordings.ports import is_held_back
from retreat.transcripts.models import LeftOutWord, RecordedWord
from retreat.transcripts.ports import Report
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.left_out_talk import PIECE_S, PIECES, LeftOutTalk
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import RATE_HZ
from tests.record.working import found
from tests.support.canary import files_with
from tests.support.meeting import Meeting

BYTES = 2
# Two seconds more than the minute on either side.
FROM_S, TO_S = 118, 180


@pytest.fixture
def meeting(database, clock) -> Meeting:  # type: ignore[no-untyped-def]
    return Meeting.open(database, clock, tables=2)


@pytest.fixture
def talk(house: House, meeting: Meeting) -> LeftOutTalk:
    return LeftOutTalk(house, meeting)


class Listening(ScriptedSpeech):
    """Remembers from which second to which the sound it was given is silent."""

    heard: list[tuple[int, int]]

    def transcribe(self, path: Path, *, work: Path, options: object, report: Report):  # type: ignore[no-untyped-def]
        self.heard = silent_seconds(path)
        return super().transcribe(path, work=work, options=options, report=report)  # type: ignore[arg-type]


def silent_seconds(path: Path) -> list[tuple[int, int]]:
    """The stretches of silence in a WAV file, by whole seconds, the end exclusive."""
    with wave.open(str(path), "rb") as file:
        frames = file.readframes(file.getnframes())
    second = BYTES * RATE_HZ
    silent = [not any(frames[at : at + second]) for at in range(0, len(frames), second)]
    starts = [n for n, one in enumerate(silent) if one and (n == 0 or not silent[n - 1])]
    return [(n, next((m for m in range(n, len(silent)) if not silent[m]), len(silent))) for n in starts]


def read(house: House, transcript_id: str) -> str:
    with house.database.read() as db:
        row = db.get_one(TranscriptVersion, transcript_id)
        return " ".join(turn.text for turn in read_transcript(db, Owner(), row, 1).turns)


def all_words(house: House) -> str:
    with house.database.read() as db:
        return " ".join(db.scalars(select(RecordedWord.text)))


def held(house: House, recording_id: str) -> bool:
    with house.database.read() as db:
        return is_held_back(db, recording_id)


def swept(talk: LeftOutTalk, word: str) -> list[str]:
    """Every file that still holds a word, once what was erased has been purged."""
    house = talk.house
    purge(house.database, house.settings.data, house.clock)
    return files_with(house.settings.data, [word])


@pytest.mark.both_engines
def test_words_in_a_stretch_when_somebody_leaves_it_out_then_they_are_neither_read_nor_found_and_the_others_are(
    talk: LeftOutTalk, house: House
) -> None:
    talk.pass_by()
    recording_id = talk.pieces()
    transcript_id = talk.work(recording_id)
    assert talk.late in read(house, transcript_id) and found(house, talk.late)

    talk.leave_out(talk.ana)

    assert talk.late not in read(house, transcript_id) and talk.early in read(house, transcript_id)
    assert not any(talk.late in text for text in found(house, talk.late))
    assert any(talk.early in text for text in found(house, talk.early))
    assert held(house, recording_id)


@pytest.mark.both_engines
def test_sound_when_it_comes_after_a_stretch_was_left_out_then_the_stretch_is_silent_before_it_is_heard(
    talk: LeftOutTalk, house: House
) -> None:
    talk.pass_by()
    talk.leave_out(talk.ana)
    recording_id = talk.pieces()
    speech = Listening(talk.script)

    transcript_id = talk.work(recording_id, speech)

    assert speech.heard == [(FROM_S, TO_S)]
    # Even what a recogniser might invent there is withheld.
    assert talk.late not in read(house, transcript_id) and talk.early in read(house, transcript_id)
    assert held(house, recording_id)


def test_a_recorders_file_when_it_is_brought_then_a_minute_more_on_either_side_is_left_out(
    talk: LeftOutTalk, house: House
) -> None:
    talk.pass_by()
    talk.leave_out(talk.ana)
    speech = Listening(talk.script)

    talk.work(talk.file(), speech)

    assert speech.heard == [(60, 180)]


def test_sound_of_another_table_when_a_stretch_is_left_out_then_it_stays_as_it_is(
    talk: LeftOutTalk, house: House, meeting: Meeting
) -> None:
    talk.pass_by()
    recording_id = talk.file(meeting.table_ids[1])
    transcript_id = talk.work(recording_id)

    talk.leave_out(talk.ana)

    assert not held(house, recording_id) and talk.late in read(house, transcript_id)


def test_sound_that_is_worked_on_when_a_stretch_is_left_out_then_the_work_is_dropped_and_begins_again_without_it(
    talk: LeftOutTalk, house: House
) -> None:
    talk.pass_by()
    recording_id = talk.pieces()
    late = ScriptedSpeech(talk.script, meanwhile=lambda: talk.leave_out(talk.ana) and None)

    talk.work(recording_id, late)

    with house.database.read() as db:
        row = db.get_one(AudioRecording, recording_id)
        assert (row.state, row.partial, row.lease_owner) == ("sealed", None, None)
    assert talk.late not in all_words(house)
    speech = Listening(talk.script)
    talk.work(recording_id, speech)
    assert speech.heard == [(FROM_S, TO_S)]


@pytest.mark.both_engines
@pytest.mark.parametrize("way", ["pieces", "file"])
def test_a_stretch_that_stays_out_when_the_event_is_closed_then_its_words_and_its_sound_are_gone_from_every_file(
    talk: LeftOutTalk, house: House, way: str
) -> None:
    talk.pass_by()
    recording_id: str = getattr(talk, way)()
    transcript_id = talk.work(recording_id)
    talk.leave_out(talk.ana)
    talk.close()

    talk.erase()

    assert talk.late not in all_words(house) and swept(talk, talk.late) == []
    assert talk.early in read(house, transcript_id)
    assert swept(talk, talk.early) or house.database.engine.dialect.name == "postgresql"
    assert not held(house, recording_id)
    expected = {"pieces": [(58, 60)], "file": [(60, 180)]}[way]
    files = sorted((house.storage / ("pieces" if way == "pieces" else "files")).rglob("*"))
    sounds = [silent_seconds(file) for file in files if file.is_file()]
    assert sounds == ([[], expected, [(0, 60)]] if way == "pieces" else [expected])
    with house.database.read() as db:
        assert [one.state for one in left_out_in(db, talk.meeting.session_id)] == ["erased"]
        assert db.scalars(select(LeftOutWord)).all() == []


@pytest.mark.both_engines
def test_a_stretch_when_everybody_who_was_there_lifts_it_then_it_is_back_and_stays(
    talk: LeftOutTalk, house: House
) -> None:
    talk.pass_by()
    recording_id = talk.pieces()
    transcript_id = talk.work(recording_id)
    asked = talk.leave_out(talk.ana)

    talk.lift(talk.ana, asked)
    assert held(house, recording_id) and talk.late not in read(house, transcript_id)
    talk.lift(talk.ben, asked)
    assert not held(house, recording_id) and talk.late in read(house, transcript_id)
    talk.lift(talk.ben, asked, may_stay=False)
    assert held(house, recording_id) and talk.late not in read(house, transcript_id)
    talk.lift(talk.ben, asked)
    talk.close()
    talk.erase()

    assert talk.late in read(house, transcript_id) and any(talk.late in text for text in found(house, talk.late))


def test_a_stretch_when_whoever_asked_undoes_it_within_a_minute_then_it_is_back_and_later_it_is_not(
    talk: LeftOutTalk, house: House
) -> None:
    talk.pass_by()
    recording_id = talk.pieces()
    first, second = talk.leave_out(talk.ana), talk.leave_out(talk.ana)

    with pytest.raises(NotFound):
        talk.undo(talk.ben, first, key="another")
    talk.undo(talk.ana, first)
    talk.undo(talk.ana, first)
    assert held(house, recording_id)
    house.clock.forward(seconds=61)  # type: ignore[attr-defined]
    with pytest.raises(Conflict):
        talk.undo(talk.ana, second)

    assert held(house, recording_id)


def test_an_operation_when_somebody_leaves_a_stretch_out_then_nothing_that_is_kept_or_sent_tells_who(
    talk: LeftOutTalk, house: House, meeting: Meeting
) -> None:
    talk.pass_by()
    asked = talk.leave_out(talk.ana)

    heard = [[op for op in one.heard() if op["kind"].startswith("sound.")] for one in (talk.ana, talk.ben)]
    desk = [op for op in meeting.leader.heard() if op["kind"].startswith("sound.")]
    assert heard[0] == heard[1] and len(heard[0]) == len(desk) == 1
    assert {op["actor"] for op in (*heard[0], *desk)} == {None}
    assert desk[0]["body"] == {
        "table_id": meeting.table_ids[0],
        "table": desk[0]["body"]["table"],
        "from": "2026-03-05T10:02:00.000Z",
        "to": "2026-03-05T10:03:00.000Z",
    }
    assert talk.ana.board()["left_out"].keys() == {asked.left_out_id}
    with house.database.read() as db:
        people = db.scalars(select(LeftOutPerson)).all()
        row = db.get_one(LeftOut, asked.left_out_id)
        assert {one.participant_id: one.lifted_at for one in people} == {talk.ana.seat.id: None, talk.ben.seat.id: None}
        assert not {talk.ana.seat.id, talk.ben.seat.id} & {str(getattr(row, c.key)) for c in LeftOut.__table__.c}


@pytest.mark.parametrize("minutes", [0, 2, 60, -1])
def test_other_numbers_of_minutes_when_asked_for_then_they_are_refused(talk: LeftOutTalk, minutes: int) -> None:
    with pytest.raises(InvalidInput):
        talk.leave_out(talk.ana, minutes)


def test_a_form_that_was_sent_twice_when_it_leaves_out_then_it_leaves_out_once(talk: LeftOutTalk, house: House) -> None:
    one = system_ids()

    talk.leave_out(talk.ana, left_out_id=one)
    talk.leave_out(talk.ana, left_out_id=one)

    assert len(talk.ana.board()["left_out"]) == 1


def test_a_piece_that_comes_after_the_erasure_when_it_holds_some_of_the_stretch_then_it_is_silenced_too(
    talk: LeftOutTalk, house: House
) -> None:
    talk.pass_by()
    talk.leave_out(talk.ana)
    talk.close()
    recording_id = talk.pieces()

    talk.erase()

    assert not held(house, recording_id)
    with house.database.read() as db:
        assert not holds_left_out(db, recording_id)
    files = sorted(file for file in (house.storage / "pieces").rglob("*") if file.is_file())
    assert len(files) == PIECES and silent_seconds(files[2]) == [(0, PIECE_S)]


def _after(count: int) -> Callable[..., object]:
    """A write that fails once so many have succeeded, as if the process had been killed."""
    left = [count]

    def write(self, act):  # type: ignore[no-untyped-def]
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return type(self).written(self, act)

    return write


@pytest.mark.parametrize("way", ["pieces", "file"])
@pytest.mark.parametrize("writes", range(7))
def test_an_erasure_when_it_is_killed_at_any_write_then_the_next_worker_ends_it(
    talk: LeftOutTalk, house: House, monkeypatch: pytest.MonkeyPatch, writes: int, way: str
) -> None:
    talk.pass_by()
    recording_id: str = getattr(talk, way)()
    talk.work(recording_id)
    talk.leave_out(talk.ana)
    talk.close()
    kind = type(house.database)
    with monkeypatch.context() as patch:
        patch.setattr(kind, "written", kind.write, raising=False)
        patch.setattr(kind, "write", _after(writes))
        with suppress(KeyboardInterrupt):
            talk.erase()

    talk.erase()

    assert swept(talk, talk.late) == [] and not held(house, recording_id)
    sounds = [file for name in ("pieces", "files") for file in (house.storage / name).rglob("*") if file.is_file()]
    assert sum(end - start for file in sounds for start, end in silent_seconds(file)) == (
        62 if way == "pieces" else 120
    )
    assert not any((house.storage / "work").glob("left-out-*"))


def test_pages_of_the_record_when_a_stretch_is_left_out_then_a_mark_stands_there_without_a_name(
    ada: Browser, talk: LeftOutTalk, house: House, meeting: Meeting
) -> None:
    talk.pass_by()
    recording_id = talk.pieces()
    talk.work(recording_id)
    talk.leave_out(talk.ana)

    page = ada.open(f"/sessions/{meeting.session_id}?show=left_out")

    assert 'data-left-out="out"' in page.text and "Ana" not in page.text
    assert talk.late not in ada.open(f"/sessions/{meeting.session_id}").text
    assert ada.open(f"/sessions/{meeting.session_id}/audio/{recording_id}").status_code == 409

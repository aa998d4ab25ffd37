"""The queue: its order, what people may do about it, and workers that come and go meanwhile."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from retreat.errors import Conflict
from retreat.house import House
from retreat.jobs import workers
from retreat.recordings import uploads
from retreat.recordings import waiting as queue
from retreat.recordings.limits import FILE_MAX_BYTES
from retreat.recordings.operations import try_again
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.speech.kinds import RECORDING
from retreat.speech.models import HeardSoFar
from retreat.speech.work import taking
from retreat.speech.work.housekeeping import Housekeeping
from retreat.speech.work.measuring import Measuring
from retreat.speech.work.queue import pace_of_machine, the_queue
from retreat.speech.work.worker import Worker, work_loop
from retreat.transcripts.ports import Heard, HeardWindow
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.working import row_of, waiting
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_app
from tests.support.server import until


@pytest.fixture
def three(house: House, meeting: Meeting, clock: HandClock) -> list[str]:
    """Three audio recordings that wait, in the order in which they came."""
    found = []
    for _ in range(3):
        found.append(waiting(house, meeting, 60.0))
        clock.forward(seconds=1)
    return found


def order(house: House) -> list[str]:
    with house.database.read() as db:
        view = the_queue(house, db)
    return [one.id for one in (*view.running, *view.waiting)]


def move(house: House, recording_id: str, way: queue.Way, seen: str | None) -> None:
    house.database.write(lambda db: queue.move(db, recording_id, way, seen=seen, now=house.clock()))


class Listening(ScriptedSpeech):
    """Hears window after window; ``between`` runs before each."""

    def __init__(self, between: Callable[[int], None] = lambda _n: None) -> None:
        super().__init__(TALK)
        self.between = between
        self.began: list[Path] = []

    def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
        self.began.append(path)
        checkpoint = work / "heard"
        start = int(checkpoint.read_text()) if checkpoint.exists() else 0
        report(Heard(stage="decode", done=1.0, windows=tuple(self.window(n) for n in range(start))))
        for n in range(start, 4):
            checkpoint.write_text(str(n + 1))
            self.between(n)
            report(Heard(stage="words", done=(n + 1) / 4, text=f"word{n}", windows=(self.window(n),)))
            self.note()
        return super().transcribe(path, work=work, options=options, report=report)

    @staticmethod
    def window(n: int) -> HeardWindow:
        return HeardWindow(number=n, start_ms=n * 1000, end_ms=n * 1000 + 900, words=((f"word{n}", n * 1000, n + 900),))

    def note(self) -> None:
        """Nothing, unless a test wants the database written now."""


def look(house: House) -> None:
    """What every worker does now and then."""
    Housekeeping(house, LocalStorage(house.storage)).look()


def worker_that_notes(house: House, speech: Listening) -> Worker:
    """A worker that writes its progress down after every window rather than once a second."""
    made = Worker(house, speech, threading.Event())
    speech.note = made._progress.keep  # type: ignore[method-assign]
    return made


@pytest.mark.both_engines
def test_three_that_wait_when_one_is_moved_then_workers_take_them_in_the_new_order(
    house: House, meeting: Meeting, three: list[str]
) -> None:
    first, second, third = three
    move(house, third, "first", first)
    move(house, second, "up", first)
    speech = Listening()
    stop = threading.Event()
    thread = threading.Thread(target=work_loop, args=(house, speech, stop))
    thread.start()
    try:
        until(lambda: all(row_of(house, one).state == "ready" for one in three))
    finally:
        stop.set()
        thread.join(10)

    assert [path.name for path in speech.began] == [third, second, first]


@pytest.mark.both_engines
def test_two_people_who_move_at_once_when_the_second_saw_the_old_order_then_nothing_is_changed_for_them(
    house: House, three: list[str]
) -> None:
    first, second, third = three
    move(house, third, "up", second)

    with pytest.raises(Conflict):
        move(house, third, "up", second)

    assert order(house) == [first, third, second]


@pytest.mark.both_engines
def test_one_that_waits_when_paused_then_the_next_is_worked_on_and_it_keeps_its_turn(
    house: House, three: list[str]
) -> None:
    house.database.write(lambda db: queue.pause(db, three[0]))

    worker = Worker(house, Listening(), threading.Event())
    assert worker.work_next()

    assert row_of(house, three[1]).state == "ready"
    assert order(house) == [three[0], three[2]]
    house.database.write(lambda db: queue.go_on(db, three[0], wake=lambda _id: None))
    assert worker.work_next() and row_of(house, three[0]).state == "ready"


@pytest.mark.both_engines
def test_one_that_is_worked_on_when_paused_then_it_rests_at_its_checkpoint_and_goes_on_from_there(
    house: House, three: list[str]
) -> None:
    def pause_in_the_third(n: int) -> None:
        if n == 2:
            house.database.write(lambda db: queue.pause(db, three[0]))

    speech = Listening(pause_in_the_third)
    worker_that_notes(house, speech).work_on(three[0])

    row = row_of(house, three[0])
    assert (row.state, row.hold, row.lease_owner, row.stage) == ("sealed", "paused", None, "words")
    assert row.failures == 0 and order(house)[0] == three[0]
    assert heard_so_far(house, three[0]) == [0, 1, 2]
    assert not Worker(house, speech, threading.Event()).work_on(three[0])

    house.database.write(lambda db: queue.go_on(db, three[0], wake=lambda _id: None))
    again = Listening()
    worker_that_notes(house, again).work_on(three[0])
    assert row_of(house, three[0]).state == "ready" and heard_so_far(house, three[0]) == []


def heard_so_far(house: House, recording_id: str) -> list[int]:
    with house.database.read() as db:
        return list(
            db.scalars(
                select(HeardSoFar.window).where(HeardSoFar.recording_id == recording_id).order_by(HeardSoFar.window)
            )
        )


@pytest.mark.both_engines
def test_one_that_is_worked_on_when_cancelled_then_its_sound_stays_and_it_can_be_asked_for_again(
    house: House, three: list[str]
) -> None:
    def cancel(n: int) -> None:
        if n == 1:
            house.database.write(lambda db: queue.cancel(db, three[0], now=house.clock()))

    worker = worker_that_notes(house, Listening(cancel))
    worker.work_on(three[0])
    look(house)

    row = row_of(house, three[0])
    assert (row.state, row.hold, row.lease_owner, row.partial) == ("set_aside", "cancelled", None, None)
    assert "sound is kept" in (row.reason or "")
    assert LocalStorage(house.storage).size_bytes(file_name(three[0]))
    assert heard_so_far(house, three[0]) == [] and not (house.storage / "work" / three[0]).exists()
    house.database.write(lambda db: try_again(db, three[0], wake=lambda _id: None))
    assert order(house) == [three[1], three[2], three[0]], "it waits behind those who were patient"
    assert Worker(house, ScriptedSpeech(TALK), threading.Event()).work_on(three[0])
    assert row_of(house, three[0]).state == "ready"


@pytest.mark.both_engines
def test_one_that_was_cancelled_when_its_worker_is_killed_before_it_hears_of_it_then_it_ends_all_the_same(
    house: House, three: list[str]
) -> None:
    folder = workers.locks_folder(house.settings.data)
    killed = Worker(house, ScriptedSpeech(TALK), threading.Event())
    lock = workers.WorkerLock(folder, killed.id)
    house.database.write(lambda db: taking.take(db, RECORDING, three[0], owner=killed.id, now=house.clock()))
    house.database.write(lambda db: queue.cancel(db, three[0], now=house.clock()))
    assert row_of(house, three[0]).state == "processing", "its worker has it still"
    lock.vanish()

    other = Worker(house, ScriptedSpeech(TALK), threading.Event())
    look(house)

    assert row_of(house, three[0]).state == "set_aside"
    assert other.work_next() and row_of(house, three[0]).state == "set_aside"


@pytest.mark.both_engines
def test_one_that_failed_when_the_next_waits_then_it_does_not_hold_up_the_queue(
    house: House, three: list[str], clock: HandClock
) -> None:
    class Breaking(ScriptedSpeech):
        def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
            if path.name == three[0]:
                raise ZeroDivisionError
            return super().transcribe(path, work=work, options=options, report=report)

    worker = Worker(house, Breaking(TALK), threading.Event())
    while worker.work_next():
        pass

    assert [row_of(house, one).state for one in three] == ["sealed", "ready", "ready"]
    with house.database.read() as db:
        (left,) = the_queue(house, db).waiting
    assert left.retry_at is not None and left.has_failed


def test_a_queue_when_shown_then_it_says_who_is_next_and_when_each_begins(
    house: House, three: list[str], meeting: Meeting
) -> None:
    Measuring(house, LocalStorage(house.storage), ScriptedSpeech(TALK)).measure_new()

    with house.database.read() as db:
        view = the_queue(house, db)

    begins = [one.starts_s for one in view.waiting]
    assert begins[0] == 0 and begins == sorted(begins) and begins[2] == pytest.approx(2 * begins[1])
    assert all(one.duration_s == pytest.approx(60) for one in view.waiting), "measured while they wait"
    assert view.ready_s and view.ready_s > begins[2]


def test_a_past_run_when_the_next_is_estimated_then_its_pace_counts_and_not_that_of_a_torn_one(
    house: House, three: list[str]
) -> None:
    class Timed(ScriptedSpeech):
        def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
            heard = super().transcribe(path, work=work, options=options, report=report)
            stages = {"words": 30.0 if path.name == three[0] else 1.0}
            return replace(heard, timing=replace(heard.timing, stages=stages))

    begun = house.storage / "work" / three[1]
    begun.mkdir(parents=True)
    (begun / "a_checkpoint").touch()
    worker = Worker(house, Timed(TALK), threading.Event())
    assert worker.work_on(three[0]) and worker.work_on(three[1])

    with house.database.read() as db:
        pace = pace_of_machine(house, db, "scripted")
        length_s = db.scalars(select(TranscriptVersion.duration_s).limit(1)).one()
    assert pace.learned and pace.rates["words"] == pytest.approx(30.0 / length_s)


def test_a_page_of_the_queue_when_its_forms_are_used_then_they_work_without_scripts(
    ada: Browser, house: House, three: list[str]
) -> None:
    page = ada.open("/queue")
    assert page.status_code == 200 and page.text.count('data-id="') == 3

    moved = ada.send(f"/queue/{three[2]}/move", page="/queue", way="first", seen=three[0])
    late = ada.send(f"/queue/{three[2]}/move", page="/queue", way="first", seen=three[0])
    paused = ada.send(f"/queue/{three[0]}/pause", page="/queue")

    assert moved.status_code == paused.status_code == 303
    assert late.status_code == 409 and "in the meantime" in late.text and f'data-id="{three[1]}"' in late.text
    page = ada.open("/queue").text
    assert re.findall(r'data-id="([^"]+)"', page) == [three[2], three[0], three[1]]
    assert "Paused" in page and f"/queue/{three[0]}/go-on" in page
    stopped = ada.send(f"/queue/{three[1]}/cancel", page="/queue")
    assert stopped.status_code == 303 and row_of(house, three[1]).state == "set_aside"
    assert ada.send(f"/queue/{three[1]}/pause", page="/queue").status_code == 409
    assert ada.post(f"/queue/{three[0]}/go-on").status_code in (400, 403), "a form of another site does nothing"


def test_a_stranger_when_asking_for_the_queue_then_it_is_not_shown(house: House, three: list[str]) -> None:
    stranger = Browser(make_app(house))

    for path in ("/queue", "/queue/estimate?seconds=60&bytes=1", f"/sessions/x/recordings/{three[0]}/so-far"):
        assert stranger.open(path, headers={"Accept": "application/json"}).status_code == 401


def test_words_heard_so_far_when_read_then_they_stand_by_time_and_play_and_grow(
    ada: Browser, house: House, meeting: Meeting, three: list[str]
) -> None:
    address = f"/sessions/{meeting.session_id}/recordings/{three[0]}/so-far"
    seen: list[str] = []

    def read(n: int) -> None:
        if n == 3:
            seen.append(ada.open(address).text)
            seen.append(ada.open(f"{address}/more?after=0", headers={"Accept": "application/json"}).get_json())

    worker_that_notes(house, Listening(read)).work_on(three[0])

    page, more = seen
    assert re.findall(r"word\d", page) == ["word0", "word1", "word2"]
    assert 'data-ms="2000"' in page and f"/audio/{three[0]}#t=1.0" in page
    assert [one["window"] for one in more["windows"]] == [1, 2] and not more["anew"]
    done = ada.open(address)
    assert done.status_code == 303, "the transcript itself is there now"


def test_a_first_look_when_the_real_words_come_then_they_take_its_place(house: House, three: list[str]) -> None:
    class Looking(Listening):
        def transcribe(self, path, *, work, options, report):  # type: ignore[no-untyped-def]
            report(Heard(stage="decode", done=0.0, windows=(self.window(-1000), self.window(-999))))
            self.note()
            self.looked = heard_so_far(house, three[0])
            return super().transcribe(path, work=work, options=options, report=report)

    counts: list[list[int]] = []
    speech = Looking(lambda _n: counts.append(heard_so_far(house, three[0])))
    worker_that_notes(house, speech).work_on(three[0])

    assert speech.looked == [-1000, -999]
    assert counts == [[-1000, -999], [0], [0, 1], [0, 1, 2]]


def test_a_file_when_chosen_then_its_cost_is_told_and_one_that_cannot_fit_is_refused(
    ada: Browser, house: House, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ada.open("/queue/estimate?seconds=3600&bytes=100").get_json()
    monkeypatch.setattr("retreat.recordings.disk_space.free_disk", lambda _folder: 10_000_000)
    refused = ada.open("/queue/estimate?seconds=3600&bytes=100").get_json()

    assert "1 hour of sound" in told["said"] and told["refused"] is None
    assert re.search(r"\d+ MB .*\b10 MB", refused["refused"])
    wrong = ada.open("/queue/estimate?seconds=a&bytes=1", headers={"Accept": "application/json"})
    assert wrong.status_code == 422


def test_a_file_when_chosen_then_room_that_was_promised_to_others_is_not_offered_again(
    ada: Browser, house: House, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retreat.recordings.disk_space.free_disk", lambda _folder: 2 * FILE_MAX_BYTES)
    before = ada.open("/queue/estimate?seconds=3600&bytes=100").get_json()

    session_id = row_of(house, three[0]).session_id
    for _ in range(2):
        house.database.write(
            lambda db: uploads.create(
                db,
                session_id=session_id,
                length_bytes=FILE_MAX_BYTES,
                metadata_text="",
                by=None,
                now=house.clock(),
                ids=house.ids,
            )
        )

    assert before["refused"] is None
    assert ada.open("/queue/estimate?seconds=3600&bytes=100").get_json()["refused"]


def test_a_file_that_does_not_fit_when_its_turn_comes_then_it_waits_and_says_why(
    house: House, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retreat.recordings.disk_space.free_disk", lambda _folder: 1_000)
    speech = Listening()

    Worker(house, speech, threading.Event()).work_on(three[0])

    row = row_of(house, three[0])
    assert speech.began == [] and row.state == "sealed" and "needs about" in (row.reason or "")
    with house.database.read() as db:
        assert db.scalar(select(func.count()).select_from(TranscriptVersion)) == 0

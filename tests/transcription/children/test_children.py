"""A child process answers, fails in one sentence, and never outlives its parent or a broken-off request."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from tests.transcription.make import script, tone, words_of
from tests.transcription.odd_child import SAID
from transcription.children.child import Child
from transcription.errors import Cancelled, EngineFailed

ROOT = Path(__file__).resolve().parents[3]


def request(folder: Path, *, spans: int = 3) -> dict[str, object]:
    """Words of a script for some windows of five seconds."""
    (folder / "sound.pcm").write_bytes(tone(5.0 * spans).tobytes())
    np.save(folder / "voice.npy", np.zeros(round(5.0 * spans / 0.032), np.uint8))
    told = script(folder / "script.json", words_of("one two three four five six", each_ms=2000))
    return {
        "stage": "words",
        "pcm": str(folder / "sound.pcm"),
        "windows": [[5000 * number, 5000 * (number + 1)] for number in range(spans)],
        "voice": str(folder / "voice.npy"),
        "options": {"engine": "scripted", "script": str(told)},
        "out": str(folder / "words.jsonl"),
    }


@pytest.fixture
def child(tmp_path: Path):  # type: ignore[no-untyped-def]
    started = Child("transcription.words.words_child", ["--models", str(tmp_path), "--threads", "1"])
    yield started
    started.close()


def test_a_request_when_answered_then_windows_are_kept_once(child: Child, tmp_path: Path) -> None:
    asked = request(tmp_path)

    answer = child.ask(asked)
    kept = (tmp_path / "words.jsonl").read_bytes()
    child.ask(asked)

    assert answer["engine"] == "scripted"
    assert kept.count(b"\n") == 4  # the language, then three windows
    assert (tmp_path / "words.jsonl").read_bytes() == kept


def test_windows_that_are_kept_when_asked_for_again_then_they_are_not_heard_again(child: Child, tmp_path: Path) -> None:
    """The mark is inaudible. Seen failing with a child that starts again and ends in the same way."""
    asked = request(tmp_path)
    child.ask(asked)
    kept = tmp_path / "words.jsonl"
    marked = kept.read_text("utf-8").replace('"one"', '"marked"')
    kept.write_text("".join(marked.splitlines(keepends=True)[:-1]), "utf-8")

    child.ask(asked)

    assert kept.read_text("utf-8") == marked


def test_a_torn_last_line_when_resumed_then_only_that_window_is_done_again(child: Child, tmp_path: Path) -> None:
    asked = request(tmp_path)
    child.ask(asked)
    whole = (tmp_path / "words.jsonl").read_bytes()
    (tmp_path / "words.jsonl").write_bytes(whole[:-20])

    child.ask(asked)

    assert (tmp_path / "words.jsonl").read_bytes() == whole


def test_a_request_when_broken_off_then_the_next_one_gets_its_own_answer(child: Child, tmp_path: Path) -> None:
    def stop(_message: object) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        child.ask(request(tmp_path), stop)

    assert child.ask({"stage": "load", "options": request(tmp_path)["options"]})["model"] == "scripted"


def test_an_unknown_script_when_asked_for_then_the_sentence_comes_back(child: Child) -> None:
    with pytest.raises(Exception, match="needs a script"):
        child.ask({"stage": "load", "options": {"engine": "scripted"}})


def test_a_killed_child_when_asked_then_it_is_said_and_the_next_request_works(child: Child, tmp_path: Path) -> None:
    asked = request(tmp_path)
    child.ask(asked)
    assert child.pid
    os.kill(child.pid, signal.SIGKILL)

    try:
        child.ask(asked)
    except EngineFailed as error:
        assert "ended unexpectedly" in str(error)

    assert child.ask(asked)["engine"] == "scripted"


def test_a_parent_when_killed_then_its_child_goes_too(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time\n"
            "from transcription.children.child import Child\n"
            "child = Child('transcription.words.words_child', ['--models', sys.argv[1], '--threads', '1'])\n"
            "child._running()\nprint(child.pid, flush=True)\ntime.sleep(600)\n",
            str(tmp_path),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()

    deadline = time.monotonic() + 30
    while _lives(pid):
        assert time.monotonic() < deadline, "the child outlived its parent"


def odd(how: str) -> Child:
    return Child("tests.transcription.odd_child", [how])


def test_a_child_when_it_dies_in_the_middle_of_its_answer_then_that_is_said_in_one_sentence() -> None:
    with pytest.raises(EngineFailed, match="ended unexpectedly"):
        odd("torn").ask({})


def test_a_child_when_it_breaks_down_over_words_then_the_place_is_told_and_never_the_words() -> None:
    child = odd("words")

    with pytest.raises(EngineFailed) as told:
        child.ask({})

    child.close()
    assert SAID not in str(told.value)
    assert "ValueError in odd_child.py, line 17" in str(told.value)


def test_a_child_that_hangs_when_closed_by_another_thread_then_its_request_ends() -> None:
    child, said = odd("silent"), []
    began = threading.Event()

    def ask() -> None:
        with pytest.raises(EngineFailed) as told:
            child.ask({}, lambda _message: began.set())
        said.append(str(told.value))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    assert began.wait(30)
    threading.Thread(target=child.close, daemon=True).start()
    asking.join(10)

    assert len(said) == 1 and "ended unexpectedly" in said[0]
    assert child.pid is None


def _lives(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False

"""What a run has heard so far: read bit by bit while it grows, and a first look at a long file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transcription.errors import EngineFailed, UnreadableAudio
from transcription.options import TranscriptionOptions
from transcription.sound import audio
from transcription.sound.audio import Probe
from transcription.words.first_look import LONG_BYTES, first_look
from transcription.words.so_far import SoFar


def line(window: int, *words: str) -> str:
    told = [[word, window * 1000 + n * 100, window * 1000 + n * 100 + 90, 0.9] for n, word in enumerate(words)]
    return json.dumps({"window": window, "language": "en", "words": told}) + "\n"


def test_a_growing_file_when_read_again_then_only_news_are_told_and_a_torn_line_waits(tmp_path: Path) -> None:
    file = tmp_path / "words.jsonl"
    reader = SoFar(tmp_path)
    assert reader.news() == []
    file.write_text(json.dumps({"language": "en", "parts": []}) + "\n" + line(0, "one") + line(1) + line(2, "tw")[:-9])

    first = reader.news()
    file.write_text(file.read_text().rsplit("\n", 1)[0] + "\n" + line(2, "two"))
    second = reader.news()

    assert [(item.window, item.words[0].text) for item in first] == [(0, "one")]
    assert [(item.window, item.words[0].text) for item in second] == [(2, "two")]
    assert reader.news() == []


def test_words_that_begin_anew_when_read_then_they_are_told_from_the_start(tmp_path: Path) -> None:
    file = tmp_path / "words.jsonl"
    file.write_text(line(0, "many", "words", "of", "old"))
    reader = SoFar(tmp_path)
    reader.news()

    file.write_text(line(0, "new"))

    assert [item.words[0].text for item in reader.news()] == ["new"]


class Child:
    """Finds voice all over, and hears a word in each window."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self.error = error

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        if self.error:
            raise self.error
        if request["stage"] == "voice":
            np.save(request["voice"], np.full(600_000 // 32, 255, np.uint8))
            return {"seconds": 1.0, "load_s": 0.0}
        Path(request["out"]).write_text("".join(line(n, f"word{n}") for n in range(len(request["windows"]))))
        return {"seconds": 1.0, "load_s": 2.0}


@pytest.fixture
def long_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that says it lasts for six hours."""
    file = tmp_path / "long.mp3"
    with file.open("wb") as out:
        out.truncate(LONG_BYTES)
    stated = Probe(container="mp3", codec="mp3", rate_hz=16_000, channels=1, stated_s=6 * 3600)
    monkeypatch.setattr(audio, "probe", lambda _path: stated)
    monkeypatch.setattr(audio, "decode_beginning", lambda _path, pcm: pcm.write_bytes(b"\0" * 64))
    return file


def test_a_long_file_when_begun_then_its_first_minute_is_heard_before_all_else_and_numbered_apart(
    long_file: Path, tmp_path: Path
) -> None:
    child, work = Child(), tmp_path / "work"
    work.mkdir()

    load_s = first_look(child, long_file, TranscriptionOptions(), work)  # type: ignore[arg-type]

    windows = child.asked[1]["windows"]
    assert load_s == 2.0 and 1 <= len(windows) <= 4 and windows[-1][1] <= 61_000
    assert [item.window for item in SoFar(work).news()] == list(range(-1000, -1000 + len(windows)))
    assert sorted(path.name for path in work.iterdir()) == ["first_look.jsonl"], "the sound itself is not left lying"
    first_look(child, long_file, TranscriptionOptions(), work)  # type: ignore[arg-type]
    assert len(child.asked) == 2, "once is enough"


@pytest.mark.parametrize("error", [EngineFailed("It broke."), UnreadableAudio("It is no sound.")])
def test_a_first_look_when_it_fails_then_the_run_itself_goes_on(
    long_file: Path, tmp_path: Path, error: Exception
) -> None:
    assert first_look(Child(error), long_file, TranscriptionOptions(), tmp_path) == 0.0  # type: ignore[arg-type]


def test_a_short_file_when_begun_then_nothing_is_heard_twice(tmp_path: Path) -> None:
    file, child = tmp_path / "short.wav", Child()
    file.write_bytes(b"RIFF")

    first_look(child, file, TranscriptionOptions(), tmp_path)  # type: ignore[arg-type]

    assert child.asked == []

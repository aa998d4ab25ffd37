"""A six-hour audio recording, killed three times, ends as if nothing had happened, in bounded memory. Very slow."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from tests.support.needs import shared_file
from transcription.sound import audio, pcm_file
from transcription.weights import ModelStore
from transcription.words.checkpoints import read_checkpoints

pytestmark = [pytest.mark.models, pytest.mark.slow, pytest.mark.timeout(4 * 3600)]

ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 16_000
HOURS = 6
MOST_BYTES = 1_500_000_000
LONGEST_S = 3600
# Speech in six clumps, each from its minute on: people at a table are quiet, break for lunch, and begin again.
CLUMPS = {
    0: ("librivox_sonnet1.mp3", "ami_en2001e_0s.wav", "ami_en2004a_0s.wav"),
    61: ("three_readers_turns.wav", "ami_en2003a_0s.wav", "jfk_inaugural.flac"),
    125: ("round_table_5_readers.flac",),
    190: ("ami_es2003a_0s.wav", "ami_es2003b_0s.wav", "ami_en2001d_0s_near_silent.wav"),
    260: ("librivox_sonnet1.mp3", "stereo_two_readers.wav"),
    355: ("ami_en2001a_0s.wav", "jfk_inaugural.flac"),
}
TICK_S = 0.2


@pytest.fixture
def six_hours(tmp_path: Path) -> Iterator[Path]:
    """The audio recording; its gigabytes don't outlive the test."""
    path = tmp_path / "six-hours.wav"
    hiss = np.random.default_rng(6)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        for minute, names in CLUMPS.items():
            _quiet(file, minute * 60 * RATE_HZ, hiss)
            for name in names:
                audio.decode(shared_file("audio", name), tmp_path / "one.pcm")
                file.writeframes(pcm_file.samples(tmp_path / "one.pcm").tobytes())
                _quiet(file, file.tell() + 20 * RATE_HZ, hiss)
        _quiet(file, HOURS * 3600 * RATE_HZ, hiss)
    yield path
    path.unlink()
    for pcm in tmp_path.rglob("*.pcm"):
        pcm.unlink()


def _quiet(file: wave.Wave_write, until: int, hiss: np.random.Generator) -> None:
    """Up to a sample, half nothing at all, half the faint hiss of an empty room; a minute at a time."""
    while (missing := until - file.tell()) > 0:
        count = min(missing, 60 * RATE_HZ)
        level = 6 if file.tell() // (600 * RATE_HZ) % 2 else 0
        file.writeframes((hiss.standard_normal(count, np.float32) * level).astype(np.int16).tobytes())


@dataclass
class Watched:
    """One run of the command, with what its processes held at most."""

    process: subprocess.Popen[bytes]
    most_bytes: int = 0
    most_each: dict[str, int] = field(default_factory=dict)

    def until(self, reached: Callable[[], bool]) -> None:
        """Wait for a condition or the end of the process, whichever comes first."""
        deadline = time.monotonic() + LONGEST_S
        while not reached():
            assert time.monotonic() < deadline, "the run neither ended nor got as far as it should"
            self._measure()
            try:
                self.process.wait(TICK_S)
            except subprocess.TimeoutExpired:
                continue
            return

    def kill(self) -> None:
        """As a power cut would: the parent at once; the children see their pipe close."""
        assert self.process.poll() is None, "it ended before it could be killed"
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def busy_s(self, module: str) -> float:
        """How long a child has computed so far; 0 where there is none."""
        for child in self._family():
            try:
                if module in " ".join(child.cmdline()):
                    return float(sum(child.cpu_times()[:2]))
            except psutil.Error:
                continue
        return 0.0

    def _family(self) -> list[psutil.Process]:
        try:
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.Error:
            return []

    def _measure(self) -> None:
        total = 0
        for one in self._family():
            try:
                held = one.memory_info().rss
                name = " ".join(one.cmdline()[3:4])
            except psutil.Error:
                continue
            total += held
            self.most_each[name] = max(held, self.most_each.get(name, 0))
        self.most_bytes = max(self.most_bytes, total)


def begin(models: ModelStore, source: Path, work: Path, out: Path) -> Watched:
    given = [str(source), "--language", "en", "--work", str(work), "--json", str(out), "--models", str(models.folder)]
    return Watched(subprocess.Popen([sys.executable, "-m", "transcription", *given], cwd=ROOT, start_new_session=True))


def windows_kept(work: Path) -> int:
    return len(read_checkpoints(work / "words.jsonl")[1])


def finished(run: Watched, out: Path) -> dict[str, Any]:
    run.until(lambda: False)
    assert run.process.wait() == 0
    return dict(json.loads(out.read_text("utf-8")))


def test_six_hours_when_killed_three_times_then_they_end_like_an_undisturbed_run_in_bounded_memory(
    models: ModelStore, six_hours: Path, tmp_path: Path
) -> None:
    calm = begin(models, six_hours, tmp_path / "calm", tmp_path / "calm.json")
    undisturbed = finished(calm, tmp_path / "calm.json")
    whole = windows_kept(tmp_path / "calm")
    work, kept = tmp_path / "work", tmp_path / "work" / "words.jsonl"
    runs = [calm]

    for wanted in (whole // 4, whole * 2 // 3):
        runs.append(begin(models, six_hours, work, tmp_path / "never.json"))
        before = kept.read_bytes() if kept.exists() else b""
        runs[-1].until(lambda wanted=wanted: windows_kept(work) >= wanted)  # type: ignore[misc]
        runs[-1].kill()
        assert kept.read_bytes().startswith(before)
        assert windows_kept(work) < whole, "it was killed too late: the words were all there"
    decoded, heard = os.stat(work / "audio.pcm"), read_checkpoints(kept)[1]

    runs.append(begin(models, six_hours, work, tmp_path / "never.json"))
    runs[-1].until(lambda: runs[-1].busy_s("speakers_child") > 20)
    words_record = (work / "words.json").read_bytes()
    assert not (work / "speakers.json").exists()
    runs[-1].kill()
    runs.append(begin(models, six_hours, work, tmp_path / "out.json"))
    resumed = finished(runs[-1], tmp_path / "out.json")

    for part in ("duration_s", "language", "words", "turns", "passages", "groupings", "warnings"):
        assert resumed[part] == undisturbed[part], part
    assert len(resumed["words"]) > 1000
    assert len({turn["speaker"] for turn in resumed["turns"]}) > 1
    # Nothing finished was done again: not the decoding, not one window, not the words as a whole.
    after, final = os.stat(work / "audio.pcm"), read_checkpoints(kept)[1]
    assert (after.st_ino, after.st_mtime_ns) == (decoded.st_ino, decoded.st_mtime_ns)
    assert {number: final[number] for number in heard} == heard
    assert len(kept.read_bytes().splitlines()) == 1 + len(final)
    assert (work / "words.json").read_bytes() == words_record
    assert max(run.most_bytes for run in runs) <= MOST_BYTES, [run.most_each for run in runs]

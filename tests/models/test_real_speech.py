"""Real Whisper and the real speaker networks on real speech. Slow and honest: no script can pass these."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.transcription.make import tone, wav_bytes
from tests.transcription.sounds import AWKWARD, need
from transcription.errors import UnreadableAudio
from transcription.options import TranscriptionOptions
from transcription.pipeline import Pipeline, partial_words
from transcription.sound import audio, pcm_file
from transcription.sound.voice import voice_probabilities, voice_spans
from transcription.speakers.finder import SpeakerFinder
from transcription.weights import ModelStore
from transcription.words.checkpoints import read_checkpoints

pytestmark = pytest.mark.models

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "audio"
TINY = TranscriptionOptions(model="tiny.en", language="en")


def command(models: ModelStore, *given: str) -> list[str]:
    return [sys.executable, "-m", "transcription", "--models", str(models.folder), *given]


def test_a_president_when_transcribed_then_his_words_stand_at_their_time(pipeline: Pipeline, tmp_path: Path) -> None:
    source = need(SHARED / "jfk_inaugural.flac")
    told: list[str] = []

    transcript = pipeline.run(source, TINY, work=tmp_path, report=lambda stage, done, total: told.append(stage))

    text = " ".join(word.text for word in transcript.words).lower()
    assert "ask not what your country can do for you" in text
    country = next(word for word in transcript.words if word.text.lower().startswith("country"))
    assert 4000 < country.start_ms < 7000
    assert {turn.speaker for turn in transcript.turns} == {"S1"}
    assert transcript.passages[0].text == " ".join(word.text for word in transcript.words)
    assert transcript.model == "tiny.en"
    assert transcript.model_digest
    assert list(dict.fromkeys(told)) == ["decode", "voice", "words", "speakers", "checks", "passages", "groupings"]
    assert set(transcript.timing.stages) == set(told)
    assert transcript.timing.total_s == pytest.approx(sum(transcript.timing.stages.values()))


def test_three_people_when_transcribed_then_three_speakers_take_turns(models: ModelStore, tmp_path: Path) -> None:
    audio.decode(need(SHARED / "three_readers_turns.wav"), tmp_path / "out.pcm")

    turns = SpeakerFinder(models, threads=2).find(pcm_file.samples(tmp_path / "out.pcm"))

    assert len({turn.speaker for turn in turns}) == 3
    assert turns[0].speaker == "S1"


@pytest.mark.parametrize("sound", [np.zeros(16_000 * 20, np.int16), tone(20.0)])
def test_silence_and_hum_when_transcribed_then_nothing_is_invented(
    pipeline: Pipeline, tmp_path: Path, sound: np.ndarray
) -> None:
    source = tmp_path / "no-voice.wav"
    source.write_bytes(wav_bytes(sound))

    transcript = pipeline.run(source, TINY, work=tmp_path / "work")

    assert transcript.words == ()
    assert transcript.turns == ()
    assert transcript.duration_s == pytest.approx(20.0)


def test_music_when_transcribed_then_nothing_is_invented(pipeline: Pipeline, tmp_path: Path) -> None:
    transcript = pipeline.run(need(AWKWARD / "music_vibe_ace.ogg"), TINY, work=tmp_path)

    assert transcript.words == ()


def test_two_languages_when_transcribed_then_both_are_written_and_neither_is_translated(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    source = need(AWKWARD / "spanish_then_english_no_reference.wav")

    transcript = pipeline.run(source, TranscriptionOptions(), work=tmp_path)

    text = " ".join(word.text for word in transcript.words).lower()
    assert transcript.language == "es"
    assert "abrió los ojos por la mañana" in text
    assert "she looked at the key quite a long time" in text
    assert "thought her very pretty" in text


def test_a_broken_file_when_transcribed_from_the_shell_then_one_line_and_exit_code_one(
    models: ModelStore, tmp_path: Path
) -> None:
    source = tmp_path / "broken.wav"
    source.write_bytes(b"not a sound")

    done = subprocess.run(
        command(models, str(source), "--json", str(tmp_path / "out.json")), cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "can't be read as audio" in done.stderr
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(("copies", "kills"), [(2, (2,)), pytest.param(3, (2, 4), marks=pytest.mark.slow)])
def test_a_run_when_killed_again_and_again_then_it_goes_on_and_ends_like_an_undisturbed_one(
    models: ModelStore, tmp_path: Path, copies: int, kills: tuple[int, ...]
) -> None:
    """The file is long enough for several checkpoints; what was kept stays byte for byte."""
    source, kept = need(SHARED / "librivox_sonnet1.mp3"), tmp_path / "work" / "words.jsonl"
    audio.decode(source, tmp_path / "one.pcm")
    once = pcm_file.samples(tmp_path / "one.pcm")
    long = tmp_path / "long.wav"
    long.write_bytes(wav_bytes(np.concatenate([once, np.zeros(48_000, np.int16)] * copies)))
    given = command(models, str(long), "--model", "tiny.en", "--language", "en")

    for wanted in kills:
        killed = subprocess.Popen(
            [*given, "--work", str(tmp_path / "work"), "--json", str(tmp_path / "never.json")],
            cwd=ROOT,
            start_new_session=True,
        )
        before = kept.read_bytes() if kept.exists() else b""
        deadline = time.monotonic() + 240
        while not (kept.exists() and kept.read_bytes().count(b"\n") > wanted) and killed.poll() is None:
            assert time.monotonic() < deadline
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert kept.read_bytes().startswith(before)
    reached = read_checkpoints(kept)[1]
    assert reached
    assert partial_words(tmp_path / "work")
    file = kept.stat().st_ino
    subprocess.run([*given, "--work", str(tmp_path / "work"), "--json", str(tmp_path / "a.json")], cwd=ROOT, check=True)
    subprocess.run([*given, "--json", str(tmp_path / "b.json")], cwd=ROOT, check=True)

    resumed, undisturbed = (json.loads((tmp_path / name).read_text("utf-8")) for name in ("a.json", "b.json"))
    assert resumed["words"] == undisturbed["words"]
    assert resumed["turns"] == undisturbed["turns"]
    final = read_checkpoints(kept)[1]
    assert kept.stat().st_ino == file, "it began anew"
    assert {number: final[number] for number in reached} == reached
    assert len(kept.read_bytes().splitlines()) == 1 + len(final)  # no window was written twice


def test_speakers_when_they_fail_then_the_words_are_kept_and_it_is_said(models: ModelStore, tmp_path: Path) -> None:
    source = need(SHARED / "jfk_inaugural.flac")
    with Pipeline(models, threads=2) as pipeline:
        pipeline.warm(TINY)
        pid = pipeline.speakers.pid
        assert pid

        def kill(stage: str, done: float, total: float) -> None:
            if stage == "words" and pipeline.speakers.pid == pid:
                os.kill(pid, signal.SIGSTOP)
                os.kill(pid, signal.SIGKILL)

        transcript = pipeline.run(source, TINY, work=tmp_path, report=kill)

    assert transcript.words
    if transcript.warnings:  # the child died while it was being asked
        assert "Speakers could not be separated" in transcript.warnings[0]
        assert {word.speaker for word in transcript.words} == {None}
    else:  # it was noticed in time, and a fresh one did the work
        assert {turn.speaker for turn in transcript.turns} == {"S1"}


def test_half_a_file_when_transcribed_then_its_words_are_there_and_the_loss_is_said(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    whole = need(SHARED / "jfk_inaugural.flac").read_bytes()
    source = tmp_path / "half.flac"
    source.write_bytes(whole[: len(whole) * 6 // 10])

    transcript = pipeline.run(source, TINY, work=tmp_path / "work")

    assert "fellow americans" in " ".join(word.text for word in transcript.words).lower()
    assert any("ends early" in sentence for sentence in transcript.warnings)


def test_a_file_without_sound_when_run_then_it_is_refused_for_good(pipeline: Pipeline, tmp_path: Path) -> None:
    source = tmp_path / "empty.wav"
    source.write_bytes(b"")

    with pytest.raises(UnreadableAudio) as refused:
        pipeline.run(source, TINY, work=tmp_path / "work")

    assert refused.value.permanent


def test_models_when_prepared_from_the_shell_then_one_line_says_so(models: ModelStore) -> None:
    ready = subprocess.run(
        [sys.executable, "-m", "transcription.preparation", str(models.folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    wrong = subprocess.run(
        [sys.executable, "-m", "transcription.preparation"], cwd=ROOT, capture_output=True, text=True
    )

    assert ready.returncode == 0
    assert ready.stdout == f"The speech models in {models.folder} are ready and checked.\n"
    assert ready.stderr == ""
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("Usage:")


def test_a_quiet_meeting_to_one_side_of_zero_when_searched_then_no_voice_is_lost(tmp_path: Path) -> None:
    """Cheap sound cards do that."""
    audio.decode(need(SHARED / "ami_es2003a_0s.wav"), tmp_path / "sound.pcm")
    sound = np.array(pcm_file.samples(tmp_path / "sound.pcm"))

    shifted = voice_spans(voice_probabilities(sound + np.int16(3000)))

    assert shifted == voice_spans(voice_probabilities(sound))


@pytest.mark.parametrize(
    ("model", "language", "code", "told"),
    [
        ("tiny.en", "en-GB", 0, ""),
        ("tiny.en", "de", 1, "'tiny.en' doesn't know the language 'de': leave"),
        ("base", "klingon", 1, "'base' doesn't know the language 'klingon': write its code"),
    ],
)
def test_a_language_when_named_then_a_region_is_no_matter_and_one_that_a_model_lacks_is_refused_in_one_line(
    models: ModelStore, tmp_path: Path, model: str, language: str, code: int, told: str
) -> None:
    given = (str(need(SHARED / "jfk_inaugural.flac")), "--model", model, "--language", language)

    done = subprocess.run(
        command(models, *given, "--json", str(tmp_path / "out.json")), cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == code
    assert told in done.stderr and len(done.stderr.splitlines()) == code


@pytest.mark.parametrize("out", ["no-such-folder/out.json", "."])
def test_a_place_where_nothing_can_be_written_when_named_then_it_is_said_before_any_work(
    models: ModelStore, tmp_path: Path, out: str
) -> None:
    source = need(SHARED / "jfk_inaugural.flac")
    given = (str(source), "--json", str(tmp_path / out), "--work", str(tmp_path / "work"))

    done = subprocess.run(command(models, *given), cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1 and "can't be written" in done.stderr
    assert not (tmp_path / "work").exists()


def test_a_link_as_the_place_to_write_to_when_transcribed_then_it_stays_a_link(
    models: ModelStore, tmp_path: Path
) -> None:
    """As /dev/stdout is one, on a machine where anybody could replace it."""
    source, link = tmp_path / "hum.wav", tmp_path / "link.json"
    source.write_bytes(wav_bytes(tone(1.0)))
    link.symlink_to(tmp_path / "real.json")

    subprocess.run(command(models, str(source), "--json", str(link)), cwd=ROOT, check=True)

    assert link.is_symlink() and json.loads((tmp_path / "real.json").read_text("utf-8"))["words"] == []


def test_a_pipe_as_the_place_to_write_to_when_transcribed_then_it_is_written_into_and_not_replaced(
    models: ModelStore, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "out")
    source = tmp_path / "hum.wav"
    source.write_bytes(wav_bytes(tone(1.0)))

    with subprocess.Popen(command(models, str(source), "--json", str(tmp_path / "out")), cwd=ROOT) as child:
        written = (tmp_path / "out").read_text("utf-8")

    assert child.returncode == 0 and json.loads(written)["words"] == []
    assert (tmp_path / "out").is_fifo()

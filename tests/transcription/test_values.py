"""Transcripts survive the wire; options refuse nonsense; a scripted recogniser says that it is one."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import pytest

from transcription.engines.choice import engine_for
from transcription.engines.scripted import ScriptedEngine
from transcription.errors import EngineMissing
from transcription.options import TranscriptionOptions
from transcription.sound.voice import Span
from transcription.types import Grouping, Passage, Timing, Transcript, Turn
from transcription.weights import PACKAGED, ModelFile, ModelStore
from transcription.work_folder import WorkFolder, print_of

from .make import script, words_of


def test_a_transcript_when_written_and_read_then_it_is_the_same() -> None:
    words = tuple(words_of("hello there", speaker="S1"))
    transcript = Transcript(
        duration_s=2.5,
        language="en",
        model="base",
        model_digest="ab",
        options=TranscriptionOptions(glossary=("Oban",)).to_json(),
        versions={"faster-whisper": "1"},
        words=words,
        turns=(
            Turn(speaker="S1", start_ms=0, end_ms=600, text="hello there", flags=("overlap",), word_indexes=(0, 1)),
        ),
        passages=(
            Passage(
                text="hello there",
                start_ms=0,
                end_ms=600,
                speakers=("S1",),
                first_word=0,
                last_word=1,
                first_turn=0,
                last_turn=0,
            ),
        ),
        groupings=(Grouping(words=("hello",), passages=(0,)),),
        timing=Timing(load_s=1.0, stages={"decode": 0.5}, total_s=0.5, wall_s=2.0),
        warnings=("cut",),
    )

    assert Transcript.from_json(json.loads(json.dumps(transcript.to_json()))) == transcript


def test_options_when_nonsense_then_they_are_refused() -> None:
    with pytest.raises(ValueError, match="between 1 and 50"):
        TranscriptionOptions(speakers=0)
    with pytest.raises(ValueError, match="Unknown engine"):
        TranscriptionOptions(engine="magic")
    assert TranscriptionOptions.from_json({"language": "de", "later": 1}) == TranscriptionOptions(language="de")


def test_the_scripted_recogniser_when_asked_then_it_keeps_the_contract(tmp_path: Path) -> None:
    words = words_of("one two three four")
    options = TranscriptionOptions(engine="scripted", script=str(script(tmp_path / "s.json", words)))
    engine = engine_for(options, ModelStore(tmp_path), threads=1)
    parts = [Span(start_ms=0, end_ms=600), Span(start_ms=600, end_ms=2000)]

    heard = engine.hear(np.zeros(32_000, np.float32), parts, first=3, language=None)

    assert [item.window for item in heard] == [3, 4]
    assert [word for item in heard for word in item.words] == words


def test_the_scripted_recogniser_when_built_outside_tests_then_it_warns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    options = TranscriptionOptions(engine="scripted", script=str(script(tmp_path / "s.json", [])))

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        ScriptedEngine(options)

    assert "nobody said" in str(told[0].message)


def test_a_missing_package_when_its_model_is_wanted_then_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        PACKAGED, "base", (ModelFile(name="model.bin", pieces=(("not_there_at_all", "x"),), sha256="0"),)
    )  # type: ignore[arg-type]

    with pytest.raises(EngineMissing, match="not-there-at-all"):
        ModelStore(tmp_path).whisper("base")


def test_a_damaged_package_when_joined_then_its_bytes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = ModelFile(name="model.bin", pieces=(("transcription", "types.py"),), sha256="0" * 64)
    monkeypatch.setitem(PACKAGED, "base", (part,))  # type: ignore[arg-type]

    with pytest.raises(EngineMissing, match="published"):
        ModelStore(tmp_path).whisper("base")
    assert not (tmp_path / "base" / "model.bin").exists()


def test_a_stage_record_when_made_from_something_else_then_it_is_not_taken(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    work.keep("words", print_of("a"), {"seconds": 1})

    assert work.kept("words", print_of("a")) == {"seconds": 1, "made_from": print_of("a")}
    assert work.kept("words", print_of("b")) is None
    assert work.kept("speakers", print_of("a")) is None

"""The language of a file holds steady, and a second one is neither missed nor dreamt up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.transcription.make import script, tone, words_of
from transcription.engines.port import Heard
from transcription.engines.scripted import ScriptedEngine
from transcription.options import TranscriptionOptions
from transcription.sound.voice import Span
from transcription.words import words_child
from transcription.words.languages import LanguageChange, by_language, language_changes, likeliest, spread


def piece(start_s: float, end_s: float) -> Span:
    return Span(start_ms=round(start_s * 1000), end_ms=round(end_s * 1000))


def test_a_mumbled_start_when_weighed_with_the_rest_then_it_does_not_decide() -> None:
    asked = [piece(0, 3), piece(5, 13), piece(14, 22)]

    found = likeliest(asked, [{"cy": 0.9, "en": 0.1}, {"en": 0.8, "cy": 0.2}, {"en": 0.9, "cy": 0.1}])

    assert found == ["en"]


def test_opinions_that_disagree_when_weighed_then_several_are_worth_trying() -> None:
    opinions = [{"de": 0.4, "en": 0.35, "ar": 0.1, "cy": 0.1}]

    assert likeliest([piece(0, 2)], opinions) == ["de", "en", "ar"]
    assert likeliest([], []) == []


def test_a_second_language_when_sure_then_windows_are_cut_where_it_begins() -> None:
    found = [piece(0, 8), piece(8.5, 14), piece(15, 23)]
    changes = language_changes(found, [{"es": 0.98}, {"es": 0.9}, {"en": 0.99}], "es")

    laid = by_language([piece(0, 24)], changes)

    assert changes == [LanguageChange(start_ms=0, language="es"), LanguageChange(start_ms=15_000, language="en")]
    assert laid == [(piece(0, 15), "es"), (piece(15, 24), "en")]


def test_a_doubtful_or_tiny_stretch_when_laid_then_the_file_keeps_its_language() -> None:
    found = [piece(0, 8), piece(9, 11), piece(12, 20)]

    changes = language_changes(found, [{"en": 0.9}, {"cy": 0.99}, {"cy": 0.6, "en": 0.4}], "en")

    assert by_language([piece(0, 20)], changes) == [(piece(0, 20), "en")]


def test_many_stretches_when_sampled_then_they_come_from_all_over() -> None:
    chosen = spread([piece(number * 10, number * 10 + 8) for number in range(100)])

    assert len(chosen) == len(set(chosen)) == 8
    assert min(chosen) < 10
    assert max(chosen) > 90


class Bilingual(ScriptedEngine):
    """Hears Spanish here and there, so that it is asked about every stretch."""

    def languages_of(self, _sound: Any, /) -> dict[str, float]:
        self.asked = getattr(self, "asked", 0) + 1
        return {"es": 1.0} if self.asked % 4 == 0 else {"en": 1.0}


def test_a_long_talk_in_two_languages_when_looked_through_then_each_look_is_a_sign_of_life_and_leaves_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds, signs, forgotten = 120, [], []
    (tmp_path / "sound.pcm").write_bytes(tone(seconds).tobytes())
    np.save(tmp_path / "voice.npy", np.full(round(seconds / 0.032), 255, np.uint8))
    options = TranscriptionOptions(engine="scripted", script=str(script(tmp_path / "said.json", words_of("one two"))))
    engine = Bilingual(options)
    monkeypatch.setattr(words_child, "engine_for", lambda *_args, **_named: engine)
    monkeypatch.setattr(words_child, "forget", lambda _sound: forgotten.append(engine.asked))
    request = {
        "stage": "words",
        "pcm": str(tmp_path / "sound.pcm"),
        "voice": str(tmp_path / "voice.npy"),
        "windows": [[0, 29_000], [29_000, 58_000], [58_000, 87_000], [87_000, 116_000]],
        "options": options.to_json(),
        "out": str(tmp_path / "words.jsonl"),
    }

    words_child._LoadedRecogniser(tmp_path, 1).answer(
        request, lambda message: signs.append((engine.asked, message["done_ms"]))
    )

    looks = range(1, engine.asked + 1)
    assert engine.asked > 12
    assert [asked for asked, done_ms in signs if done_ms == 0] == list(looks)
    assert set(looks) <= set(forgotten)


class LedAstray(ScriptedEngine):
    """Hears a noisy talk with doubt; told that it is Welsh, falls into a loop of which it is sure."""

    def languages_of(self, _sound: Any, /) -> dict[str, float]:
        return {"en": 0.5, "cy": 0.45}

    def hear_briefly(self, _sound: Any, window: Span, /, *, language: str | None) -> Heard:
        looped = language == "cy"
        words = words_of("mae'r " * 9 if looped else "we asked her what matters")
        return Heard(
            window=0, language=language, words=tuple(words), average_logprob=-0.4 if looped else -0.6, no_speech=0.1
        )


def test_a_loop_in_the_wrong_language_when_languages_are_tried_then_it_makes_no_sense(tmp_path: Path) -> None:
    sound, voice = tone(8), np.full(250, 255, np.uint8)
    options = TranscriptionOptions(engine="scripted", script=str(script(tmp_path / "said.json", [])))

    found = words_child._found_languages(LedAstray(options), options, sound, voice, lambda: None)

    assert found == [LanguageChange(start_ms=0, language="en")]

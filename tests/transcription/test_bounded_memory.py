"""What long and doubtful sound may take: children that have done their part end, and models are drawn from in turn."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from transcription.engines.lots import SameLots
from transcription.options import TranscriptionOptions
from transcription.pipeline import Pipeline
from transcription.weights import ModelStore

from .make import script, tone, wav_bytes


@pytest.mark.parametrize(("long_s", "is_warm"), [(2.0, False), (4.0, True)])
def test_a_child_when_its_part_is_done_then_it_ends_after_a_long_file_and_waits_after_a_short_one(
    tmp_path: Path, long_s: float, *, is_warm: bool
) -> None:
    sound = tmp_path / "talk.wav"
    sound.write_bytes(wav_bytes(tone(3.0)))
    told = script(tmp_path / "script.json", [])
    options = TranscriptionOptions(engine="scripted", script=str(told), separate_speakers=False)

    with Pipeline(ModelStore(tmp_path / "models"), threads=1, long_sound_s=long_s) as pipeline:
        found = pipeline.run(sound, options, work=tmp_path / "work")

        assert found.words == ()
        assert (pipeline.words.pid is not None) == is_warm


def test_two_replicas_when_both_draw_then_one_model_more_is_held_at_a_time() -> None:
    held, most = 0, 0
    both = threading.Barrier(2, timeout=10)

    class Model:
        def __init__(self) -> None:
            nonlocal held, most
            held += 1
            most = max(most, held)

        def generate(self, *_given: object, **_named: object) -> str:
            nonlocal held
            threading.Event().wait(0.05)  # long enough for the other to come in, if it may
            held -= 1
            return "words"

    lots = SameLots(object(), Model)
    said: list[str] = []

    def draw() -> None:
        both.wait()
        said.append(lots.generate(sampling_temperature=0.4, sampling_topk=0))

    drawing = [threading.Thread(target=draw) for _ in range(2)]
    for one in drawing:
        one.start()
    for one in drawing:
        one.join()

    assert said == ["words", "words"]
    assert most == 1

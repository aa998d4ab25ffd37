"""A glossary with real Whisper on real speech: it mends names that are said, and changes nothing where they aren't."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.needs import shared_file
from tests.transcription.make import tone, wav_bytes
from transcription.options import TranscriptionOptions
from transcription.pipeline import Pipeline
from transcription.scoring.copies import disturbances, disturbed
from transcription.sound.audio import decode
from transcription.weights import ModelStore

pytestmark = pytest.mark.models

NAMES = ("Adam Duguid", "Ebenezer Ademesoye", "Maarika")
# As long as a programme's list may be: places and services, made of parts so that many sound like ordinary words.
MANY = tuple(
    f"{first}{last}"
    for first in ("Aber", "Kil", "Dun", "Pen", "Llan", "Inver", "Glen", "Bal", "Strath", "Car")
    for last in (
        *("deen", "marnock", "fermline", "arth", "gollen", "ness", "rothes", "loch", "clyde", "diff"),
        *("wick", "more", "beg", "oban", "tyre", "muir", "dale", "ford", "ton"),
    )
)


def heard(pipeline: Pipeline, source: Path, work: Path, *terms: str) -> str:
    options = TranscriptionOptions(language="en", glossary=terms, separate_speakers=False)
    return " ".join(word.text for word in pipeline.run(source, options, work=work).words)


def copies_of(source: Path, folder: Path, count: int) -> list[Path]:
    """Copies that nobody can hear apart: what the model makes of a name changes with them, and with the processor."""
    decode(source, folder / "sound.raw")
    sound = np.fromfile(folder / "sound.raw", np.int16)
    found = []
    for how in disturbances(count):
        found.append(folder / f"{how.seed}.wav")
        found[-1].write_bytes(wav_bytes(disturbed(sound, how)))
    return found


@pytest.mark.slow
def test_names_that_whisper_does_not_know_when_in_a_long_glossary_then_they_are_written_right(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    source = shared_file("audio", "ami_es2003a_0s.wav")
    copies = [source, *copies_of(source, tmp_path, 4)]

    plain = [heard(pipeline, one, tmp_path / f"plain {one.stem}") for one in copies]
    named = [heard(pipeline, one, tmp_path / f"named {one.stem}", *MANY, *NAMES) for one in copies]

    assert not any("Adam Duguid" in one or "Ebenezer Ademesoye" in one for one in plain)
    # In which copy enough of a name is heard to be mended differs from processor to processor.
    assert any("Adam Duguid" in one for one in named)
    assert not any(term in one for one in named for term in (*MANY, "Maarika"))


def test_a_name_when_heard_almost_right_then_it_is_spelled_as_the_glossary_has_it(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    named = heard(pipeline, shared_file("audio", "ami_en2004a_0s.wav"), tmp_path, *MANY, *NAMES)

    assert "Maarika" in named
    assert not any(term in named for term in (*MANY, *NAMES[:2]))


@pytest.mark.parametrize(
    "name",
    [
        *("jfk_inaugural.flac", "stereo_two_readers.wav", "ami_en2001d_0s_near_silent.wav"),
        pytest.param("ami_es2003b_0s.wav", marks=pytest.mark.slow),
        "awkward/music_vibe_ace.ogg",
    ],
)
def test_sound_in_which_no_name_is_said_when_a_glossary_is_given_then_not_a_word_changes(
    pipeline: Pipeline, tmp_path: Path, name: str
) -> None:
    source = shared_file("audio", *name.split("/"))

    assert heard(pipeline, source, tmp_path / "named", *MANY, *NAMES) == heard(pipeline, source, tmp_path / "plain")


def test_silence_and_a_hum_when_a_glossary_is_given_then_no_name_appears(pipeline: Pipeline, tmp_path: Path) -> None:
    silent, hum = tmp_path / "silent.wav", tmp_path / "hum.wav"
    silent.write_bytes(wav_bytes(tone(20.0) * 0))
    hum.write_bytes(wav_bytes(tone(20.0)))

    assert heard(pipeline, silent, tmp_path / "a", *NAMES) == heard(pipeline, hum, tmp_path / "b", *NAMES) == ""


def test_more_terms_than_the_decoder_has_room_for_when_given_at_once_then_the_first_are_told(
    models: ModelStore,
) -> None:
    from transcription.engines.faster_whisper import FasterWhisperEngine

    engine = FasterWhisperEngine(TranscriptionOptions(model="tiny.en"), models, threads=1)

    told = engine._fitting([f"Llanfairpwllgwyngyll {number} Clackmannanshire" for number in range(40)])

    assert told is not None and told.startswith("Llanfairpwllgwyngyll 0")
    assert 3 <= told.count(",") < 30

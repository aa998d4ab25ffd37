"""A network's outline, read from its file: how many numbers it has, and that all of it is there."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.needs import need
from tests.transcription.written_models import PARAMETERS, model_bin
from transcription.errors import ModelRefused
from transcription.recognisers.known import KNOWN, OFFERED, known
from transcription.recognisers.network import read_network
from transcription.recognisers.strength import is_as_strong, strength_of

ROOT = Path(__file__).resolve().parents[3]


def test_weights_when_read_then_their_numbers_are_counted_without_the_scales_beside_them(tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(model_bin())

    found = read_network(file)

    assert (found.parameters, found.bands, found.file_bytes) == (PARAMETERS, 80, len(model_bin()))


def test_weights_when_cut_anywhere_or_going_on_behind_their_end_then_they_are_refused(tmp_path: Path) -> None:
    file, whole = tmp_path / "model.bin", model_bin()

    for content in (*(whole[:length] for length in range(len(whole))), whole + b"\0"):
        file.write_bytes(content)
        with pytest.raises(ModelRefused):
            read_network(file)


@pytest.mark.parametrize("content", [model_bin("TransformerSpec"), model_bin(version=1), b"PK\3\4" * 100])
def test_a_file_that_is_no_whisper_when_read_then_it_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)

    with pytest.raises(ModelRefused):
        read_network(tmp_path / "model.bin")


@pytest.mark.parametrize("name", ["base", "tiny.en"])
def test_published_weights_when_counted_then_they_have_as_many_numbers_as_their_name_says(name: str) -> None:
    folder = ROOT / "models" / name
    need((folder / "model.bin").is_file(), "the models are not prepared; run make setup")

    assert read_network(folder / "model.bin").parameters == known(name).parameters  # type: ignore[union-attr]
    assert strength_of(str(folder)) == strength_of(name)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("small", "small"),
        ("Systran/faster-whisper-small.en", "small.en"),
        ("turbo", "large-v3-turbo"),
        ("large", "large-v3"),
        ("mobiuslabsgmbh/faster-whisper-large-v3-turbo", "large-v3-turbo"),
        ("Systran/faster-distil-whisper-large-v3", "distil-large-v3"),
        ("/media/stick/faster-whisper-medium/", "medium"),
        ("/media/stick/ours", None),
    ],
)
def test_a_model_however_it_is_named_then_it_is_known(said: str, name: str | None) -> None:
    found = known(said)

    assert (found.name if found else None) == name
    assert strength_of(said) == (KNOWN[name].parameters if name else None)


def test_models_when_ranked_then_each_offered_one_is_stronger_than_the_last_and_english_alone_is_as_strong() -> None:
    ranks = [KNOWN[name].parameters for name in ("tiny", "base", *OFFERED)]

    assert all(is_as_strong(more, than=less) for less, more in pairwise(ranks))
    assert not any(is_as_strong(less, than=more) for less, more in pairwise(ranks))
    assert all(is_as_strong(KNOWN[f"{name}.en"].parameters, than=KNOWN[name].parameters) for name in ("tiny", "base"))

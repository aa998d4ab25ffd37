"""What ``doctor`` says of a speech model that only the internet has, and of what confines the decoder."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitation.cli.doctor import KEPT_FROM, decoder, speech_model
from retreat.settings import load_settings
from transcription.errors import EngineFailed


def test_speech_model_when_it_is_not_on_this_machine_then_doctor_says_so(tmp_path: Path) -> None:
    (tmp_path / "models" / "base").mkdir(parents=True)
    (tmp_path / "models" / "hub" / "models--Systran--faster-whisper-small").mkdir(parents=True)
    kept = {"RETREAT_DATA": str(tmp_path / "data"), "RETREAT_MODELS": str(tmp_path / "models")}

    told = {
        name: [
            (finding.name, finding.state)
            for finding in speech_model(load_settings(kept | {"RETREAT_WHISPER_MODEL": name}))
        ]
        for name in ("base", "small", str(tmp_path), "large-v3")
    }

    assert {name: says for name, says in told.items() if says} == {"large-v3": [("Speech model", "advice")]}


def test_decoder_when_nothing_is_missing_around_it_then_doctor_finds_it_well() -> None:
    found = decoder(lambda: dict.fromkeys(KEPT_FROM, True))

    assert (found.name, found.state) == ("Decoder", "well")
    assert all(what in found.says for what in KEPT_FROM.values())


@pytest.mark.parametrize("missing", KEPT_FROM)
def test_decoder_when_this_system_lacks_a_measure_then_doctor_says_which_holds_and_which_does_not(missing: str) -> None:
    found = decoder(lambda: {**dict.fromkeys(KEPT_FROM, True), missing: False})

    holds, _, lacks = found.says.partition(". ")
    assert found.state == "advice"
    assert [name for name, what in KEPT_FROM.items() if what not in holds] == [missing]
    assert [name for name, what in KEPT_FROM.items() if what in lacks] == [missing]


def test_decoder_when_it_does_not_start_then_doctor_says_that_it_is_ill() -> None:
    def broken() -> dict[str, bool]:
        raise EngineFailed("No.")

    assert decoder(broken).state == "ill"

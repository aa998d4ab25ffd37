"""What ``doctor`` says of a speech model that only the internet has."""

from __future__ import annotations

from pathlib import Path

from facilitation.cli.doctor import speech_model
from retreat.settings import load_settings


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

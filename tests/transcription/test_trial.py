"""What was measured of a model holds for these weights on this processor, and for no others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from transcription.bench import machine
from transcription.trial import SECONDS, Trial, Trials


@pytest.fixture
def trial() -> Trial:
    """Measured on this machine."""
    found = machine()
    return Trial(
        digest="d1",
        processor=found["processor"],
        cores=found["cores"],
        minute_s=12.0,
        load_s=1.0,
        peak_bytes=None,
        words=150,
        load_average=0.5,
        at="2026-11-30T14:00:00+00:00",
    )


def test_a_trial_when_kept_then_it_is_known_until_weights_or_machine_are_others(tmp_path: Path, trial: Trial) -> None:
    trials = Trials(tmp_path)
    trials.keep("small", trial)
    trials.keep("elsewhere", replace(trial, cores=trial.cores + 1))

    assert trials.of("small", "d1") == trial and trial.times_real_time == SECONDS / 12
    assert trials.of("small", "d2") is None and trials.of("medium", "d1") is None
    assert trials.of("elsewhere", "d1") is None


def test_a_trial_when_its_model_is_gone_then_it_is_forgotten_and_others_are_not(tmp_path: Path, trial: Trial) -> None:
    trials = Trials(tmp_path)
    for name in ("small", "medium"):
        trials.keep(name, trial)

    trials.forget("small")

    assert trials.of("small", "d1") is None and trials.of("medium", "d1") == trial


@pytest.mark.parametrize("content", ["", "[]", '{"small": {"of": "another version"}}', '{"small": 3}'])
def test_what_was_kept_when_it_cannot_be_read_then_nothing_was_measured(tmp_path: Path, content: str) -> None:
    (tmp_path / "measured.json").write_text(content)

    assert Trials(tmp_path).of("small", "d1") is None

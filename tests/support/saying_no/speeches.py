"""Speech that doubts, draws a waveform of its own, or is cut short in the middle."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from retreat.transcripts.ports import Heard, HeardWindow, Report
from tests.record.scripted_speech import ScriptedSpeech
from transcription.types import Transcript


class Thorough(ScriptedSpeech):
    """Doubts the last two turns and draws a waveform that can be told from others."""

    def __init__(self, script: str, drawn: str) -> None:
        super().__init__(script)
        self.drawn = drawn

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        said = super().transcribe(path, work=work, options=options, report=report)
        doubted = tuple(replace(turn, flags=("low_confidence",)) for turn in said.turns[-2:])
        return replace(said, turns=(*said.turns[:-2], *doubted))

    def peaks(self, work: Path) -> Mapping[str, Any] | None:
        return {"peaks": [0, 1], "drawn": self.drawn}


class CutShort(ScriptedSpeech):
    """Is heard to the middle; then its worker is told to end."""

    def __init__(self, script: str, stop: threading.Event) -> None:
        super().__init__(script)
        self.stop = stop

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        window = HeardWindow(number=0, start_ms=0, end_ms=1_000, words=((self.script, 0, 1_000),))
        report(Heard(stage="words", done=0.5, text=self.script, windows=(window,)))
        self.stop.set()
        report(Heard(stage="words", done=0.6))
        raise AssertionError("it was to end here")

"""What a run has heard so far, read from its work folder a bit at a time; and a first look at a long file.

A long file is decoded whole before its first word is known. So that somebody can read within a minute whether the
right thing is being written down, the first minute of voice is heard at once. Nothing of it goes into the transcript.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from transcription.children.child import Child
from transcription.engines.port import Heard
from transcription.errors import TranscriptionError
from transcription.options import TranscriptionOptions
from transcription.sound import audio
from transcription.sound.voice import FRAME_MS, Span, voice_spans, windows

from .checkpoints import WORDS_FILE

# Up to here the whole is decoded and its voice found in some seconds, however tightly it is packed.
LONG_S = 1200.0
LONG_BYTES = 12_000_000
_LOOK_MS = 60_000
_FIRST_LOOK = "first_look.jsonl"


@dataclass(slots=True)
class _GrowingFile:
    """A file that grows by whole lines, and how much of it was read."""

    path: Path
    read_bytes: int = 0

    def news(self) -> list[Mapping[str, Any]]:
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            if file.seek(0, 2) < self.read_bytes:
                self.read_bytes = 0
            file.seek(self.read_bytes)
            lines = file.readlines()
        whole = [line for line in lines if line.endswith(b"\n")]
        self.read_bytes += sum(len(line) for line in whole)
        return [json.loads(line) for line in whole]


@dataclass(slots=True)
class SoFar:
    """Reads on where it stopped; the first reading gives all that is there."""

    work: Path
    _looked: _GrowingFile = field(init=False)
    _words: _GrowingFile = field(init=False)

    def __post_init__(self) -> None:
        self._looked = _GrowingFile(self.work / _FIRST_LOOK)
        self._words = _GrowingFile(self.work / WORDS_FILE)

    def news(self) -> list[Heard]:
        """Windows with words since the last reading; those of the first look are numbered from -1000 up."""
        looked = [
            Heard.from_json({**one, "window": one["window"] - 1000}) for one in self._looked.news() if _is_window(one)
        ]
        heard = [Heard.from_json(dict(one)) for one in self._words.news() if _is_window(one)]
        return [item for item in (*looked, *heard) if item.words]


def _is_window(line: Mapping[str, Any]) -> bool:
    return "window" in line


def first_look(child: Child, path: Path, options: TranscriptionOptions, work: Path) -> float:
    """Hear the first minute of voice of a long file, unless that was done; gives the seconds of loading models.

    It is only a look: whatever goes wrong with it is left for the run itself to say.
    """
    if (work / _FIRST_LOOK).exists() or (work / WORDS_FILE).exists() or path.stat().st_size < LONG_BYTES:
        return 0.0
    pcm, found = work / "first.pcm", work / "first.npy"
    try:
        stated_s = audio.probe(path).stated_s
        if stated_s is not None and stated_s < LONG_S:
            return 0.0
        audio.decode_beginning(path, pcm)
        child.ask({"stage": "voice", "pcm": str(pcm), "voice": str(found)})
        voice = np.load(found)
        laid = _first_windows(windows(voice_spans(voice), voice, len(voice) * FRAME_MS))
        if not laid:
            return 0.0
        asked = {
            "stage": "words",
            "pcm": str(pcm),
            "windows": [[window.start_ms, window.end_ms] for window in laid],
            "voice": str(found),
            "options": options.to_json(),
            "out": str(work / _FIRST_LOOK),
        }
        return float(child.ask(asked)["load_s"])
    except TranscriptionError:
        return 0.0
    finally:
        pcm.unlink(missing_ok=True)
        found.unlink(missing_ok=True)


def _first_windows(laid: list[Span]) -> list[Span]:
    """So many of the first windows as are heard in one go."""
    taken: list[Span] = []
    for window in laid:
        if taken and sum(one.length_ms for one in taken) + window.length_ms > _LOOK_MS:
            break
        taken.append(window)
    return taken

"""The words of a run so far, read from its work folder bit by bit while it grows.

Must never write there, or know who transcribes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transcription.engines.port import Heard

from .checkpoints import FIRST_LOOK_FILE, WORDS_FILE


@dataclass(slots=True)
class _GrowingFile:
    """A file that grows by whole lines, and how much of it has been read."""

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
    """Continues reading where it stopped; the first reading returns everything."""

    work: Path
    _looked: _GrowingFile = field(init=False)
    _words: _GrowingFile = field(init=False)

    def __post_init__(self) -> None:
        self._looked = _GrowingFile(self.work / FIRST_LOOK_FILE)
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

"""The recogniser that ours is compared with: plain faster-whisper on the same weights, used as documented."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .options import TranscriptionOptions
from .weights import ModelStore

# By the name that a report's keys begin with. Batched hears windows side by side, eight at a time.
PEERS = ("peer", "peer_batched")
_BATCH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerHeard:
    """A peer's result for a file: its words as one text, and seconds by the clock."""

    text: str
    seconds: float


class Peers:
    """Both ways of using it over one loaded model: voice activity, beam 5, times for each word."""

    def __init__(self, models: ModelStore, options: TranscriptionOptions, *, threads: int) -> None:
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        folder = models.whisper(options.model).folder
        whisper = WhisperModel(str(folder), device="auto", compute_type="int8", cpu_threads=threads)
        self._language = options.language
        self._ways: Mapping[str, tuple[Any, dict[str, Any]]] = {
            "peer": (whisper, {"vad_filter": True}),
            "peer_batched": (BatchedInferencePipeline(whisper), {"batch_size": _BATCH}),
        }

    def hear(self, name: str, path: Path) -> PeerHeard:
        """Let one of them hear a file; its words come as they are found, and all of them are waited for."""
        whisper, more = self._ways[name]
        began = time.perf_counter()
        segments, _ = whisper.transcribe(str(path), language=self._language, beam_size=5, word_timestamps=True, **more)
        text = " ".join(segment.text for segment in segments)
        return PeerHeard(text=text, seconds=time.perf_counter() - began)

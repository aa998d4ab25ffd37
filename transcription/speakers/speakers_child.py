"""The process that finds speakers: ``python -m transcription.speakers.speakers_child --models DIR --threads N``.

Request: ``{"pcm", "speakers"}``; on the way ``{"done_ms", "of_ms"}``; answer: ``{"spans": [[label, start_ms, end_ms,
confidence]], "seconds", "load_s"}``. What voices sound like stays in this process and ends with it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from transcription.children.messages import Message
from transcription.children.serving import serve
from transcription.sound.pcm_file import RATE_HZ, samples
from transcription.weights import ModelStore

from .finder import SpeakerFinder


def main() -> None:
    """Serve until the parent's pipe closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    chosen = parser.parse_args()
    loaded: list[SpeakerFinder] = []

    def answer(request: Message, send: Callable[[Message], None]) -> Message:
        began = time.perf_counter()
        if not loaded:
            loaded.append(SpeakerFinder(ModelStore(chosen.models), threads=chosen.threads))
        load_s = time.perf_counter() - began
        if "pcm" not in request:
            return {"load_s": load_s}
        began = time.perf_counter()
        sound = samples(Path(request["pcm"]))
        of_ms = len(sound) * 1000 // RATE_HZ
        turns = loaded[0].find(
            sound,
            speakers=request.get("speakers"),
            progress=lambda done, total: send({"done_ms": of_ms * done // total, "of_ms": of_ms}),
        )
        return {
            "spans": [[turn.speaker, turn.start_ms, turn.end_ms, turn.speaker_confidence] for turn in turns],
            "seconds": time.perf_counter() - began,
            "load_s": load_s,
        }

    serve(answer)


if __name__ == "__main__":
    main()

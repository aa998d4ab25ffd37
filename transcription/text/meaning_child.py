"""Keeps the sentence network warm in a process of its own:
``python -m transcription.text.meaning_child --models DIR``.
"""

from __future__ import annotations

import argparse
import base64
import time
from collections.abc import Callable
from pathlib import Path

from transcription.children.messages import Message
from transcription.children.serving import serve
from transcription.weights import ModelStore

from .meaning import SentenceMeaning


def main() -> None:
    """Answer ``{"texts": [...]}`` with ``{"vectors": base64 of float32, "load_s": seconds}`` until the pipe closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    loaded: list[tuple[SentenceMeaning, float]] = []

    def answer(request: Message, _send: Callable[[Message], None]) -> Message:
        if not loaded:
            began = time.perf_counter()
            meaning = SentenceMeaning(ModelStore(chosen.models), threads=chosen.threads)
            loaded.append((meaning, time.perf_counter() - began))
        vectors = loaded[0][0].embed(request["texts"])
        return {"vectors": base64.b64encode(vectors.tobytes()).decode("ascii"), "load_s": loaded[0][1]}

    serve(answer)


if __name__ == "__main__":
    main()

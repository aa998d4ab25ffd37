"""A transcript that people correct."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from retreat.house import House
from tests.browser.live_server import make_session, make_transcript
from tests.record.scripted_speech import ScriptedSpeech
from transcription.types import Transcript, Turn

SCRIPT = """Ana: We were tied at the end of every week and nobody asked how the carers were doing at all.
Ben: The waiting list for home care grew longer and the money was gone before the winter had begun.
Ana: She wanted to stay in her own house near the river and keep her garden and her cat.
Ben: Nobody wrote down what mattered to her, so the next worker began again from nothing.
Ana: Housing would not talk to health, and health would not talk to housing, so we carried letters.
"""
_UNCLEAR = {2: 0.2, 24: 0.3}


class UnclearSpeech(ScriptedSpeech):
    """Says the script back, unsure of two words, with a voice at the end of which nothing was understood."""

    def transcribe(self, *args, **more) -> Transcript:  # type: ignore[no-untyped-def]
        """See ``ScriptedSpeech.transcribe``."""
        said = super().transcribe(*args, **more)
        words = tuple(
            dataclasses.replace(word, confidence=_UNCLEAR.get(n, word.confidence)) for n, word in enumerate(said.words)
        )
        end = words[-1].end_ms
        silent = Turn(
            speaker="Ben",
            start_ms=end + 500,
            end_ms=end + 3500,
            text="",
            word_indexes=(),
            flags=("speech_without_text",),
        )
        return dataclasses.replace(said, words=words, turns=(*said.turns, silent))


def sessions(house: House, folder: Path) -> dict[str, Any]:
    """A session for each test."""
    made = {}
    for name in ("typed", "fought_over", "by_keys", "plain", "looked_at", "lost"):
        made[name] = make_session(house, "brainstorm", state="planned")
        made[name] |= make_transcript(house, folder, made[name]["id"], UnclearSpeech(SCRIPT))
    return made

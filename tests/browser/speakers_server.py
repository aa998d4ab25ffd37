"""Transcripts whose voices nobody has named yet."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from retreat.house import House
from retreat.ids import system_ids
from retreat.people.operations import Arrival, join
from tests.browser.live_server import make_session, make_transcript
from tests.record.scripted_speech import ScriptedSpeech
from transcription.types import Transcript

SCRIPT = """S1: We were tired at the end of every week and nobody asked how the carers were doing at all.
S2: The waiting list for home care grew longer and the money was gone before the winter had begun.
S1: She wanted to stay in her own house near the river and keep her garden and her cat.
S3: Nobody wrote down what mattered to her, so the next worker began again from nothing.
S2: Housing would not talk to health, and health would not talk to housing, so we carried letters.
S1: We could have asked her in the first week, and we asked her in the last.
S4: Yes.
"""
_UNSURE = {2: 0.62, 6: 0.41}
SOUND_YES = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True}


class UnsureSpeech(ScriptedSpeech):
    """Says the script back, unsure whose two of its turns are."""

    def transcribe(self, *args: Any, **more: Any) -> Transcript:
        """See ``ScriptedSpeech.transcribe``."""
        said = super().transcribe(*args, **more)
        turns = tuple(
            dataclasses.replace(turn, speaker_confidence=_UNSURE.get(n, 0.93)) for n, turn in enumerate(said.turns)
        )
        return dataclasses.replace(said, turns=turns)


def come_in(house: House, letters: str, name: str, **answers: bool) -> None:
    """Somebody joins the session."""
    house.database.write(
        lambda db: join(
            db,
            letters,
            Arrival(display_name=name, answers=SOUND_YES | answers),
            now=house.clock(),
            ids=system_ids,
        )
    )


def sessions(house: House, folder: Path) -> dict[str, Any]:
    """A session for each test, with one who agreed and one who did not."""
    made = {}
    for name in ("named", "cut", "plain", "looked_at", "two"):
        made[name] = make_session(house, "brainstorm", state="open", tables=2)
        come_in(house, made[name]["letters"], "Ana Reyes")
        come_in(house, made[name]["letters"], "Somebody Else", machine_transcription=False)
        made[name] |= make_transcript(house, folder, made[name]["id"], UnsureSpeech(SCRIPT), table="1")
    return made

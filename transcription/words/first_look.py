"""A first look at a long file: its first minute of voice, transcribed before everything else.

A long file is decoded completely before its first word is known. So that people can see within a minute whether the
right thing is being transcribed, the first minute of voice comes first. Nothing of it goes into the transcript.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from transcription.children.child import Child
from transcription.errors import TranscriptionError
from transcription.options import TranscriptionOptions
from transcription.sound import audio
from transcription.sound.voice import FRAME_MS, Span, voice_spans, windows

from .checkpoints import FIRST_LOOK_FILE, WORDS_FILE

# Up to this length, a file is decoded and its voice found within seconds, however well it is compressed.
LONG_S = 1200.0
LONG_BYTES = 12_000_000
_LOOK_MS = 60_000


def first_look(child: Child, path: Path, options: TranscriptionOptions, work: Path) -> float:
    """Transcribe the first minute of voice of a long file, unless done already. Returns the seconds of loading models.

    It is only a look: failures are left for the run itself to report.
    """
    if (work / FIRST_LOOK_FILE).exists() or (work / WORDS_FILE).exists() or path.stat().st_size < LONG_BYTES:
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
            "out": str(work / FIRST_LOOK_FILE),
        }
        return float(child.ask(asked)["load_s"])
    except TranscriptionError:
        return 0.0
    finally:
        pcm.unlink(missing_ok=True)
        found.unlink(missing_ok=True)


def _first_windows(laid: list[Span]) -> list[Span]:
    """As many of the first windows as are transcribed in one go."""
    taken: list[Span] = []
    for window in laid:
        if taken and sum(one.length_ms for one in taken) + window.length_ms > _LOOK_MS:
            break
        taken.append(window)
    return taken

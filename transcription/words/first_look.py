"""A first look at a long file: its first minute of voice, heard before all else.

A long file is decoded whole before its first word is known. So that somebody can read within a minute whether the
right thing is being written down, the first minute of voice is heard at once. Nothing of it goes into the transcript.
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

# Up to here the whole is decoded and its voice found in some seconds, however tightly it is packed.
LONG_S = 1200.0
LONG_BYTES = 12_000_000
_LOOK_MS = 60_000


def first_look(child: Child, path: Path, options: TranscriptionOptions, work: Path) -> float:
    """Hear the first minute of voice of a long file, unless that was done; gives the seconds of loading models.

    It is only a look: whatever goes wrong with it is left for the run itself to say.
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
    """So many of the first windows as are heard in one go."""
    taken: list[Span] = []
    for window in laid:
        if taken and sum(one.length_ms for one in taken) + window.length_ms > _LOOK_MS:
            break
        taken.append(window)
    return taken

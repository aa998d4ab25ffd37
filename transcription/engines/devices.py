"""Which device a recogniser can really use: a graphics processor if one works, otherwise the processor.

A graphics processor can be there and still fail: an old driver says so, a missing library ends the whole process
without a word. So it is tried in a process of its own: ``python -m transcription.engines.devices FOLDER``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from transcription.children.programs import ROOT

PROCESSOR = "cpu"
GRAPHICS = "cuda"
_LONGEST_TRY_S = 120


def working_device(folder: Path) -> str:
    """The device for the model in a folder: ``cuda`` or ``cpu``."""
    import ctranslate2

    if ctranslate2.get_cuda_device_count() == 0:
        return PROCESSOR
    command = [sys.executable, "-m", "transcription.engines.devices", str(folder)]
    try:
        tried = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=_LONGEST_TRY_S, check=False)
    except subprocess.TimeoutExpired:
        return PROCESSOR
    return GRAPHICS if tried.returncode == 0 else PROCESSOR


def _try(folder: Path) -> None:
    """Transcribe a second of silence there; any failure ends the process."""
    import numpy as np
    from faster_whisper import WhisperModel

    whisper = WhisperModel(str(folder), device=GRAPHICS, compute_type="int8", local_files_only=True)
    segments, _ = whisper.transcribe(np.zeros(16_000, np.float32), language="en", beam_size=1)
    list(segments)


if __name__ == "__main__":
    _try(Path(sys.argv[1]))

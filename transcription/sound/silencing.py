"""Writes a sound again with silence in some places, as WAV; whatever it was, and however long."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

from .audio import decode
from .pcm_file import RATE_HZ, sample_at

_BLOCK_BYTES = 1 << 20


def silence(source: Path, folder: Path, spans: Sequence[tuple[int, int]]) -> Path:
    """A copy of ``source`` in which these milliseconds are silent; its decoded sound stays beside it in ``folder``.

    Raises:
        UnreadableAudio: nothing could be decoded; trying again won't help.
    """
    pcm, target = folder / "audio.pcm", folder / "silenced.wav"
    target.unlink(missing_ok=True)
    pcm.unlink(missing_ok=True)
    decode(source, pcm)
    _blank(pcm, spans)
    scratch = folder / ".silenced.wav"
    with scratch.open("wb") as out, wave.open(out, "wb") as file, pcm.open("rb") as sound:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", "not compressed"))
        file.setnframes(pcm.stat().st_size // 2)
        while block := sound.read(_BLOCK_BYTES):
            file.writeframesraw(block)
    return scratch.replace(target)


def _blank(pcm: Path, spans: Sequence[tuple[int, int]]) -> None:
    size = pcm.stat().st_size
    with pcm.open("r+b") as file:
        for from_ms, to_ms in spans:
            at, end = min(2 * sample_at(from_ms), size), min(2 * sample_at(to_ms), size)
            file.seek(at)
            while at < end:
                at += file.write(bytes(min(_BLOCK_BYTES, end - at)))

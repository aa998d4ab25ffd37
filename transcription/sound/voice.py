"""Where somebody speaks: Silero's voice probability over time, spans of voice, and windows for the recogniser.

Where there is no voice nothing is decoded: that is the first defence against invented words. The network is
loaded only by `voice_probabilities`; the rest is arithmetic. Must never know words or speakers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcription.children.workers import share_out

from .levels import centred
from .pcm_file import forget

FRAME_SAMPLES = 512
FRAME_MS = 32
_BLOCK_FRAMES = 1875  # a minute
_WARM_FRAMES = 32  # the network remembers: each block starts a second early

Probabilities = NDArray[np.uint8]
# At or above the first probability a frame is surely voice; below the second it hardly can be.
SURELY_VOICE = 0.5 * 255
HARDLY_VOICE = 0.2 * 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time, half-open, in milliseconds."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRules:
    """Thresholds on the probability (0 to 1) and shortest lengths, chosen for quiet voices round a table."""

    begin: float = 0.35
    end: float = 0.20
    shortest_voice_ms: int = 128
    shortest_pause_ms: int = 480
    pad_ms: int = 200
    peak: float = 0.5


# For detecting the language: certain voice, with its surroundings.
SURE = VoiceRules(begin=0.5, end=0.35, pad_ms=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRules:
    """How voice is divided into windows: no longer than the recogniser's, without long pauses."""

    longest_ms: int = 29_600
    longest_pause_ms: int = 4_000
    pad_ms: int = 400


def voice_probabilities(sound: NDArray[np.int16], *, threads: int = 1) -> Probabilities:
    """Silero's probability of voice for each 32 ms of 16 kHz sound, as 0 to 255, in bounded memory."""
    from faster_whisper.vad import get_vad_model

    model = get_vad_model()
    frames = -(-len(sound) // FRAME_SAMPLES)

    def found(_thread: int, start: int) -> Probabilities:
        warm = min(start, _WARM_FRAMES)
        piece = sound[(start - warm) * FRAME_SAMPLES : (start + _BLOCK_FRAMES) * FRAME_SAMPLES].astype(np.float32)
        # At its original level: amplified, the hiss of a room begins to look like voice.
        piece = np.pad(centred(piece / 32768.0), (0, -len(piece) % FRAME_SAMPLES))
        forget(sound)
        block: Probabilities = np.clip(np.asarray(model(piece)).reshape(-1)[warm:] * 255, 0, 255).astype(np.uint8)
        return block

    blocks = share_out(lambda: range(threads), range(0, frames, _BLOCK_FRAMES), found)
    return np.concatenate([np.zeros(0, np.uint8), *blocks])


def voice_spans(voice: Probabilities, rules: VoiceRules = VoiceRules()) -> list[Span]:
    """Spans of voice with hysteresis: begin high, end low, short pauses bridged, short noises dropped, padded."""
    begin, end, peak = rules.begin * 255, rules.end * 255, rules.peak * 255
    found: list[list[int]] = []
    start: int | None = None
    last = 0
    for frame, value in enumerate(voice.tolist()):
        if start is None:
            if value >= begin:
                start = last = frame
        elif value >= end:
            last = frame
        elif (frame - last) * FRAME_MS >= rules.shortest_pause_ms:
            found.append([start, last + 1])
            start = None
    if start is not None:
        found.append([start, last + 1])
    length_ms = len(voice) * FRAME_MS
    spans: list[Span] = []
    for first, after in found:
        if (after - first) * FRAME_MS < rules.shortest_voice_ms or voice[first:after].max() < peak:
            continue
        start_ms = max(0, first * FRAME_MS - rules.pad_ms)
        end_ms = min(length_ms, after * FRAME_MS + rules.pad_ms)
        if spans and start_ms <= spans[-1].end_ms:
            spans[-1] = Span(start_ms=spans[-1].start_ms, end_ms=end_ms)
        else:
            spans.append(Span(start_ms=start_ms, end_ms=end_ms))
    return spans


def windows(
    spans: Sequence[Span], voice: Probabilities, duration_ms: int, rules: WindowRules = WindowRules()
) -> list[Span]:
    """Divide spans of voice into windows of continuous time.

    Neighbours share a window while it stays short enough and the pause between them is short; a span longer
    than a window is cut where the voice is weakest in its last third.
    """
    pieces = [piece for span in spans for piece in _pieces_of(span, voice, rules.longest_ms - 2 * rules.pad_ms)]
    joined: list[Span] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if (
            last
            and piece.start_ms - last.end_ms <= rules.longest_pause_ms
            and piece.end_ms - last.start_ms <= rules.longest_ms - 2 * rules.pad_ms
        ):
            joined[-1] = Span(start_ms=last.start_ms, end_ms=piece.end_ms)
        else:
            joined.append(piece)
    return _padded(joined, duration_ms, rules.pad_ms)


def _pieces_of(span: Span, voice: Probabilities, longest_ms: int) -> list[Span]:
    pieces = []
    start_ms = span.start_ms
    while span.end_ms - start_ms > longest_ms:
        low = (start_ms + longest_ms * 2 // 3) // FRAME_MS
        high = (start_ms + longest_ms) // FRAME_MS
        around = np.convolve(voice[low:high].astype(np.float32), np.ones(7) / 7, "same")
        at_ms = (low + int(np.argmin(around[3:-3])) + 3) * FRAME_MS
        pieces.append(Span(start_ms=start_ms, end_ms=at_ms))
        start_ms = at_ms
    return [*pieces, Span(start_ms=start_ms, end_ms=span.end_ms)]


def _padded(spans: Sequence[Span], duration_ms: int, pad_ms: int) -> list[Span]:
    """Pad each window, never into the next one."""
    padded = []
    for index, span in enumerate(spans):
        before = spans[index - 1].end_ms if index else 0
        after = spans[index + 1].start_ms if index + 1 < len(spans) else duration_ms
        padded.append(
            Span(
                start_ms=max(0, span.start_ms - min(pad_ms, max(0, span.start_ms - before) // 2)),
                end_ms=min(duration_ms, span.end_ms + min(pad_ms, max(0, after - span.end_ms) // 2)),
            )
        )
    return padded

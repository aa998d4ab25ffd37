"""Cuts windows of sound for a recogniser, and places its pieces of text in them as words.

Must never know which recogniser it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transcription.sound.pcm_file import sample_at
from transcription.sound.voice import Span
from transcription.types import Word

from .port import Heard, Sound

# Text as a recogniser spaced it, start and end in seconds from the start of its window, probability.
Piece = tuple[str, float, float, float]
# Without a space before them these continue a word; otherwise they begin one.
_JOINERS = frozenset("-‐‑/'’&@%")
_DASHES = frozenset("-‐‑")


def pieces_of(sound: Sound, windows: Sequence[Span]) -> list[Sound]:
    """The sound of each window; ``sound`` begins where the first window does."""
    origin_ms = windows[0].start_ms
    return [sound[sample_at(one.start_ms - origin_ms) : sample_at(one.end_ms - origin_ms)] for one in windows]


def heard_of(
    number: int,
    window: Span,
    *,
    language: str | None,
    words: Iterable[Piece],
    doubts: Sequence[tuple[float, float, float]],
) -> Heard:
    """The result for one window, as doubtful as the worst of its segments.

    Args:
        doubts: For each segment, the average log probability, the probability of no speech, and the temperature.
    """
    return Heard(
        window=number,
        language=language,
        words=placed(words, window),
        average_logprob=min((logprob for logprob, _, _ in doubts), default=0.0),
        no_speech=max((no_speech for _, no_speech, _ in doubts), default=0.0),
        temperature=max((temperature for _, _, temperature in doubts), default=0.0),
    )


def placed(pieces: Iterable[Piece], window: Span) -> tuple[Word, ...]:
    """Words in whole milliseconds, in order, inside their window, at least 20 ms long where there is room.

    Args:
        pieces: in time order.
    """
    words: list[Word] = []
    earliest_ms = window.start_ms
    for raw, start_s, end_s, probability in pieces:
        text = raw.strip()
        if not text:
            continue
        confidence = round(float(min(1.0, max(0.0, probability))), 3)
        start_ms = max(earliest_ms, min(window.start_ms + round(start_s * 1000), window.end_ms - 20))
        end_ms = min(max(start_ms + 20, window.start_ms + round(end_s * 1000)), window.end_ms)
        end_ms = max(end_ms, start_ms + 1)
        if words and _continues(raw):
            start_ms, text = words[-1].start_ms, words[-1].text + text
            confidence = min(confidence, words.pop().confidence)
        words.append(Word(text=text, start_ms=start_ms, end_ms=end_ms, confidence=confidence))
        earliest_ms = start_ms
    return tuple(words)


def _continues(raw: str) -> bool:
    """Whether a piece of text belongs to the word before it, as ``-barriest`` does to `` bud``."""
    return raw[0] in _JOINERS and raw not in _DASHES

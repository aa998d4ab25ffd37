"""Words that a recogniser wrote where hardly anybody can have spoken: strings, a scraped chair, a motor.

The last rejection before anything is stored: later, words are flagged, never deleted.
Both must be in doubt: the voice network, which was never sure for long, and the recogniser itself. Pure arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transcription.sound.voice import FRAME_MS, Probabilities, Span, voice_spans
from transcription.types import Word

from .loops import repeats

_SURE_VOICE = 0.8 * 255
_SHORTEST_SURE_MS = 200
# “Right” and “okay” are said softly while others talk; a soft word on its own must be more certain.
_CONFIDENT_IN_TALK = 0.5
_CONFIDENT_ALONE = 0.7
_NO_SPEECH = 0.6
_CONFIDENT_OF_NO_SPEECH = 0.5


def believed(window: Span, words: Sequence[Word], voice: Probabilities, *, no_speech: float) -> tuple[Word, ...]:
    """The words of one window, without those that nobody can have said.

    Args:
        no_speech: The recogniser's probability that nobody speaks there, 0 to 1.
    """
    if not words:
        return ()
    if no_speech > _NO_SPEECH and _confidence(words) < _CONFIDENT_OF_NO_SPEECH:
        return ()
    first = window.start_ms // FRAME_MS
    inside = voice[first : -(-window.end_ms // FRAME_MS)]
    stretches = [
        Span(start_ms=first * FRAME_MS + span.start_ms, end_ms=first * FRAME_MS + span.end_ms)
        for span in voice_spans(inside)
    ]
    if not stretches:
        return tuple(words)
    nearest = [min(range(len(stretches)), key=lambda index: _away_ms(word, stretches[index])) for word in words]
    talk = any(_sure_ms(stretch, voice) >= _SHORTEST_SURE_MS for stretch in stretches)
    needed = _CONFIDENT_IN_TALK if talk else _CONFIDENT_ALONE
    kept: list[Word] = []
    for index, stretch in enumerate(stretches):
        mine = [word for word, near in zip(words, nearest, strict=True) if near == index]
        if mine and (_sure_ms(stretch, voice) >= _SHORTEST_SURE_MS or _sure_of_itself(mine, needed)):
            kept.extend(mine)
    return tuple(kept)


def _confidence(words: Sequence[Word]) -> float:
    return sum(word.confidence for word in words) / len(words)


def _sure_of_itself(words: Sequence[Word], needed: float) -> bool:
    """Whether the recogniser is confident of these words; never in a loop, where confidence rises with every round."""
    return _confidence(words) >= needed and not repeats([word.text for word in words])


def _away_ms(word: Word, stretch: Span) -> int:
    """The distance from the word's middle to a stretch of voice; 0 inside one."""
    middle_ms = (word.start_ms + word.end_ms) // 2
    return max(0, stretch.start_ms - middle_ms, middle_ms - stretch.end_ms)


def _sure_ms(stretch: Span, voice: Probabilities) -> int:
    inside = voice[stretch.start_ms // FRAME_MS : -(-stretch.end_ms // FRAME_MS)]
    return int(np.count_nonzero(inside >= _SURE_VOICE)) * FRAME_MS

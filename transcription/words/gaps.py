"""Certain voice for which a recogniser wrote no words, and which words of a second try may fill it.

Pure arithmetic. A second try is believed only if it is confident: a gap is better than an invention.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from transcription.sound.voice import FRAME_MS, SURELY_VOICE, Probabilities, Span
from transcription.types import Word

from .loops import plain, repeats

_SHORTEST_MS = 1_000
# A word that lasts longer than its letters need has swallowed what followed it.
_WORD_LASTS_MS = 400
_LETTER_LASTS_MS = 90
_AROUND_WORD_MS = 100
_SHORT_PAUSE_MS = 900
_PAD_MS = 200
_CONFIDENT = 0.5
_IMPROBABLE = -0.8
_NO_SPEECH = 0.6
_WARMEST = 0.4
_FASTEST_WORDS_PER_S = 6.0
_FEWEST = 2
_LONGEST_ECHO_WORDS = 4


def unheard(window: Span, words: Sequence[Word], voice: Probabilities) -> list[Span]:
    """Stretches of a window with at least a second of certain voice and no word."""
    first, after = window.start_ms // FRAME_MS, -(-window.end_ms // FRAME_MS)
    voiced = voice[first:after] >= SURELY_VOICE
    worded = np.zeros(len(voiced), bool)
    for word in words:
        end_ms = min(word.end_ms, word.start_ms + _WORD_LASTS_MS + _LETTER_LASTS_MS * len(word.text))
        low = (word.start_ms - _AROUND_WORD_MS) // FRAME_MS - first
        worded[max(0, low) : max(0, (end_ms + _AROUND_WORD_MS) // FRAME_MS + 1 - first)] = True
    runs: list[list[int]] = []
    for frame in np.flatnonzero(voiced & ~worded).tolist():
        near = runs and (frame - runs[-1][-1]) * FRAME_MS <= _SHORT_PAUSE_MS
        if near and not worded[runs[-1][-1] : frame].any():
            runs[-1].append(frame)
        else:
            runs.append([frame])
    return [
        Span(
            start_ms=max(window.start_ms, (first + run[0]) * FRAME_MS - _PAD_MS),
            end_ms=min(window.end_ms, (first + run[-1] + 1) * FRAME_MS + _PAD_MS),
        )
        for run in runs
        if len(run) * FRAME_MS >= _SHORTEST_MS
    ]


def believable(gap: Span, words: Sequence[Word], *, logprob: float, no_speech: float, temperature: float) -> bool:
    """Whether a second try at a gap is confident enough to be kept."""
    return (
        len(words) >= _FEWEST
        and logprob >= _IMPROBABLE
        and no_speech <= _NO_SPEECH
        and temperature <= _WARMEST
        and sum(word.confidence for word in words) / len(words) >= _CONFIDENT
        and len(words) <= _FASTEST_WORDS_PER_S * gap.length_ms / 1000
        and not repeats([word.text for word in words])
    )


def merged(words: Sequence[Word], added: Sequence[Word]) -> tuple[Word, ...]:
    """Both in time order, without words that the second try repeated at its edges.

    A kept word that had swallowed the gap ends where the added words begin.
    """
    if not added:
        return tuple(words)
    middle_ms = added[0].start_ms
    before = [word for word in words if word.start_ms <= middle_ms]
    after = [word for word in words if word.start_ms > middle_ms]
    fresh = _without_echo(before, list(added), after)
    if fresh and before and before[-1].end_ms > fresh[0].start_ms:
        end_ms = max(before[-1].start_ms + 1, fresh[0].start_ms)
        before[-1] = replace(before[-1], end_ms=end_ms)
    return tuple(sorted([*before, *fresh, *after], key=lambda word: word.start_ms))


def _without_echo(before: Sequence[Word], added: list[Word], after: Sequence[Word]) -> list[Word]:
    for size in range(min(_LONGEST_ECHO_WORDS, len(before), len(added)), 0, -1):
        if _same(before[-size:], added[:size]):
            added = added[size:]
            break
    for size in range(min(_LONGEST_ECHO_WORDS, len(after), len(added)), 0, -1):
        if _same(after[:size], added[-size:]):
            return added[:-size]
    return added


def _same(some: Sequence[Word], others: Sequence[Word]) -> bool:
    return [plain(word.text) for word in some] == [plain(word.text) for word in others]

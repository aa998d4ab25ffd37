"""The quality of an unchecked transcript: how much of the voice has words, and how certain they are.

Counts only, for a page that shows them as shares; nothing is deleted because of them. Pure arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transcription.sound.voice import FRAME_MS, HARDLY_VOICE, SURELY_VOICE, Probabilities, Span
from transcription.types import (
    FLAG_IMPOSSIBLE_RATE,
    FLAG_LOW_CONFIDENCE,
    FLAG_REPETITION,
    FLAG_TEXT_OVER_SILENCE,
    UNSURE_BELOW,
    Quality,
    Turn,
    Word,
)

from .gaps import unheard

# Flags that cast doubt on a turn's words; overlap, or voice without words, does not.
DOUBTS = frozenset({FLAG_TEXT_OVER_SILENCE, FLAG_REPETITION, FLAG_IMPOSSIBLE_RATE, FLAG_LOW_CONFIDENCE})
# Voice continues between words; a pause of this length around a word still belongs to the talk.
_AROUND_MS = 300
_MOST_LISTED = 2_000


def measured(words: Sequence[Word], turns: Sequence[Turn], voice: Probabilities, duration_ms: int) -> Quality:
    """Count what the voice probabilities, the words and the turns' flags say about each other.

    Args:
        voice: For each 32 ms, 0 to 255.
        words: In the order that the turns' ``word_indexes`` refer to.
    """
    sure = voice >= SURELY_VOICE
    worded = np.zeros(len(voice), bool)
    for word in words:
        worded[max(0, word.start_ms - _AROUND_MS) // FRAME_MS : (word.end_ms + _AROUND_MS) // FRAME_MS + 1] = True
    gaps = unheard(Span(start_ms=0, end_ms=duration_ms), words, voice) if len(voice) else []
    over_silence = [n for n, word in enumerate(words) if not _has_voice(word, voice)]
    flagged = {n for turn in turns if DOUBTS.intersection(turn.flags) for n in turn.word_indexes}
    unsure = {n for n, word in enumerate(words) if word.confidence < UNSURE_BELOW}
    return Quality(
        voice_ms=int(sure.sum()) * FRAME_MS,
        voice_with_words_ms=int((sure & worded).sum()) * FRAME_MS,
        silence_ms=int((voice < HARDLY_VOICE).sum()) * FRAME_MS,
        words=len(words),
        doubtful_words=len(flagged | unsure),
        words_over_silence=len(over_silence),
        over_silence=tuple(over_silence[:_MOST_LISTED]),
        unheard_ms=sum(gap.length_ms for gap in gaps),
        unheard=tuple((gap.start_ms, gap.end_ms) for gap in gaps[:_MOST_LISTED]),
    )


def _has_voice(word: Word, voice: Probabilities) -> bool:
    return bool((voice[word.start_ms // FRAME_MS : -(-word.end_ms // FRAME_MS)] >= HARDLY_VOICE).any())

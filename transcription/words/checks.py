"""Doubts about turns, as flags: text over silence, repetition, impossible rate, low confidence, speech without text.

Flags advise a reader; nothing is deleted because of them. Pure arithmetic; must never know an engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from transcription.sound.voice import FRAME_MS, Probabilities
from transcription.types import (
    FLAG_IMPOSSIBLE_RATE,
    FLAG_LOW_CONFIDENCE,
    FLAG_REPETITION,
    FLAG_SPEECH_WITHOUT_TEXT,
    FLAG_TEXT_OVER_SILENCE,
    Turn,
    Word,
)

_VOICE = 0.2 * 255
_SILENT_SHARE = 0.5
_RATE_FROM_WORDS = 4
_FASTEST_WORDS_PER_S = 7.0
_SLOWEST_WORDS_PER_S = 0.3
_LOW_CONFIDENCE = 0.45
_SPEECH_MS = 1500
LONGEST_PATTERN = 6


def check(turns: Sequence[Turn], words: Sequence[Word], voice: Probabilities) -> tuple[Turn, ...]:
    """The same turns, each with the flags it deserves."""
    return tuple(replace(turn, flags=(*turn.flags, *_doubts(turn, words, voice))) for turn in turns)


def _doubts(turn: Turn, words: Sequence[Word], voice: Probabilities) -> list[str]:
    mine = [words[index] for index in turn.word_indexes]
    if not mine:
        spoken_ms = _voiced_frames(turn.start_ms, turn.end_ms, voice) * FRAME_MS
        return [FLAG_SPEECH_WITHOUT_TEXT] if spoken_ms >= _SPEECH_MS else []
    found = []
    if _silent_share(mine, voice) > _SILENT_SHARE:
        found.append(FLAG_TEXT_OVER_SILENCE)
    if repeats([word.text for word in mine]):
        found.append(FLAG_REPETITION)
    if _impossible(mine):
        found.append(FLAG_IMPOSSIBLE_RATE)
    if sum(word.confidence for word in mine) / len(mine) < _LOW_CONFIDENCE:
        found.append(FLAG_LOW_CONFIDENCE)
    return found


def _voiced_frames(start_ms: int, end_ms: int, voice: Probabilities) -> int:
    return int((voice[start_ms // FRAME_MS : -(-end_ms // FRAME_MS)] >= _VOICE).sum())


def _silent_share(words: Sequence[Word], voice: Probabilities) -> float:
    silent = sum(_voiced_frames(word.start_ms, word.end_ms, voice) == 0 for word in words)
    return silent / len(words)


def _impossible(words: Sequence[Word]) -> bool:
    if len(words) < _RATE_FROM_WORDS:
        return False
    seconds = max(0.001, (words[-1].end_ms - words[0].start_ms) / 1000)
    return not _SLOWEST_WORDS_PER_S <= len(words) / seconds <= _FASTEST_WORDS_PER_S


def repeats(texts: Sequence[str]) -> bool:
    """Whether a stretch of one to six words comes three times or more in a row (single words: five times)."""
    said = [plain(text) for text in texts]
    for size in range(1, LONGEST_PATTERN + 1):
        needed = 5 if size == 1 else 3
        run = 0
        for index in range(size, len(said)):
            run = run + 1 if said[index] == said[index - size] else 0
            if run >= size * (needed - 1):
                return True
    most = Counter(said).most_common(1)
    return bool(most) and len(said) >= 12 and most[0][1] / len(said) > 0.5


def plain(text: str) -> str:
    """A word as it is said: without the signs around it, in small letters."""
    return text.strip(".,?!;:…\"'").casefold()

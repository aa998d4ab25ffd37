"""Doubts about turns, as flags: text over silence, repetition, impossible rate, low confidence, speech without text.

Flags only advise a reader; nothing is deleted because of them. Pure arithmetic; must never know an engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transcription.sound.voice import FRAME_MS, HARDLY_VOICE, Probabilities
from transcription.types import (
    FLAG_IMPOSSIBLE_RATE,
    FLAG_LOW_CONFIDENCE,
    FLAG_REPETITION,
    FLAG_SPEECH_WITHOUT_TEXT,
    FLAG_TEXT_OVER_SILENCE,
    Turn,
    Word,
)

from .loops import repeats

_SILENT_SHARE = 0.5
_RATE_FROM_WORDS = 4
_FASTEST_WORDS_PER_S = 7.0
_SLOWEST_WORDS_PER_S = 0.3
_LOW_CONFIDENCE = 0.45
_SPEECH_MS = 1500


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
    return int((voice[start_ms // FRAME_MS : -(-end_ms // FRAME_MS)] >= HARDLY_VOICE).sum())


def _silent_share(words: Sequence[Word], voice: Probabilities) -> float:
    silent = sum(_voiced_frames(word.start_ms, word.end_ms, voice) == 0 for word in words)
    return silent / len(words)


def _impossible(words: Sequence[Word]) -> bool:
    if len(words) < _RATE_FROM_WORDS:
        return False
    seconds = max(0.001, (words[-1].end_ms - words[0].start_ms) / 1000)
    return not _SLOWEST_WORDS_PER_S <= len(words) / seconds <= _FASTEST_WORDS_PER_S

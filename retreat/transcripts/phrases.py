"""How pages of the record say things: stages of speech, doubts, places in the sound, voices. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from retreat.transcripts.voices import voice_called
from transcription.types import (
    FLAG_IMPOSSIBLE_RATE,
    FLAG_LOW_CONFIDENCE,
    FLAG_OVERLAP,
    FLAG_REPETITION,
    FLAG_SPEECH_WITHOUT_TEXT,
    FLAG_TEXT_OVER_SILENCE,
)

STAGES: tuple[tuple[str, str], ...] = (
    ("decode", "Reading the sound"),
    ("voice", "Finding voices"),
    ("words", "Transcribing the words"),
    ("speakers", "Working out who is speaking"),
    ("checks", "Checking the words"),
    ("passages", "Dividing it into passages"),
    ("groupings", "Grouping similar passages"),
    ("playable", "Making a copy to listen to"),
    ("index", "Making it searchable"),
)
FLAGS: dict[str, str] = {
    FLAG_TEXT_OVER_SILENCE: "perhaps nobody spoke here",
    FLAG_REPETITION: "the same words again and again",
    FLAG_IMPOSSIBLE_RATE: "too fast to be right",
    FLAG_LOW_CONFIDENCE: "heard unclearly",
    FLAG_SPEECH_WITHOUT_TEXT: "a voice without words",
    FLAG_OVERLAP: "two at once",
}


def sound_time(ms: int | None) -> str:
    """A place in the sound as people read it: 1:05:09 or 5:09."""
    if ms is None:
        return ""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def length_said(seconds: float | None) -> str:
    """How long something lasts, as people say it: 1 min 17 s; never longer than the clock of its sound shows."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    if not minutes:
        return f"{rest} s"
    if minutes < 10:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left} min" if hours else f"{minutes} min"


def voices(labels: Sequence[str]) -> str:
    """Labels as people read them: a machine's label becomes a voice's number."""
    return ", ".join(voice_called(label) for label in labels)

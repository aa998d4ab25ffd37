"""The voices of a transcript as numbers: how much each spoke, where to listen, what a new one is called. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from transcription.types import FLAG_OVERLAP

# Below this, on real meetings, three in ten turns were somebody else's.
SURE_FROM = 0.8
_SAMPLES = 3
_LONG_ENOUGH_MS = 8_000
_SAMPLE_MAX_MS = 12_000
# Ours count from 1. WhisperX and pyannote write SPEAKER_00 and count from 0.
_MACHINE_LABEL = re.compile(r"S([0-9]{1,6})|SPEAKER_([0-9]{1,6})")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTurn:
    """What decides whether a turn is a good sample; times are null if the transcript has none."""

    n: int
    speaker: str | None
    start_ms: int | None
    end_ms: int | None
    words: int
    flags: tuple[str, ...] = ()
    confidence: float | None = None
    assigned_by: str | None = None

    @property
    def length_ms(self) -> int:
        """How long it lasts; 0 if unknown."""
        return 0 if self.start_ms is None or self.end_ms is None else max(0, self.end_ms - self.start_ms)

    @property
    def is_doubtful(self) -> bool:
        """Whether the machine was unsure of the speaker, and nobody has said since who it was."""
        return is_doubtful(self.confidence, self.assigned_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much one voice spoke.

    Attributes:
        share: Its part of all talk, 0 to 1: of the time, or of the words if there are no times.
    """

    turns: int
    words: int
    talk_ms: int
    share: float
    doubtful: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where to listen: a turn and, with sound, from when to when."""

    turn: int
    start_ms: int | None
    end_ms: int | None


def is_doubtful(confidence: float | None, assigned_by: str | None) -> bool:
    """Whether the machine was unsure of a speaker, and nobody has said since who it was."""
    return assigned_by is None and confidence is not None and confidence < SURE_FROM


def shares(turns: Sequence[SpokenTurn]) -> dict[str | None, Share]:
    """How much each voice spoke; None for unknown voices."""
    timed = any(turn.length_ms for turn in turns)
    in_all = sum(turn.length_ms if timed else turn.words for turn in turns)
    told: dict[str | None, Share] = {}
    for label in dict.fromkeys(turn.speaker for turn in turns):
        own = [turn for turn in turns if turn.speaker == label]
        part = sum(turn.length_ms if timed else turn.words for turn in own)
        told[label] = Share(
            turns=len(own),
            words=sum(turn.words for turn in own),
            talk_ms=sum(turn.length_ms for turn in own),
            share=part / in_all if in_all else 0.0,
            doubtful=sum(turn.is_doubtful for turn in own),
        )
    return told


def samples(turns: Sequence[SpokenTurn]) -> tuple[Span, ...]:
    """Where one voice is heard best: clear, alone and long enough, from different places of the talk.

    Args:
        turns: Of one voice.
    """
    spoken = sorted((turn for turn in turns if turn.words), key=lambda turn: (turn.start_ms or 0, turn.n))
    parts = min(_SAMPLES, len(spoken))
    chosen = [
        max(spoken[len(spoken) * part // parts : len(spoken) * (part + 1) // parts], key=_worth)
        for part in range(parts)
    ]
    return tuple(Span(turn=turn.n, start_ms=turn.start_ms, end_ms=_end_ms(turn)) for turn in chosen)


def _worth(turn: SpokenTurn) -> float:
    long_enough = min(1.0, max(turn.length_ms / _LONG_ENOUGH_MS, turn.words / 30 if not turn.length_ms else 0.0))
    clear = 1.0 - (0.8 if FLAG_OVERLAP in turn.flags else 0.0) - 0.3 * len(set(turn.flags) - {FLAG_OVERLAP})
    return 2 * long_enough + clear + (0.7 if turn.confidence is None else turn.confidence)


def _end_ms(turn: SpokenTurn) -> int | None:
    if turn.start_ms is None or turn.end_ms is None:
        return None
    return min(turn.end_ms, turn.start_ms + _SAMPLE_MAX_MS)


def voice_called(label: str) -> str:
    """A label as people read it: a machine's label becomes a voice's number; a name stays."""
    number = _number_of(label)
    return label if number is None else f"Voice {number}"


def _number_of(label: str) -> int | None:
    """Which voice a machine's label means, from 1; None for a name."""
    found = _MACHINE_LABEL.fullmatch(label)
    if found is None:
        return None
    return int(found[1]) if found[1] else int(found[2]) + 1


def new_label(known: Collection[str]) -> str:
    """The next label in the machine's style that is not in use, and does not read like one that is."""
    numbers = [number for label in known if (number := _number_of(label)) is not None]
    return f"S{max(numbers, default=0) + 1}"


def is_machine_label(name: str) -> bool:
    """Whether a name could be mistaken for a machine's label."""
    return _number_of(name) is not None


def parts_of(words: Sequence[int], first: int, last: int) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """A turn's words, by their numbers, before a span, in it and after it; ``last`` belongs to the span.

    Raises:
        ValueError: The words are not in this turn, or are the wrong way round.
    """
    start, end = words.index(first), words.index(last) + 1
    if end <= start:
        raise ValueError("the span ends before it begins")
    return words[:start], words[start:end], words[end:]

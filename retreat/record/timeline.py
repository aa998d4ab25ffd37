"""One clock for everything: where audio recordings, notes and light bulbs lie on one line. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400, 604_800)
_MARKS_MAX = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of sound, in hundredths of the line."""

    left: float
    width: float
    label: str
    recording_id: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A note or light bulb, in hundredths of the line."""

    left: float
    note_id: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A time written under the line."""

    left: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What is drawn."""

    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    bulbs: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    begins: datetime
    ends: datetime


def timeline(
    sounds: Sequence[tuple[str, str, datetime, float]],
    notes: Iterable[tuple[str, datetime, str]],
    bulbs: Iterable[tuple[str, datetime, str]] = (),
) -> Timeline | None:
    """Lay everything on one line.

    Args:
        sounds: Recording id, label, start, seconds.
        notes: Note id, when it was written, and its first words.
        bulbs: The same of light bulbs.
    """
    written, marked = list(notes), list(bulbs)
    moments = [start for _id, _label, start, _s in sounds] + [at for _id, at, _words in [*written, *marked]]
    ends = [start + timedelta(seconds=length_s) for _id, _label, start, length_s in sounds]
    if not moments:
        return None
    begin, end = min(moments), max([*moments, *ends])
    whole_s = max((end - begin).total_seconds(), 60.0)
    end = begin + timedelta(seconds=whole_s)

    def left(at: datetime) -> float:
        return round((at - begin).total_seconds() / whole_s * 100, 3)

    bars = tuple(
        Bar(
            left=left(start),
            width=round(max(length_s / whole_s * 100, 0.4), 3),
            label=label,
            recording_id=found,
            begins=start,
            ends=start + timedelta(seconds=length_s),
        )
        for found, label, start, length_s in sounds
    )

    def dots(those: list[tuple[str, datetime, str]]) -> tuple[Dot, ...]:
        return tuple(Dot(left=left(at), note_id=note_id, at=at, words=words) for note_id, at, words in those)

    return Timeline(
        bars=bars,
        dots=dots(written),
        bulbs=dots(marked),
        marks=_marks(begin, whole_s),
        begins=begin,
        ends=end,
    )


def _marks(begin: datetime, whole_s: float) -> tuple[Mark, ...]:
    step_s = next((step for step in _STEPS_S if whole_s / step <= _MARKS_MAX), _STEPS_S[-1])
    first = begin.timestamp() // step_s * step_s
    marks = []
    for n in range(_MARKS_MAX + 2):
        at = datetime.fromtimestamp(first + n * step_s, begin.tzinfo)
        share = (at - begin).total_seconds() / whole_s * 100
        if 0 <= share <= 100:
            marks.append(Mark(left=round(share, 3), at=at))
    return tuple(marks)

"""One clock for everything: audio recordings and what people made, on one line. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Something that somebody made, in hundredths of the line.

    Attributes:
        what: Which kind of thing it is.
        shape: How it is drawn.
    """

    left: float
    id: str
    at: datetime
    words: str
    what: str
    shape: str


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
    marks: tuple[Mark, ...]
    memos: tuple[Dot, ...]
    begins: datetime
    ends: datetime


def timeline(
    sounds: Sequence[tuple[str, str, datetime, float]],
    made: Sequence[tuple[str, datetime, str, str, str]],
    *,
    session: Sequence[datetime | None] = (),
    memos: Sequence[tuple[str, datetime, str]] = (),
) -> Timeline | None:
    """Lay everything on one line.

    Args:
        sounds: Recording id, label, start, seconds.
        made: Id, when it was made, its first words, what it is, and its shape.
        memos: Id, moment and first words of what the team wrote for itself.
        session: When the session was opened and when it ended; the line covers all of it, even if nothing was made.
    """
    moments = [start for _id, _label, start, _s in sounds] + [at for _id, at, *_ in made]
    moments += [at for _id, at, _words in memos]
    ends = [start + timedelta(seconds=length_s) for _id, _label, start, length_s in sounds]
    if not moments:
        return None
    whole = [at for at in session if at is not None]
    begin, end = min([*moments, *whole]), max([*moments, *ends, *whole])
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

    dots = tuple(
        Dot(left=left(at), id=found, at=at, words=words, what=what, shape=shape)
        for found, at, words, what, shape in made
    )
    return Timeline(
        bars=bars,
        dots=dots,
        marks=_marks(begin, whole_s),
        memos=tuple(
            Dot(left=left(at), id=found, at=at, words=words, what="Memo", shape="flag") for found, at, words in memos
        ),
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

"""One clock for everything: sounds, steps and what people made, a line for each table. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400, 604_800)
_MARKS_MAX = 8
# So many places for dots and positions: one mark for each that has any.
_TALLIES_MAX = 60
THE_ROOM = "The room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of time, in hundredths of the line: a sound, or a step that was open.

    Attributes:
        id: Of the audio recording, or of the step.
        is_assumed: Whether nobody has said when it began, so that it lies at the session's opening.
    """

    left: float
    width: float
    label: str
    id: str
    begins: datetime
    ends: datetime
    is_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """Something that somebody made, or a question that was asked, in hundredths of the line.

    Attributes:
        what: Which kind of thing it is.
        shape: How it is drawn.
        said: The address of what was said then at its table; None if nothing was.
    """

    left: float
    id: str
    at: datetime
    words: str
    what: str
    shape: str
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many dots or positions were given about then."""

    left: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A time written above the lines."""

    left: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The line of one table, or of the whole room: what it said and what it wrote."""

    name: str
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """An audio recording to be laid; ``lane``: its table's name."""

    id: str
    label: str
    lane: str
    begins: datetime
    length_s: float
    is_assumed: bool = False
    transcript_id: str | None = None

    @property
    def ends(self) -> datetime:
        """When it ends."""
        return self.begins + timedelta(seconds=self.length_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something made to be laid; ``lane``: its table's name."""

    id: str
    lane: str
    at: datetime
    words: str
    what: str
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A step to be laid; ``closed``: None while it is open."""

    id: str
    title: str
    opened: datetime
    closed: datetime | None
    asked: Sequence[tuple[str, datetime, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What is drawn.

    Attributes:
        steps: Bars of the steps, in their order.
        asked: The questions, when each was asked.
        tallies: Dots and positions.
    """

    lanes: tuple[Lane, ...]
    steps: tuple[Bar, ...]
    asked: tuple[Dot, ...]
    tallies: tuple[Tally, ...]
    marks: tuple[Mark, ...]
    memos: tuple[Dot, ...]
    begins: datetime
    ends: datetime


def timeline(
    sounds: Sequence[Sound],
    made: Sequence[Thing],
    steps: Sequence[Opened] = (),
    placed: Iterable[datetime] = (),
    *,
    session: Sequence[datetime | None] = (),
    session_id: str = "",
    memos: Sequence[tuple[str, datetime, str]] = (),
) -> Timeline | None:
    """Lay everything on one clock, a line for each table.

    Args:
        placed: When dots and positions were given.
        memos: Id, moment and first words of what the team wrote for itself.
        session: When the session was opened and when it ended; the line covers all of it, even if nothing was made.
    Returns:
        None if there are neither sounds nor things.
    """
    moments = [*(one.begins for one in sounds), *(one.at for one in made), *(at for _id, at, _words in memos)]
    if not moments:
        return None
    whole = [at for at in session if at is not None]
    begin = min([*moments, *whole])
    end = max([*moments, *(one.ends for one in sounds), *whole])
    line = _Line(begin=begin, whole_s=max((end - begin).total_seconds(), 60.0))
    names = sorted({one.lane for one in sounds} | {one.lane for one in made}, key=lambda name: (name == THE_ROOM, name))
    return Timeline(
        lanes=tuple(_lane(line, name, sounds, made, session_id) for name in names),
        steps=tuple(_step(line, one) for one in steps if line.has(one.opened)),
        asked=tuple(
            Dot(left=line.left(at), id=found, at=at, words=words, what="Question", shape="tick")
            for one in steps
            for found, at, words in one.asked
            if line.has(at)
        ),
        tallies=_tallies(line, placed),
        marks=_marks(begin, line.whole_s),
        memos=tuple(
            Dot(left=line.left(at), id=found, at=at, words=words, what="Memo", shape="flag")
            for found, at, words in memos
        ),
        begins=begin,
        ends=line.end,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    begin: datetime
    whole_s: float

    @property
    def end(self) -> datetime:
        return self.begin + timedelta(seconds=self.whole_s)

    def left(self, at: datetime) -> float:
        return round((at - self.begin).total_seconds() / self.whole_s * 100, 3)

    def has(self, at: datetime) -> bool:
        return self.begin <= at <= self.end

    def bar(self, found: str, label: str, begins: datetime, ends: datetime, *, is_assumed: bool = False) -> Bar:
        width = (ends - begins).total_seconds() / self.whole_s * 100
        return Bar(
            left=self.left(begins),
            width=round(max(width, 0.4), 3),
            label=label,
            id=found,
            begins=begins,
            ends=ends,
            is_assumed=is_assumed,
        )


def _lane(line: _Line, name: str, sounds: Sequence[Sound], made: Sequence[Thing], session_id: str) -> Lane:
    mine = [one for one in sounds if one.lane == name]
    return Lane(
        name=name,
        bars=tuple(line.bar(one.id, one.label, one.begins, one.ends, is_assumed=one.is_assumed) for one in mine),
        dots=tuple(
            Dot(
                left=line.left(one.at),
                id=one.id,
                at=one.at,
                words=one.words,
                what=one.what,
                shape=one.shape,
                # What belongs to no table is shown beside whatever was said then.
                said=_said(sounds if name == THE_ROOM else mine, one.at, session_id),
            )
            for one in made
            if one.lane == name
        ),
    )


def _said(sounds: Sequence[Sound], at: datetime, session_id: str) -> str | None:
    for one in sounds:
        if one.transcript_id and one.begins <= at <= one.ends:
            ms = round((at - one.begins).total_seconds() * 1000)
            return f"/sessions/{session_id}?transcript={one.transcript_id}&at={ms}"
    return None


def _step(line: _Line, one: Opened) -> Bar:
    return line.bar(one.id, one.title, one.opened, min(one.closed or line.end, line.end))


def _tallies(line: _Line, placed: Iterable[datetime]) -> tuple[Tally, ...]:
    counts: dict[int, int] = {}
    for at in placed:
        if line.has(at):
            place = min(int(line.left(at) / 100 * _TALLIES_MAX), _TALLIES_MAX - 1)
            counts[place] = counts.get(place, 0) + 1
    return tuple(
        Tally(left=round((place + 0.5) / _TALLIES_MAX * 100, 3), count=count) for place, count in sorted(counts.items())
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

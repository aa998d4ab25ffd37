"""What each picture shows, drawn from plain values with their links; beside it the table that says the same. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retreat.analysis.pictures.drawing import Drawn, Mark, Rule, Shape, Text, shortened, ticks

_LEFT, _ROW, _WIDTH = 190.0, 26.0, 960.0
_MINUTES = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a picture's table, perhaps with a link to the words."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing and its table."""

    drawn: Drawn
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something on the time line of a session; minutes since it began.

    Attributes:
        lane: Who spoke, which code, or what was made.
        kind: ``talk``, ``code``, ``made`` or ``bulb``.
    """

    lane: str
    kind: str
    start: float
    end: float
    says: str
    href: str
    colour: str = "blue"


def glance(title: str, happenings: Sequence[Happening], clock: Mapping[str, str]) -> Picture:
    """A session at a glance: who spoke, what was written, codes and light-bulbs on one time line.

    Args:
        clock: What a minute is called, by its number: the time of day.
    """
    kinds = ("talk", "made", "bulb", "code")
    heads = {"talk": "Who spoke", "made": "What people wrote", "bulb": "Light-bulbs", "code": "Codes"}
    longest = max((one.end for one in happenings), default=1.0) or 1.0
    scale = (_WIDTH - _LEFT - 20) / longest
    shapes: list[Shape] = []
    y = 10.0
    for kind in kinds:
        some = [one for one in happenings if one.kind == kind]
        if not some:
            continue
        shapes.append(Text(x=0, y=y + 14, text=heads[kind], is_bold=True))
        y += _ROW - 4
        for lane in dict.fromkeys(one.lane for one in some):
            shapes.append(Text(x=_LEFT - 8, y=y + 15, text=shortened(lane, _LEFT - 12), at="end"))
            shapes.append(Rule(x1=_LEFT, y1=y + 20, x2=_WIDTH - 20, y2=y + 20))
            shapes += [_happening(one, y, scale) for one in some if one.lane == lane]
            y += _ROW
        y += 6
    for at in ticks(longest, _MINUTES):
        x = _LEFT + at * scale
        shapes.insert(0, Rule(x1=x, y1=4, x2=x, y2=y))
        shapes.append(Text(x=x, y=y + 14, text=clock.get(str(int(at)), f"{int(at)} min"), at="middle", is_quiet=True))
    rows = sorted(happenings, key=lambda one: (one.start, one.lane))
    return Picture(
        drawn=Drawn(
            name="glance",
            title=title,
            says="Time runs from left to right. Each row is a voice, a kind of writing or a code; each mark is a time.",
            width=_WIDTH,
            height=y + 22,
            shapes=tuple(shapes),
        ),
        columns=("From minute", "To minute", "What", "Row", "Words"),
        rows=tuple(
            (
                Cell(text=f"{one.start:.1f}"),
                Cell(text=f"{one.end:.1f}"),
                Cell(text=heads[one.kind]),
                Cell(text=one.lane),
                Cell(text=one.says, href=one.href),
            )
            for one in rows
        ),
    )


def _happening(one: Happening, y: float, scale: float) -> Mark:
    x, w = _LEFT + one.start * scale, (one.end - one.start) * scale
    if one.kind in ("talk", "code"):
        return Mark(shape="bar", x=x, y=y + 4, w=w, h=14, colour=one.colour, says=one.says, href=one.href)
    shape = "diamond" if one.kind == "bulb" else "dot"
    return Mark(shape=shape, x=x, y=y + 11, w=12, colour=one.colour, says=one.says, href=one.href)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: minutes, people and words of a group; ``href``: its words."""

    name: str
    minutes: float
    people: int
    words: int
    href: str | None = None


def talk_time(name: str, title: str, bars: Sequence[Bar]) -> Picture:
    """How long each group spoke, with how many people it had: a longer bar may be of more people."""
    longest = max((one.minutes for one in bars), default=1.0) or 1.0
    scale = (_WIDTH - _LEFT - 260) / longest
    shapes: list[Shape] = []
    y = 10.0
    for one in bars:
        says = f"{one.name}: {one.minutes:.1f} minutes, {_people(one.people)}"
        shapes.append(Text(x=_LEFT - 8, y=y + 16, text=shortened(one.name, _LEFT - 12), at="end"))
        shapes.append(
            Mark(shape="bar", x=_LEFT, y=y + 3, w=one.minutes * scale, h=18, colour="blue", says=says, href=one.href)
        )
        each = f"; {one.minutes / one.people:.1f} min each" if one.people > 1 else ""
        told = f"{one.minutes:.1f} min, {_people(one.people)}{each}"
        shapes.append(Text(x=_LEFT + one.minutes * scale + 8, y=y + 16, text=told, is_quiet=True))
        y += _ROW + 4
    return Picture(
        drawn=Drawn(
            name=name,
            title=title,
            says="One bar for each group; its length is the time of spoken words, without pauses.",
            width=_WIDTH,
            height=y + 10,
            shapes=tuple(shapes),
        ),
        columns=("Group", "Minutes", "People", "Words", "Minutes each"),
        rows=tuple(
            (
                Cell(text=one.name, href=one.href),
                Cell(text=f"{one.minutes:.1f}"),
                Cell(text=str(one.people)),
                Cell(text=str(one.words)),
                Cell(text=f"{one.minutes / one.people:.1f}" if one.people else "–"),
            )
            for one in bars
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A theme at an event: the excerpts that support it, or that speak against it."""

    row: str
    column: str
    count: int
    people: int
    is_contrary: bool
    href: str


def over_time(title: str, events: Sequence[str], themes: Sequence[str], points: Sequence[Point]) -> Picture:
    """Themes by events in the order of time: filled for what supports, hollow for what speaks against."""
    left, row = 330.0, 46.0
    step = (_WIDTH - left - 20) / max(1, len(events))
    most = max((one.count for one in points), default=1)
    shapes: list[Shape] = []
    for at, event in enumerate(events):
        x = left + step * (at + 0.5)
        shapes.append(Text(x=x, y=16, text=shortened(event, step - 8), at="middle", is_bold=True))
    for at, theme in enumerate(themes):
        y = 34 + row * at
        shapes.append(Text(x=left - 10, y=y + row / 2 + 4, text=shortened(theme, left - 16), at="end"))
        shapes.append(Rule(x1=0, y1=y + row, x2=_WIDTH, y2=y + row))
    for one in points:
        x = left + step * (events.index(one.column) + (0.64 if one.is_contrary else 0.36))
        size = 10 + 24 * (one.count / most) ** 0.5
        against = "against" if one.is_contrary else "for"
        says = f"{one.row}, {one.column}: {one.count} {against}, {_people(one.people)}"
        shapes.append(
            Mark(
                shape="dot",
                x=x,
                y=34 + row * (themes.index(one.row) + 0.5),
                w=size,
                colour="red" if one.is_contrary else "blue",
                says=says,
                href=one.href,
                is_hollow=one.is_contrary,
            )
        )
    return Picture(
        drawn=Drawn(
            name="over-time",
            title=title,
            says="A row for each theme, a column for each event. Filled dots support it, hollow ones speak against it.",
            width=_WIDTH,
            height=44 + row * max(1, len(themes)),
            shapes=tuple(shapes),
        ),
        columns=("Theme", "Event", "Side", "Excerpts", "People"),
        rows=tuple(
            (
                Cell(text=one.row, href=one.href),
                Cell(text=one.column),
                Cell(text="Against" if one.is_contrary else "For"),
                Cell(text=str(one.count)),
                Cell(text=str(one.people)),
            )
            for one in points
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Where people placed one card at one moment: how many in each tenth of the line, by sector."""

    card: str
    moment: str
    ends: tuple[str, str]
    tenths: tuple[Mapping[str, int], ...]


def spreads(title: str, found: Sequence[Spread], href: str) -> Picture:
    """Positions before and after: people in each tenth of the line, never a mean."""
    shapes: list[Shape] = []
    rows: list[tuple[Cell, ...]] = []
    most = max((sum(tenth.values()) for one in found for tenth in one.tenths), default=1) or 1
    y, step = 8.0, (_WIDTH - _LEFT - 20) / 10
    colours = ("blue", "gold", "green", "violet", "rose", "earth", "grey", "red")
    sectors = list(dict.fromkeys(name for one in found for tenth in one.tenths for name in sorted(tenth)))
    card = ""
    for one in found:
        if one.card != card:
            shapes.append(Text(x=0, y=y + 14, text=shortened(one.card, _WIDTH), is_bold=True))
            y += 24
            card = one.card
        shapes.append(Text(x=_LEFT - 8, y=y + 64, text=one.moment, at="end"))
        for at, tenth in enumerate(one.tenths):
            top = y + 66.0
            for name, count in sorted(tenth.items(), key=lambda pair: sectors.index(pair[0])):
                height = 56 * count / most
                top -= height
                says = f"{one.card}, {one.moment}, {at * 10} to {at * 10 + 10}: {count} of {name}"
                shapes.append(
                    Mark(
                        shape="bar",
                        x=_LEFT + step * at + 3,
                        y=top,
                        w=step - 6,
                        h=height,
                        colour=colours[sectors.index(name) % len(colours)],
                        says=says,
                        href=href,
                    )
                )
                cells = (one.card, one.moment, f"{at * 10}–{at * 10 + 10}", name, str(count))
                rows.append(tuple(Cell(text=text, href=href if text is one.card else None) for text in cells))
        shapes.append(Rule(x1=_LEFT, y1=y + 66, x2=_WIDTH - 20, y2=y + 66))
        shapes.append(Text(x=_LEFT, y=y + 82, text=shortened(one.ends[0], 260), is_quiet=True))
        shapes.append(Text(x=_WIDTH - 20, y=y + 82, text=shortened(one.ends[1], 260), at="end", is_quiet=True))
        y += 96
    x = 0.0
    for at, name in enumerate(sectors):
        shapes.append(Mark(shape="bar", x=x, y=y + 2, w=12, h=12, colour=colours[at % len(colours)]))
        shapes.append(Text(x=x + 17, y=y + 13, text=shortened(name, 180)))
        x += 34 + min(180.0, len(name) * 7.2)
    return Picture(
        drawn=Drawn(
            name="positions",
            title=title,
            says="For each card and moment, how many people placed it in each tenth of the line, by sector.",
            width=_WIDTH,
            height=y + 24,
            shapes=tuple(shapes),
        ),
        columns=("Card", "Moment", "Place on the line", "Sector", "People"),
        rows=tuple(rows),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Two codes that are on the same words ``count`` times."""

    first: str
    second: str
    count: int
    near: int
    href: str


def codes_together(title: str, codes: Sequence[str], links: Sequence[Linked]) -> Picture:
    """Which codes are on the same words: the fuller a square, the more often."""
    left, size = 220.0, min(40.0, (_WIDTH - 240) / max(1, len(codes)))
    most = max((one.count for one in links), default=1) or 1
    shapes: list[Shape] = []
    for at, name in enumerate(codes):
        y = 8 + size * at
        shapes.append(Text(x=left - 8, y=y + size / 2 + 4, text=shortened(f"{at + 1}. {name}", left - 12), at="end"))
        shapes.append(
            Text(x=left + size * (at + 0.5), y=8 + size * len(codes) + 16, text=str(at + 1), at="middle", is_quiet=True)
        )
        shapes.append(Rule(x1=left, y1=y + size, x2=left + size * len(codes), y2=y + size))
    for one in links:
        a, b = codes.index(one.first), codes.index(one.second)
        for column, row in ((a, b), (b, a)):
            shapes.append(
                Mark(
                    shape="bar",
                    x=left + size * column + 1,
                    y=8 + size * row + 1,
                    w=size - 2,
                    h=size - 2,
                    colour="violet",
                    says=f"{one.first} and {one.second}: {one.count} on the same words, {one.near} near",
                    href=one.href,
                    strength=0.15 + 0.85 * one.count / most if one.count else 0.08,
                )
            )
    return Picture(
        drawn=Drawn(
            name="together",
            title=title,
            says="A square for every two codes. The fuller its colour, the more often both are on the same words.",
            width=_WIDTH,
            height=size * len(codes) + 36,
            shapes=tuple(shapes),
        ),
        columns=("Code", "Other code", "On the same words", "Near each other"),
        rows=tuple(
            (
                Cell(text=one.first, href=one.href),
                Cell(text=one.second),
                Cell(text=str(one.count)),
                Cell(text=str(one.near)),
            )
            for one in links
        ),
    )

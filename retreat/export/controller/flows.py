"""Where data goes: boxes and arrows from the real configuration, as a list to read and as a picture. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from retreat.export.controller.facts import Facts

_W, _H, _GAP, _TOP = 188, 62, 26, 20
_COLUMNS = (10, 286, 562)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Somebody or something that holds data: its column from 0, its place in it from 0."""

    key: str
    title: str
    under: str
    column: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What goes from one box to another. ``leaves``: whether it leaves this machine."""

    begins: str
    ends: str
    what: str
    leaves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All of it."""

    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]

    def lines(self) -> Sequence[str]:
        """Each flow as a sentence, for those who do not see the picture, and for documents without one."""
        called = {one.key: one.title for one in self.boxes}
        return [
            f"{called[one.begins]} → {called[one.ends]}: {one.what}."
            + (" This leaves the machine." if one.leaves else "")
            for one in self.flows
        ]


def picture_of(facts: Facts) -> Picture:
    """What is on is drawn; what is off is not."""
    boxes = [
        Box(key="phones", title="People’s phones", under="notes, answers, positions", column=0, row=0),
        Box(key="staff", title="The team’s devices", under="desk, record, analysis", column=0, row=2),
        Box(key="web", title="This machine", under="web pages", column=1, row=0),
        Box(
            key="database",
            title="Database",
            under="on a server" if facts.leaves and facts.is_server else "in the data folder",
            column=1,
            row=1,
        ),
    ]
    flows = [
        Flow(begins="phones", ends="web", what="what people write and answer, by the hall’s own network"),
        Flow(begins="web", ends="phones", what="what everybody may read, and each person’s own"),
        Flow(begins="staff", ends="web", what="steps, corrections, codes and memos, after signing in"),
        Flow(begins="web", ends="database", what="everything written", leaves=bool(facts.leaves and facts.is_server)),
    ]
    if facts.recordings or facts.deleted_sounds:
        boxes += [
            Box(key="recorders", title="Recorders", under="one for each table", column=0, row=1),
            Box(key="sound", title="Sound", under="in the data folder", column=1, row=2),
            Box(key="worker", title="Speech to text", under=f"on this machine: {facts.model}", column=1, row=3),
        ]
        flows += [
            Flow(begins="recorders", ends="sound", what="the sound of a table where everybody agreed"),
            Flow(begins="sound", ends="worker", what="sound, to be turned into text; it is sent nowhere"),
            Flow(begins="worker", ends="database", what="words with their times and voices"),
        ]
    if facts.narratives:
        boxes.append(Box(key="partners_in", title="Partners", under="bring outcome narratives", column=0, row=3))
        flows.append(Flow(begins="partners_in", ends="web", what="accounts of people’s lives, checked for identifiers"))
    row = 0
    if facts.backs_up:
        secret = "encrypted" if facts.is_encrypted else "not encrypted"
        boxes.append(Box(key="backup", title="Backup", under=secret, column=2, row=row))
        flows.append(Flow(begins="database", ends="backup", what=f"copies of everything, {secret}", leaves=True))
        row += 1
    holders = tuple(dict.fromkeys(one.audience for one in facts.given))
    if holders:
        under = holders[0] if len(holders) == 1 else f"{len(holders)} kinds of readers"
        boxes.append(Box(key="outside", title="Releases", under=under, column=2, row=row))
        flows.append(
            Flow(begins="web", ends="outside", what="approved files, with words of those who agreed alone", leaves=True)
        )
    return Picture(boxes=tuple(boxes), flows=tuple(flows))


def svg_of(picture: Picture) -> str:
    """The picture as SVG in the colour of the text around it; its title and description say all of it in words."""
    rows = 1 + max(one.row for one in picture.boxes)
    height = _TOP * 2 + rows * _H + (rows - 1) * _GAP
    width = _COLUMNS[2] + _W + 10
    at = {one.key: (_COLUMNS[one.column], _TOP + one.row * (_H + _GAP)) for one in picture.boxes}
    parts = [
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="flow-title flow-desc" fill="none" '
        'stroke="currentColor" xmlns="http://www.w3.org/2000/svg">',
        '<title id="flow-title">Where data goes</title>',
        f'<desc id="flow-desc">{html.escape(" ".join(picture.lines()))}</desc>',
        '<defs><marker id="flow-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="currentColor" stroke="none"/></marker></defs>',
        *(_arrow(one, at) for one in picture.flows),
        *(_box(one, *at[one.key]) for one in picture.boxes),
        "</svg>",
    ]
    return "".join(parts)


def _box(one: Box, x: int, y: int) -> str:
    middle = x + _W // 2
    text = 'fill="currentColor" stroke="none" text-anchor="middle" font-family="system-ui, sans-serif"'
    return (
        f'<g><rect x="{x}" y="{y}" width="{_W}" height="{_H}" rx="8" stroke-width="1.5"/>'
        f'<text x="{middle}" y="{y + 27}" font-size="15" font-weight="600" {text}>{html.escape(one.title)}</text>'
        f'<text x="{middle}" y="{y + 47}" font-size="12" {text}>{html.escape(one.under[:30])}</text></g>'
    )


def _arrow(one: Flow, at: dict[str, tuple[int, int]]) -> str:
    """A line between the nearest sides; dashed if it leaves the machine, so that no colour is needed."""
    (ax, ay), (bx, by) = at[one.begins], at[one.ends]
    if ax == bx:
        down = ay < by
        begins = (ax + _W // 2, ay + (_H if down else 0))
        ends = (bx + _W // 2, by + (0 if down else _H))
    else:
        right = ax < bx
        # Two flows between the same boxes do not lie on each other.
        shift = 10 if right else -10
        begins = (ax + (_W if right else 0), ay + _H // 2 + shift)
        ends = (bx + (0 if right else _W), by + _H // 2 + shift)
    dashed = ' stroke-dasharray="6 5"' if one.leaves else ""
    if ax == bx and abs(ay - by) > _H + _GAP:
        # Around the box between them.
        side = ax + _W + 22
        path = f"M{ax + _W} {ay + _H // 2} H{side} V{by + _H // 2} H{bx + _W}"
    else:
        path = f"M{begins[0]} {begins[1]} L{ends[0]} {ends[1]}"
    return f'<path d="{path}" stroke-width="1.5" marker-end="url(#flow-end)"{dashed}/>'

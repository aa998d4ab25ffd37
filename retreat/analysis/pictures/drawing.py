"""Shapes and how they become SVG: on a page in its colours, light or dark; in a file in ours. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

# The colours of light pages, for files.
COLOURS = {
    "blue": "#2d5788",
    "earth": "#75502f",
    "green": "#37652f",
    "violet": "#66438c",
    "gold": "#7a5700",
    "rose": "#98375f",
    "grey": "#5c5344",
    "red": "#97291f",
    "text": "#2b2620",
    "rule": "#d8d0c4",
}
_FACE = 'font-family="system-ui, sans-serif" font-size="13"'
# About this wide is a letter, so that what is too long is cut before it is drawn.
LETTER = 7.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A shape that stands for something; ``says`` names it to a screen reader and beside the pointer.

    Attributes:
        shape: ``bar``, ``dot`` or ``diamond``; of the latter two, ``x`` and ``y`` are the middle and ``w`` the width.
        href: Where its words are.
        is_hollow: Drawn as an outline.
        strength: How full its colour is, 0 to 1.
    """

    shape: str
    x: float
    y: float
    w: float
    h: float = 0.0
    colour: str = "blue"
    says: str = ""
    href: str | None = None
    is_hollow: bool = False
    strength: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words; ``at``: ``start``, ``middle`` or ``end``."""

    x: float
    y: float
    text: str
    at: str = "start"
    is_quiet: bool = False
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line."""

    x1: float
    y1: float
    x2: float
    y2: float


Shape = Mark | Text | Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture: what it shows in a sentence, its size in units, and its shapes from back to front."""

    name: str
    title: str
    says: str
    width: float
    height: float
    shapes: tuple[Shape, ...]


def shortened(text: str, width: float) -> str:
    """As much of a text as fits in a width."""
    most = max(2, int(width / LETTER))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def svg(drawn: Drawn, *, host: str | None = None) -> str:
    """The picture as SVG.

    Args:
        host: Where this installation is, for a file of its own; None for a part of a page.
    """
    is_file = host is not None
    parts = [_drawn(one, host) for one in drawn.shapes]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' if is_file else ""
    size = f'viewBox="0 0 {_n(drawn.width)} {_n(drawn.height)}"'
    size += f' width="{_n(drawn.width)}" height="{_n(drawn.height)}"' if is_file else ""
    paper = f'<rect width="{_n(drawn.width)}" height="{_n(drawn.height)}" fill="#ffffff"/>' if is_file else ""
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" {size} {_FACE} role="group" class="picture__svg" '
        f'aria-labelledby="{drawn.name}-t {drawn.name}-d"><title id="{drawn.name}-t">{escape(drawn.title)}</title>'
        f'<desc id="{drawn.name}-d">{escape(drawn.says)}</desc>{paper}{"".join(parts)}</svg>'
    )


def _drawn(one: Shape, host: str | None) -> str:
    if isinstance(one, Rule):
        ends = f'x1="{_n(one.x1)}" y1="{_n(one.y1)}" x2="{_n(one.x2)}" y2="{_n(one.y2)}"'
        return f"<line {ends} {_paint('rule', host, stroke=True)}/>"
    if isinstance(one, Text):
        weight = ' font-weight="600"' if one.is_bold else ""
        colour = _paint("grey" if one.is_quiet else "text", host)
        place = f'x="{_n(one.x)}" y="{_n(one.y)}" text-anchor="{one.at}"'
        return f"<text {place}{weight} {colour}>{escape(one.text)}</text>"
    return _mark(one, host)


def _mark(one: Mark, host: str | None) -> str:
    paint = _paint(one.colour, host, stroke=one.is_hollow)
    if one.is_hollow:
        paint += ' stroke-width="2" fill-opacity="0"'
    elif one.strength < 1:
        paint += f' fill-opacity="{one.strength:.2f}"'
    says = f"<title>{escape(one.says)}</title>" if one.says else ""
    if one.shape == "bar":
        place = f'x="{_n(one.x)}" y="{_n(one.y)}" width="{_n(max(one.w, 0.8))}" height="{_n(one.h)}"'
        shape = f"<rect {place} {paint}>{says}</rect>"
    elif one.shape == "dot":
        shape = f'<circle cx="{_n(one.x)}" cy="{_n(one.y)}" r="{_n(one.w / 2)}" {paint}>{says}</circle>'
    else:
        r = one.w / 2
        points = f"{_n(one.x)},{_n(one.y - r)} {_n(one.x + r)},{_n(one.y)} {_n(one.x)},{_n(one.y + r)}"
        shape = f'<polygon points="{points} {_n(one.x - r)},{_n(one.y)}" {paint}>{says}</polygon>'
    if one.href is None:
        return shape
    # With the keyboard the same links are in the table below, in reading order.
    return f'<a href={quoteattr((host or "") + one.href)} aria-label={quoteattr(one.says)} tabindex="-1">{shape}</a>'


def _paint(colour: str, host: str | None, *, stroke: bool = False) -> str:
    if host is None:
        return f'class="{"line" if stroke else "paint"}-{colour}"'
    return f'{"stroke" if stroke else "fill"}="{COLOURS[colour]}"'


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def ticks(most: float, steps: Sequence[float]) -> list[float]:
    """Round numbers from nought up to the most, not more than eight."""
    step = next((one for one in steps if most / one <= 8), steps[-1])
    return [at * step for at in range(int(most // step) + 1)]

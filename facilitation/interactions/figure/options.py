"""What a step of figures is told: each figure with what it counts, its number, its period and its source. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from facilitation.lists import different_texts
from facilitation.option_fields import OptionField

FIGURES_MAX = 12
FIGURE_MAX_CHARS = 400
_PARTS = 4
# A count, a share or a rate, as people write it: 1,204 · 312 of 400 · 37.5 % · £250.
_NUMBER = re.compile(r"[<>~£$€]?\s?-?\d[\d., ]*(\s?(%|per cent|‰)|of \d[\d., ]*)?")

FIELDS = (
    OptionField(
        name="figures",
        label="Figures",
        hint=(
            "One per line: what it counts | the number | the period | the source. For example “People who were asked "
            "what matters to them | 312 | April 2025 to March 2026 | council returns”."
        ),
        needed=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. ``id`` is given by its place in the step."""

    id: str
    counts: str
    number: str
    period: str
    source: str


def figures_of(options: Mapping[str, Any]) -> list[Figure]:
    """The figures of a step. Twin of ``figuresOf`` in static/js/interactions/figure/figures.js."""
    found = []
    for place, line in enumerate(options.get("figures", ()), 1):
        counts, number, period, source = (part.strip() for part in line.split("|"))
        found.append(Figure(id=f"figure-{place}", counts=counts, number=number, period=period, source=source))
    return found


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"figures"}):
        yield name, "this field is not known here"
    figures = options.get("figures")
    if not isinstance(figures, list | tuple) or not different_texts(
        figures, range(1, FIGURES_MAX + 1), FIGURE_MAX_CHARS
    ):
        yield "figures", f"write 1 to {FIGURES_MAX} different lines of at most {FIGURE_MAX_CHARS} characters"
        return
    for place, line in enumerate(figures, 1):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != _PARTS or not all(parts):
            yield "figures", f"in line {place}, write four parts: what it counts | the number | the period | the source"
        elif not _NUMBER.fullmatch(parts[1]):
            yield "figures", f"in line {place}, write a number in the second part, such as 312 or 37.5 %"

"""What a step of exchange can be told: its columns, its matters, and what each column is asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.interactions.exchange.words import CELL_WORDS
from facilitation.lists import different_texts
from facilitation.option_fields import OptionField
from retreat.log.nouns.exchange import CELLS

COLUMNS = range(2, 7)
MATTERS_MAX = 12
COLUMN_MAX_CHARS = 80
MATTER_MAX_CHARS = 300

FIELDS = (
    OptionField(
        name="columns",
        label="Columns",
        hint="Two to six roles or sectors, one per line. People write in one column and read them all.",
        needed=True,
    ),
    OptionField(
        name="matters",
        label="Matters to begin with",
        hint="Each is a row of the table. One per line. Leave this empty to let people name them.",
    ),
    OptionField(
        name="cells",
        label="What each column says",
        kind="ticks",
        hint="Tick nothing to ask for all four.",
        choices=CELL_WORDS,
    ),
)


def column_ids(options: Mapping[str, Any]) -> list[str]:
    """The ids of its columns, given by their place."""
    return [f"column-{place}" for place, _ in enumerate(options.get("columns", ()), 1)]


def columns_of(options: Mapping[str, Any]) -> dict[str, str]:
    """Its columns by their ids."""
    return dict(zip(column_ids(options), options.get("columns", ()), strict=True))


def matter_ids(options: Mapping[str, Any]) -> list[str]:
    """The ids of those named beforehand, given by their place."""
    return [f"matter-{place}" for place, _ in enumerate(options.get("matters", ()), 1)]


def cells_of(options: Mapping[str, Any]) -> list[str]:
    """What each column is asked for, in the usual order."""
    return [cell for cell in CELLS if cell in (options.get("cells") or CELLS)]


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"columns", "matters", "cells"}):
        yield name, "this field is not known here"
    if not different_texts(options.get("columns"), COLUMNS, COLUMN_MAX_CHARS):
        yield (
            "columns",
            f"write {COLUMNS[0]} to {COLUMNS[-1]} different texts of at most {COLUMN_MAX_CHARS} characters",
        )
    if "matters" in options and not different_texts(options["matters"], range(1, MATTERS_MAX + 1), MATTER_MAX_CHARS):
        yield "matters", f"write 1 to {MATTERS_MAX} different texts of at most {MATTER_MAX_CHARS} characters"
    cells = options.get("cells", [])
    if not different_texts(cells, range(len(CELLS) + 1), COLUMN_MAX_CHARS) or not set(cells) <= set(CELLS):
        yield "cells", f"choose among {', '.join(CELLS)}"

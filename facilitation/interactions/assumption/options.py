"""What a step of assumptions can be told: assumptions to begin with, and whether they stay in sight. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.lists import different_texts
from facilitation.option_fields import OptionField

ASSUMPTIONS_MAX = 12
TEXT_MAX_CHARS = 300
STAYS = ("shared",)

FIELDS = (
    OptionField(
        name="assumptions",
        label="Assumptions to begin with",
        hint="One per line. Leave this empty to let people bring them up.",
    ),
    OptionField(
        name="stays",
        label="In the steps that follow",
        kind="ticks",
        choices={"shared": "Keep the assumptions that everyone can read in sight"},
    ),
)


def assumption_ids(options: Mapping[str, Any]) -> list[str]:
    """The ids of those of the step, given by their place."""
    return [f"assumption-{place}" for place, _ in enumerate(options.get("assumptions", ()), 1)]


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"assumptions", "stays"}):
        yield name, "this field is not known here"
    known = options.get("assumptions")
    if known is not None and not different_texts(known, range(1, ASSUMPTIONS_MAX + 1), TEXT_MAX_CHARS):
        yield "assumptions", f"write 1 to {ASSUMPTIONS_MAX} different texts of at most {TEXT_MAX_CHARS} characters"
    stays = options.get("stays", [])
    if not isinstance(stays, list | tuple) or not set(map(str, stays)) <= set(STAYS) or len(stays) > len(STAYS):
        yield "stays", "choose shared, or leave it out"

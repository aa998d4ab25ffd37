"""The options of a circle: how long each turn should be, and how often the turn goes round. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.option_fields import OptionField

MINUTES_MAX = 10
LAPS_MAX = 3

FIELDS = (
    OptionField(name="minutes_each", label="Minutes for each person", kind="number", hint="Leave empty for no limit."),
    OptionField(
        name="rounds_of_talk", label="How often the turn goes round", kind="number", hint="Leave empty for once."
    ),
)


def laps(options: Mapping[str, Any]) -> int:
    """How often the turn goes round."""
    return int(options.get("rounds_of_talk", 1))


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"minutes_each", "rounds_of_talk"}):
        yield name, "this field is not known here"
    for name, least, most in (("minutes_each", 0, MINUTES_MAX), ("rounds_of_talk", 1, LAPS_MAX)):
        value = options.get(name, least)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            yield name, f"write a whole number from {least} to {most}"

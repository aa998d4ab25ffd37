"""What a step of notes can be told: whether it locks what was written before it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.option_fields import OptionField

LOCKS = ("earlier",)

FIELDS = (
    OptionField(
        name="locks",
        label="What people wrote in earlier steps",
        kind="ticks",
        hint="For steps that must stay apart, such as first predict, then look. People can still take a note back.",
        choices={"earlier": "Lock it when this step opens, and show each person their own beside it"},
    ),
)


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"locks"}):
        yield name, "this field is not known here"
    locks = options.get("locks", [])
    if not isinstance(locks, list | tuple) or not set(map(str, locks)) <= set(LOCKS) or len(locks) > len(LOCKS):
        yield "locks", "choose earlier, or leave it out"

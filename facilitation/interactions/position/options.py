"""The options of positions: cards, what the ends of the line mean, and which moment the step asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.lists import different_texts
from facilitation.option_fields import OptionField
from retreat.log.nouns.position import MOMENTS

CARDS_MAX = 12
TEXT_MAX_CHARS = 300
END_MAX_CHARS = 80

FIELDS = (
    OptionField(
        name="cards", label="Cards", hint="What people place on the line. Write one card per line.", needed=True
    ),
    OptionField(
        name="ends",
        label="What the two ends of the line mean",
        hint="Two texts, one per line, for example “Not at all” and “Completely”.",
        needed=True,
    ),
    OptionField(
        name="moments",
        label="Before or after a talk",
        kind="ticks",
        hint="You can compare two steps with the same cards: one before, one after.",
        choices={"before": "Before", "after": "After"},
    ),
)


def card_ids(options: Mapping[str, Any]) -> list[str]:
    """The ids of its cards, given by their place."""
    return [f"card-{place}" for place, _ in enumerate(options["cards"], 1)]


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"cards", "ends", "moments"}):
        yield name, "this field is not known here"
    if not different_texts(options.get("cards"), range(1, CARDS_MAX + 1), TEXT_MAX_CHARS):
        yield "cards", f"write 1 to {CARDS_MAX} different texts of at most {TEXT_MAX_CHARS} characters"
    if not different_texts(options.get("ends"), range(2, 3), END_MAX_CHARS):
        yield (
            "ends",
            f"write what each end of the line means: two different texts of at most {END_MAX_CHARS} characters",
        )
    moments = options.get("moments", [])
    if not different_texts(moments, range(3), END_MAX_CHARS) or not set(moments) <= set(MOMENTS):
        yield "moments", f"choose {' or '.join(MOMENTS)}, or both"

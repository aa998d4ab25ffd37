"""What a step of undertakings can be told: which sorts it takes, and the roles or sectors that can own one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.interactions.undertaking.words import SORT_WORDS
from facilitation.lists import different_texts
from facilitation.option_fields import OptionField
from retreat.log.nouns.undertaking import SORTS

OWNERS_MAX = 12
OWNER_MAX_CHARS = 80

FIELDS = (
    OptionField(
        name="sorts",
        label="What people can write",
        kind="ticks",
        hint="Tick nothing to offer all four.",
        choices=SORT_WORDS,
    ),
    OptionField(
        name="owners",
        label="Roles or sectors that can own one",
        hint="One per line. People can always take one on under their own name.",
    ),
)


def owner_ids(options: Mapping[str, Any]) -> list[str]:
    """The ids of the step's owners, given by their place."""
    return [f"owner-{place}" for place, _ in enumerate(options.get("owners", ()), 1)]


def owner_named(options: Mapping[str, Any], owner: str | None) -> str | None:
    """What one of them is called; None for none, and for one that the step does not have."""
    return dict(zip(owner_ids(options), options.get("owners", ()), strict=True)).get(owner or "")


def sorts_of(options: Mapping[str, Any]) -> list[str]:
    """Which sorts a step takes, in their usual order."""
    return [sort for sort in SORTS if sort in (options.get("sorts") or SORTS)]


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"sorts", "owners"}):
        yield name, "this field is not known here"
    sorts = options.get("sorts", [])
    if not different_texts(sorts, range(len(SORTS) + 1), OWNER_MAX_CHARS) or not set(sorts) <= set(SORTS):
        yield "sorts", f"choose among {', '.join(SORTS)}"
    if "owners" in options and not different_texts(options["owners"], range(1, OWNERS_MAX + 1), OWNER_MAX_CHARS):
        yield "owners", f"write 1 to {OWNERS_MAX} different texts of at most {OWNER_MAX_CHARS} characters"

"""A step: one timed part of an activity, as one value in template, plan, session, socket and record. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

GROUPS: Mapping[str, str] = {
    "alone": "Alone",
    "pairs": "In pairs",
    "threes": "In threes",
    "tables": "At tables",
    "everyone": "Everyone together",
    "fishbowl": "In a fishbowl",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens for a while, and who may read what comes of it.

    Attributes:
        interaction: What phones, desk and wall show for it.
        minutes: None means untimed.
        group: In which shape people sit, one of ``GROUPS``.
        prompts: The questions that are asked when it opens.
        note_budget: How many notes each person has; None means no limit.
        vote_budget: How many dots each person has; None means that there are none.
        options: What else its interaction can be told.
    """

    title: str
    interaction: str = "notes"
    instruction: str = ""
    minutes: int | None = None
    group: str = "everyone"
    prompts: tuple[str, ...] = ()
    note_kinds: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    default_share: str = "everyone"
    note_budget: int | None = None
    vote_budget: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def untimed(self) -> Step:
        """The same without an end and without a note budget."""
        return replace(self, minutes=None, note_budget=None)

    def as_json(self) -> dict[str, Any]:
        """As it is kept, and as it goes on the wire."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


# A light-bulb is a mark of its own; steps that were kept before may still offer it as a kind of note.
_NO_LONGER_A_KIND = "light-bulb"


def step_of(kept: Mapping[str, Any]) -> Step:
    """A step as it was written or kept; it was validated before."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    if _NO_LONGER_A_KIND in values.get("note_kinds", ()):
        values["note_kinds"] = tuple(kind for kind in values["note_kinds"] if kind != _NO_LONGER_A_KIND) or ("note",)
    return Step(**values)

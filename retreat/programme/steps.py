"""A step: one timed part of an activity, as one value in template, plan, session, socket and record. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

# Whether a step's talk may be recorded; the first value is the default.
AUDIO: Mapping[str, str] = {
    "on": "May be recorded",
    "off": "Is not recorded",
    "off_the_record": "Off the record",
}

# What participants and screens may do and see; the first value is the default.
WHO: Mapping[str, tuple[str, ...]] = {
    "participants": ("do", "see", "nothing"),
    "screens": ("see", "nothing"),
    "tables": ("keep", "bring"),
    "desk": ("count", "read"),
}
SEATS = range(2, 9)
SEAT_MAX_CHARS = 80


def who_as_usual() -> dict[str, str]:
    """What participants and screens may do by default."""
    return {name: may[0] for name, may in WHO.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens for a while, and who may read what comes of it.

    Attributes:
        interaction: What phones, desk and wall show for it.
        easy_read: The instruction in the plainest words, for people who ask for them; may be empty.
        minutes: None means untimed.
        group: How people sit, one of ``GROUPS``.
        prompts: The questions that are asked when it opens.
        audio: Whether its talk may be recorded, one of ``AUDIO``. Sound of a step that is not ``on`` is left out by the
            log's clock, whatever device brings it.
        note_budget: How many notes each person has; None means no limit.
        vote_budget: How many dots each person has; None means that there are none.
        who: What participants, screens, tables and the desk may do, as in ``WHO``. Participants who may not ``do``
            are refused by the server, whatever their phone offers. ``tables`` says whether anybody at a table may
            bring what was written for it to everyone, and ``desk`` whether the facilitators read it as it comes, or
            only count it; phones say both before anything is written, and no later step changes it. For screens it
            says what the wall draws and no more: what goes to
            everyone is on the channel ``all``, which a screen reads too, so that browser receives it and shows nothing
            of it. Only the choice of a view goes on the channel ``screen``, and it holds nobody's words.
        speaking_as: Further seats that people may speak from; ``seat_ids`` gives each an id by its place.
        options: Further options of its interaction.
    """

    title: str
    interaction: str = "notes"
    instruction: str = ""
    easy_read: str = ""
    minutes: int | None = None
    group: str = "everyone"
    audio: str = "on"
    prompts: tuple[str, ...] = ()
    note_kinds: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    default_share: str = "everyone"
    note_budget: int | None = None
    vote_budget: int | None = None
    who: Mapping[str, str] = field(default_factory=who_as_usual)
    speaking_as: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def untimed(self) -> Step:
        """The same without an end and without a note budget."""
        return replace(self, minutes=None, note_budget=None)

    def as_json(self) -> dict[str, Any]:
        """As it is stored, and as it goes on the wire."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def needs_tables(step: Step) -> bool:
    """Whether what people do in it, or who reads it as planned, is of no use where nobody sits at a table."""
    return step.group == "tables" or step.default_share == "table" or step.who["tables"] == "bring"


def seat_ids(speaking_as: Sequence[str]) -> list[str]:
    """The ids of a step's seats, given by their place."""
    return [f"seat-{place}" for place, _ in enumerate(speaking_as, 1)]


def seat_named(speaking_as: Sequence[str], seat: str | None) -> str | None:
    """A seat's name; None for one's own seat, and for a seat that the step does not have."""
    return dict(zip(seat_ids(speaking_as), speaking_as, strict=True)).get(seat or "")


def lifted(kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """A step with its seats in the right place: earlier versions kept them among the options of positions."""
    options = kept.get("options")
    if kept.get("interaction") != "position" or "speaking_as" in kept or not isinstance(options, Mapping):
        return kept
    if "seats" not in options:
        return kept
    rest = {name: value for name, value in options.items() if name != "seats"}
    return {**kept, "speaking_as": options["seats"], "options": rest}


# A light-bulb is a mark of its own; steps stored earlier may still offer it as a kind of note.
_NO_LONGER_A_KIND = "light-bulb"


def step_of(kept: Mapping[str, Any]) -> Step:
    """A step as it was written or kept; it was validated before."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in lifted(kept).items()
    }
    values["who"] = who_as_usual() | dict(values.get("who", {}))
    if _NO_LONGER_A_KIND in values.get("note_kinds", ()):
        values["note_kinds"] = tuple(kind for kind in values["note_kinds"] if kind != _NO_LONGER_A_KIND) or ("note",)
    return Step(**values)

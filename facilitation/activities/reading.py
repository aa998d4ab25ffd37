"""Checks an activity as somebody wrote it: every field is known, every value usable, every refusal names its field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from facilitation.interactions import OPTIONS, TAKES_NOTES, TAKES_SEATS, TAKES_SHARES
from facilitation.lists import different_texts
from retreat.log.fields import NOTE_KINDS, PROMPT_MAX_CHARS, SHARES
from retreat.programme.models import CEILINGS, INSTRUCTION_MAX_CHARS, TITLE_MAX_CHARS
from retreat.programme.steps import AUDIO, GROUPS, SEAT_MAX_CHARS, SEATS, WHO, Step, lifted, step_of

NAME_MAX_CHARS = TITLE_MAX_CHARS
MINUTES_MAX = 480
BUDGET_MAX = 200
STEPS_MAX = 40
WRONG_MAX = 100
_LINES = ("outputs", "cautions", "easy_read")
_TEXTS = ("name", "purpose", "group_shape", "attribution_ceiling")
_WRITE = {"name": "write a name", "purpose": "write a sentence", "group_shape": "write a sentence"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one field: ``steps[2].minutes`` and what to do there, such as “write a whole number”."""

    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.field}: {self.problem}"


class BadActivity(ValueError):
    """An activity that cannot be used; ``wrong`` says why, field by field, up to as many as anybody reads."""

    def __init__(self, wrong: list[Wrong]) -> None:
        self.wrong = wrong[:WRONG_MAX]
        super().__init__("; ".join(map(str, self.wrong)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityTemplate:
    """A structured method, ready to be run in a session.

    Attributes:
        attribution_ceiling: The most that others may learn about a note's author.
        audio: Whether the activity is usually run with an audio recording.
        cautions: What a facilitator should know before choosing it.
        easy_read: The same activity in the plainest words.
    """

    key: str
    name: str
    purpose: str
    group_shape: str
    attribution_ceiling: str
    audio: bool
    outputs: tuple[str, ...]
    cautions: tuple[str, ...]
    easy_read: tuple[str, ...]
    steps: tuple[Step, ...]
    order: int

    @property
    def minutes(self) -> int | None:
        """How long the whole takes; None if any part is untimed."""
        timed = [step.minutes for step in self.steps if step.minutes is not None]
        return sum(timed) if len(timed) == len(self.steps) else None


def read_activity(key: str, data: Mapping[str, Any]) -> ActivityTemplate:
    """An activity from what somebody wrote.

    Raises:
        BadActivity: A field is missing, unknown or has a value that cannot be used; every one is named.
    """
    wrong = [*_unknown("", data, {*_LINES, *_TEXTS, "order", "audio", "steps"})]
    wrong += [Wrong(name, problem) for name, problem in _WRITE.items() if not _is_text(data.get(name))]
    if _is_text(data.get("name")) and (len(data["name"]) > NAME_MAX_CHARS or "\n" in data["name"]):
        wrong.append(Wrong("name", f"write at most {NAME_MAX_CHARS} characters on one line"))
    wrong += [Wrong(name, "write a list of texts") for name in _LINES if not _are_texts(data.get(name, []))]
    if data.get("attribution_ceiling") not in CEILINGS:
        wrong.append(Wrong("attribution_ceiling", _choose(CEILINGS)))
    if not isinstance(data.get("audio", False), bool):
        wrong.append(Wrong("audio", "write true or false"))
    if not _is_whole(data.get("order", 0), 10_000):
        wrong.append(Wrong("order", "write a whole number"))
    steps = data.get("steps")
    if not isinstance(steps, list) or not steps:
        wrong.append(Wrong("steps", "write at least one step"))
        steps = []
    if len(steps) > STEPS_MAX:
        wrong.append(Wrong("steps", f"write at most {STEPS_MAX} steps"))
    for number, step in enumerate(steps, 1):
        wrong += _wrong_in_step(f"steps[{number}]", step)
    if wrong:
        raise BadActivity(wrong)
    lines: dict[str, Any] = {name: tuple(data.get(name, ())) for name in _LINES}
    return ActivityTemplate(
        key=key,
        audio=data.get("audio", False),
        order=data.get("order", 0),
        steps=tuple(map(step_of, steps)),
        **{name: data[name].strip() for name in _TEXTS},
        **lines,
    )


def _wrong_in_step(place: str, step: object) -> Iterator[Wrong]:
    if not isinstance(step, Mapping):
        yield Wrong(place, "write a table of fields")
        return
    step = lifted(step)
    known = set(Step.__dataclass_fields__)
    yield from _unknown(f"{place}.", step, known)
    if not _is_text(step.get("title")) or len(step["title"]) > TITLE_MAX_CHARS:
        yield Wrong(f"{place}.title", f"write a title of at most {TITLE_MAX_CHARS} characters")
    for name in ("instruction", "easy_read"):
        if not _is_clean(step.get(name, "")) or len(step.get(name, "")) > INSTRUCTION_MAX_CHARS:
            yield Wrong(f"{place}.{name}", f"write at most {INSTRUCTION_MAX_CHARS:,} characters")
    for name, most in (("minutes", MINUTES_MAX), ("note_budget", BUDGET_MAX), ("vote_budget", BUDGET_MAX)):
        if step.get(name) is not None and not _is_whole(step[name], most, least=1):
            yield Wrong(f"{place}.{name}", f"write a whole number from 1 to {most}")
    if step.get("group", "everyone") not in tuple(GROUPS):
        yield Wrong(f"{place}.group", _choose(GROUPS))
    if step.get("audio", "on") not in tuple(AUDIO):
        yield Wrong(f"{place}.audio", _choose(AUDIO))
    yield from _wrong_prompts(place, step)
    interaction = step.get("interaction", "notes")
    if interaction in list(TAKES_NOTES) or step.get("note_kinds"):
        yield from _wrong_sharing(place, step, ("note_kinds", "shares"))
    elif step.get("shares"):
        needed = ("shares",) if interaction in list(TAKES_SHARES) else ("note_kinds", "shares")
        yield from _wrong_sharing(place, step, needed)
    yield from _wrong_who(place, step)
    yield from _wrong_seats(place, step)
    yield from _wrong_options(place, step)


def _wrong_prompts(place: str, step: Mapping[str, Any]) -> Iterator[Wrong]:
    prompts = step.get("prompts", [])
    if not _are_texts(prompts) or any(len(text) > PROMPT_MAX_CHARS for text in prompts):
        yield Wrong(f"{place}.prompts", f"write each question in at most {PROMPT_MAX_CHARS:,} characters")
    elif not prompts:
        yield Wrong(f"{place}.prompts", "write at least one question")


_KNOWN: Mapping[str, Iterable[str]] = {"note_kinds": NOTE_KINDS, "shares": SHARES}


def _wrong_sharing(place: str, step: Mapping[str, Any], asked: Iterable[str]) -> Iterator[Wrong]:
    for name in asked:
        chosen, known = step.get(name), _KNOWN[name]
        if not _are_texts(chosen) or not chosen or any(one not in known for one in chosen):
            yield Wrong(f"{place}.{name}", f"choose at least one of {', '.join(known)}")
    shares = step.get("shares")
    if not isinstance(shares, list) or step.get("default_share", "everyone") not in shares:
        yield Wrong(f"{place}.default_share", "choose one of its shares")


def _wrong_who(place: str, step: Mapping[str, Any]) -> Iterator[Wrong]:
    who = step.get("who", {})
    if not isinstance(who, Mapping):
        yield Wrong(f"{place}.who", "write a table of fields")
        return
    for name, may in who.items():
        if name not in WHO:
            yield Wrong(f"{place}.who.{name}", f"choose {' or '.join(WHO)}")
        elif may not in WHO[name]:
            yield Wrong(f"{place}.who.{name}", _choose(WHO[name]))


def _wrong_seats(place: str, step: Mapping[str, Any]) -> Iterator[Wrong]:
    seats, interaction = step.get("speaking_as", []), step.get("interaction", "notes")
    if seats == []:
        return
    if not different_texts(seats, SEATS, SEAT_MAX_CHARS) or not _are_texts(seats):
        many = f"{SEATS[0]} to {SEATS[-1]}"
        yield Wrong(f"{place}.speaking_as", f"write {many} different texts of at most {SEAT_MAX_CHARS} characters")
    elif isinstance(interaction, str) and interaction in OPTIONS and interaction not in TAKES_SEATS:
        yield Wrong(f"{place}.speaking_as", f"leave this out, as it goes with {', '.join(sorted(TAKES_SEATS))} only")


def _wrong_options(place: str, step: Mapping[str, Any]) -> Iterator[Wrong]:
    interaction = step.get("interaction", "notes")
    if not isinstance(interaction, str) or interaction not in OPTIONS:
        yield Wrong(f"{place}.interaction", _choose(OPTIONS))
        return
    options = step.get("options", {})
    if not isinstance(options, Mapping):
        yield Wrong(f"{place}.options", "write a table of fields")
        return
    for name, problem in OPTIONS[interaction](options):
        yield Wrong(f"{place}.options.{name}", problem)


def _unknown(place: str, data: Mapping[str, Any], known: set[str]) -> Iterator[Wrong]:
    for name in sorted(set(map(str, data)) - known):
        yield Wrong(f"{place}{name}", "this field is not known here")


def _choose(known: Iterable[str]) -> str:
    """Lists the allowed values: “choose notes, position or circle”."""
    *first, last = known
    return f"choose {', '.join(first)} or {last}"


def _is_text(value: object) -> bool:
    return _is_clean(value) and bool(str(value).strip())


def _is_clean(value: object) -> bool:
    """Whether it is a text that can be kept and shown; no database keeps a NUL."""
    return isinstance(value, str) and not any(
        unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in value
    )


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(one) for one in value)


def _is_whole(value: object, most: int, *, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

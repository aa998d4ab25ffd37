"""An activity as a plain form and back. Its fields are named as ``read_activity`` names them: ``steps[2].minutes``.

It knows no request and no database. What has no field of its own, such as the options of an interaction, stays as text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from facilitation.activities.reading import STEPS_MAX, BadActivity, Wrong, read_activity
from facilitation.activities.writing import BadToml, data_of_toml, toml_of
from facilitation.interactions import OPTION_FIELDS, TAKES_NOTES, TAKES_SHARES
from retreat.programme.steps import WHO, who_as_usual

_TEXTS = ("name", "purpose", "group_shape", "attribution_ceiling")
_LINES = ("outputs", "cautions", "easy_read")
_STEP_TEXTS = ("interaction", "title", "instruction", "easy_read", "group", "audio", "default_share")
_STEP_LINES = ("prompts", "speaking_as")
_STEP_NUMBERS = ("minutes", "note_budget", "vote_budget")
_STEP_TICKS = ("note_kinds", "shares")
_OPTION_FIELDS = tuple(f"options.{name}" for name in OPTION_FIELDS)
_STEP_FIELDS = (*_STEP_TEXTS, *_STEP_NUMBERS, *_STEP_TICKS, *_STEP_LINES)
_WHO_FIELDS = tuple(f"who.{name}" for name in WHO)
_FIELDS = (*_TEXTS, *_LINES, "audio", "steps")
_PLACE = re.compile(r"(?:steps\[([0-9]{1,4})\]\.)?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepForm:
    """A step as it is typed; lists of texts have one per line.

    Attributes:
        id: Of a session's step that was kept before; empty for a new one, and in activities.
        who: What is chosen for each who can be named, by their name.
        options: What is typed or ticked for options that have a field of their own, by their name.
        rest: TOML of all that has no field of its own.
    """

    interaction: str = "notes"
    title: str = ""
    instruction: str = ""
    easy_read: str = ""
    minutes: str = ""
    group: str = "everyone"
    audio: str = "on"
    prompts: str = ""
    note_kinds: tuple[str, ...] = ("note",)
    shares: tuple[str, ...] = ("me", "facilitators", "everyone")
    default_share: str = "everyone"
    note_budget: str = ""
    vote_budget: str = ""
    who: Mapping[str, str] = field(default_factory=who_as_usual)
    speaking_as: str = ""
    options: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    rest: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityForm:
    """An activity as it is typed."""

    name: str = ""
    purpose: str = ""
    group_shape: str = ""
    attribution_ceiling: str = "role"
    audio: bool = False
    outputs: str = ""
    cautions: str = ""
    easy_read: str = ""
    rest: str = ""
    steps: tuple[StepForm, ...] = (StepForm(),)

    def with_steps(self, steps: Iterable[StepForm]) -> ActivityForm:
        return replace(self, steps=tuple(steps))

    def after(self, act: str, number: int) -> ActivityForm:
        """With a step added after this one, or this one removed or moved; steps count from 1."""
        steps, here = list(self.steps), number - 1
        if act == "add" and 0 <= number <= len(steps) < STEPS_MAX:
            steps.insert(number, StepForm())
        elif not 0 <= here < len(steps):
            return self
        elif act == "remove":
            steps.pop(here)
        elif act in ("up", "down"):
            steps.insert(max(0, here - 1 if act == "up" else here + 1), steps.pop(here))
        return self.with_steps(steps)

    def place_of(self, field: str) -> str:
        """The field of the form that shows what is wrong with one of the data."""
        found = _PLACE.fullmatch(field)
        number, name = (int(found[1]) if found and found[1] else 0), (found[2] if found else field)
        if number > len(self.steps):
            return "steps"
        known = (*_STEP_FIELDS, *_WHO_FIELDS, *_OPTION_FIELDS) if number else _FIELDS
        return field if name in known else f"steps[{number}].rest" if number else "rest"

    def is_empty(self, field: str) -> bool:
        """Whether nothing was typed or ticked there."""
        found = _PLACE.fullmatch(field)
        if not found or (found[1] and int(found[1]) > len(self.steps)):
            return False
        here = self.steps[int(found[1]) - 1] if found[1] else self
        typed: object
        if isinstance(here, StepForm) and found[2] in _OPTION_FIELDS:
            typed = here.options.get(found[2].removeprefix("options."), "")
        else:
            typed = getattr(here, found[2], None)
        return typed == () or (isinstance(typed, str) and not typed.strip())


def form_of(data: Mapping[str, Any]) -> ActivityForm:
    """Data as they were written, usable or not, in the fields of the form."""
    steps = data.get("steps")
    fields: dict[str, Any] = {name: _typed(data.get(name)) for name in _TEXTS}
    fields |= {name: _lines(data.get(name)) for name in _LINES}
    return ActivityForm(
        **fields,
        audio=data.get("audio") is True,
        rest=_rest(data, _FIELDS),
        steps=tuple(_step_form(step) for step in steps if isinstance(step, Mapping)) if isinstance(steps, list) else (),
    )


def sent_form(sent: MultiDict[str, str]) -> ActivityForm:
    """The form as a browser sent it."""
    numbers = {int(found[1]) for name in sent if (found := re.match(r"steps\[([0-9]{1,4})\]\.", name))}
    fields: dict[str, Any] = {name: _text(sent, name) for name in (*_TEXTS, *_LINES, "rest")}
    return ActivityForm(
        **fields,
        audio="audio" in sent,
        steps=tuple(_sent_step(sent, f"steps[{number}].") for number in sorted(numbers)),
    )


def data_of(form: ActivityForm) -> dict[str, Any]:
    """What was typed, as data for ``read_activity``; what is not a number stays as typed and is refused there.

    Raises:
        BadActivity: The text for further fields is not TOML or repeats a field; all other faults are named too.
    """
    wrong: list[Wrong] = []
    data: dict[str, Any] = {name: getattr(form, name).strip() for name in _TEXTS}
    data |= {"audio": form.audio} | {name: _split(getattr(form, name)) for name in _LINES}
    data |= _parsed("rest", form.rest, _FIELDS, wrong)
    data["steps"] = [_step_data(f"steps[{number}].rest", step, wrong) for number, step in enumerate(form.steps, 1)]
    if wrong:
        raise BadActivity([*wrong, *_wrong_besides(data, {one.field for one in wrong})])
    return data


def _wrong_besides(data: Mapping[str, Any], unread: Collection[str]) -> list[Wrong]:
    """What is wrong with the fields, except for faults that follow from text that could not be read."""
    unsure = {place.removesuffix("rest") + name for place in unread for name in (*_STEP_TICKS, "default_share")}
    try:
        read_activity("", data)
    except BadActivity as bad:
        return [one for one in bad.wrong if one.field not in unsure]
    return []


def _step_form(step: Mapping[str, Any]) -> StepForm:
    fields: dict[str, Any] = {"group": "everyone", "default_share": "everyone"}
    fields |= {name: _typed(step[name]) for name in (*_STEP_TEXTS, *_STEP_NUMBERS) if name in step}
    fields |= {name: _chosen(step.get(name)) for name in _STEP_TICKS}
    fields |= {name: _lines(step.get(name)) for name in _STEP_LINES}
    who, others = step.get("who", {}), step
    if isinstance(who, Mapping):
        fields["who"] = who_as_usual() | {name: _typed(who[name]) for name in WHO if name in who}
        others = {name: value for name, value in step.items() if name != "who"}
        unknown = {name: value for name, value in who.items() if name not in WHO}
        others |= {"who": unknown} if unknown else {}
    options = step.get("options")
    if isinstance(options, Mapping):
        fields["options"] = {name: _shown(name, value) for name, value in options.items() if _has_field(name, value)}
        beside = {name: value for name, value in options.items() if name not in fields["options"]}
        others = {name: value for name, value in others.items() if name != "options"}
        others |= {"options": beside} if beside else {}
    return StepForm(**fields, rest=_rest(others, _STEP_FIELDS))


def _sent_step(sent: MultiDict[str, str], place: str) -> StepForm:
    fields: dict[str, Any] = {name: _text(sent, place + name) for name in (*_STEP_TEXTS, *_STEP_NUMBERS)}
    fields |= {name: tuple(sent.getlist(place + name)) for name in _STEP_TICKS}
    fields |= {name: _text(sent, place + name) for name in (*_STEP_LINES, "rest", "id")}
    fields["options"] = {name: _sent_option(sent, f"{place}options.{name}", name) for name in OPTION_FIELDS}
    return StepForm(**fields, who={name: _text(sent, f"{place}who.{name}") for name in WHO})


def _step_data(place: str, step: StepForm, wrong: list[Wrong]) -> dict[str, Any]:
    typed: dict[str, Any] = {name: getattr(step, name).strip() for name in _STEP_TEXTS}
    typed |= {name: _number(getattr(step, name)) for name in _STEP_NUMBERS}
    typed |= {name: list(getattr(step, name)) for name in _STEP_TICKS}
    typed |= {name: _split(getattr(step, name)) for name in _STEP_LINES}
    # As people write files: defaults, and empty fields that may be missing, are left out.
    as_usual: dict[str, Any] = {"interaction": "notes", "audio": "on", "speaking_as": []}
    as_usual |= {} if step.interaction in TAKES_NOTES else {"note_kinds": []}
    as_usual |= {} if step.interaction in TAKES_SHARES else {"shares": []}
    kept = {
        name: value
        for name, value in typed.items()
        if (value != "" or name == "title") and (name not in as_usual or value != as_usual[name])
    }
    who = {name: may for name, may in step.who.items() if may not in ("", who_as_usual()[name])}
    rest = _parsed(place, step.rest, _STEP_FIELDS, wrong)
    unknown = rest.get("who", {})
    if isinstance(unknown, Mapping):
        twice = sorted(set(unknown) & set(WHO))
        if twice:
            wrong.append(Wrong(place, f"must not repeat what has a field of its own: who.{', who.'.join(twice)}"))
        rest = {name: value for name, value in rest.items() if name != "who"}
        rest |= {"who": who | dict(unknown)} if who or unknown else {}
    typed_options = {name: _meant(name, value) for name, value in step.options.items()}
    options = {name: value for name, value in typed_options.items() if value not in ("", [])}
    beside = rest.get("options", {})
    if options and isinstance(beside, Mapping):
        twice = sorted(set(options) & set(beside))
        if twice:
            wrong.append(Wrong(place, f"leave out what has its own field: options.{', options.'.join(twice)}"))
        rest = rest | {"options": options | dict(beside)}
    return kept | rest


def _has_field(name: str, value: object) -> bool:
    """Whether an option, written like this, can be shown in a field of its own."""
    return name in OPTION_FIELDS and isinstance(value, int if OPTION_FIELDS[name].kind == "number" else list)


def _sent_option(sent: MultiDict[str, str], place: str, name: str) -> str | tuple[str, ...]:
    return tuple(sent.getlist(place)) if OPTION_FIELDS[name].kind == "ticks" else _text(sent, place)


def _shown(name: str, value: object) -> str | tuple[str, ...]:
    return _chosen(value) if OPTION_FIELDS[name].kind == "ticks" else _lines(value)


def _meant(name: str, typed: str | tuple[str, ...]) -> Any:
    if isinstance(typed, tuple):
        return list(typed)
    return _number(typed) if OPTION_FIELDS[name].kind == "number" else _split(typed)


def _parsed(place: str, text: str, fields: Sequence[str], wrong: list[Wrong]) -> dict[str, Any]:
    try:
        rest = data_of_toml(text)
    except BadToml as error:
        wrong.append(Wrong(place, f"correct the TOML: {error}"))
        return {}
    twice = sorted(set(rest) & set(fields))
    if twice:
        wrong.append(Wrong(place, f"leave out what has a field of its own: {', '.join(twice)}"))
    return rest


def _rest(data: Mapping[str, Any], fields: Sequence[str]) -> str:
    return toml_of({name: value for name, value in data.items() if name not in fields}).strip()


def _text(sent: MultiDict[str, str], name: str) -> str:
    return sent.get(name, "").replace("\r\n", "\n").replace("\r", "\n")


def _typed(value: object) -> str:
    return "" if value is None else str(value)


def _lines(value: object) -> str:
    """One per line; a text of several lines becomes one line, because it would come back as several texts."""
    return "\n".join(" ".join(str(each).split()) for each in value) if isinstance(value, list) else _typed(value)


def _chosen(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _number(text: str) -> int | str:
    clean = text.strip()
    return int(clean) if re.fullmatch(r"[0-9]{1,9}", clean) else clean

"""Removes from a form what the chosen interactions do not use, such as options of the previous choice. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from facilitation.activities.field_words import called
from facilitation.activities.form import ActivityForm, StepForm
from facilitation.activities.writing import toml_of
from facilitation.interaction import UNKNOWN_OPTION
from facilitation.interactions import LABELS, OPTIONS, TAKES_NOTES, TAKES_SEATS, TAKES_SHARES

_OF_SHARES: Mapping[str, Any] = {"shares": (), "default_share": ""}
_OF_NOTES: Mapping[str, Any] = {"note_kinds": (), "note_budget": "", "vote_budget": ""}


def fitted(form: ActivityForm) -> tuple[ActivityForm, list[str]]:
    """The form without what does not apply, and a sentence for each step that lost something."""
    said: list[str] = []
    steps: list[StepForm] = []
    for number, step in enumerate(form.steps, 1):
        kept, left = _fitted(step)
        steps.append(kept)
        if left:
            words = ", ".join(called(name) for name in left)
            said.append(f"Step {number}: removed what “{LABELS[step.interaction]}” does not use: {words}.")
    return form.with_steps(steps), said


def _fitted(step: StepForm) -> tuple[StepForm, list[str]]:
    """Whoever chooses another interaction sees the fields for notes disappear; anything else that goes is named."""
    if step.interaction not in OPTIONS:
        return step, []
    changes: dict[str, Any] = {} if step.interaction in TAKES_NOTES else dict(_OF_NOTES)
    changes |= {} if step.interaction in TAKES_SHARES else _OF_SHARES
    left: list[str] = []
    if step.speaking_as.strip() and step.interaction not in TAKES_SEATS:
        changes["speaking_as"] = ""
        left.append("speaking_as")
    foreign = {name for name in step.options if not _knows(step.interaction, name)}
    changes["options"] = {name: value for name, value in step.options.items() if name not in foreign}
    left += [f"options.{name}" for name in step.options if name in foreign and step.options[name]]
    rest, gone = _rest_of(step)
    return replace(step, **changes, rest=rest), [*left, *gone]


def _rest_of(step: StepForm) -> tuple[str, list[str]]:
    """The text for further fields, without the options of other interactions; anything that is not an option stays."""
    try:
        data = tomllib.loads(step.rest)
    except (tomllib.TOMLDecodeError, RecursionError):
        return step.rest, []
    options = data.get("options")
    if not isinstance(options, dict):
        return step.rest, []
    gone = [
        name for name in options if not _knows(step.interaction, name) and any(_knows(one, name) for one in OPTIONS)
    ]
    if not gone:
        return step.rest, []
    kept = {name: value for name, value in options.items() if name not in gone}
    others = {name: value for name, value in data.items() if name != "options"}
    return toml_of(others | ({"options": kept} if kept else {})).strip(), [f"options.{name}" for name in gone]


def _knows(interaction: str, option: str) -> bool:
    """Whether a step of this interaction can be told this."""
    return (option, UNKNOWN_OPTION) not in list(OPTIONS[interaction]({option: None}))

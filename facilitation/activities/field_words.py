"""What the fields of an activity are called on its form, and what is said there when one cannot be used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facilitation.activities.form import ActivityForm
from facilitation.activities.reading import Wrong
from facilitation.interactions import OPTION_FIELDS

FIELD_WORDS: Mapping[str, str] = {
    "name": "Name",
    "purpose": "What is it for?",
    "group_shape": "How people sit, from start to end",
    "attribution_ceiling": "What others may learn about who wrote a note",
    "audio": "Usually run with an audio recording",
    "outputs": "What comes out of it",
    "cautions": "Take care",
    "easy_read": "In plain words, to read out",
    "rest": "Further fields, as in a file",
    "steps": "Steps",
    "title": "Title",
    "instruction": "Instruction",
    "minutes": "Minutes",
    "group": "How people sit",
    "prompts": "Questions",
    "note_kinds": "Kinds of note",
    "shares": "Who may read what people write",
    "default_share": "Which of these is selected at first",
    "note_budget": "Notes each",
    "vote_budget": "Dots each",
    "interaction": "What people do",
    "speaking_as": "Seats that people can speak from",
    "who.participants": "What people can do on phones",
    "who.screens": "What the wall shows",
    "who.tables": "What a table can do with what is written for it",
    "who.desk": "What you see of it at the desk",
}
# Fields of a step that are called otherwise than those of the same name of the whole.
STEP_WORDS: Mapping[str, str] = {
    "easy_read": "The instruction in easy words",
    "audio": "Audio recording",
}

WHO_WORDS: Mapping[str, Mapping[str, str]] = {
    "participants": {
        "do": "Take part",
        "see": "Only look; they cannot write or place anything",
        "nothing": "See only the title and the instruction",
    },
    "screens": {
        "see": "The question and the answers",
        "nothing": "Only the title and the instruction",
    },
    "tables": {
        "keep": "Keep it at the table",
        "bring": "Bring it to everyone, as the table’s",
    },
    "desk": {
        "count": "How much there is at each table",
        "read": "All of it, without names",
    },
}

CEILING_WORDS: Mapping[str, str] = {
    "named": "Their name",
    "role": "Their role",
    "sector": "Their sector",
    "none": "Nothing",
}

_UNTICKED: Mapping[str, str] = {
    "note_kinds": "Please tick at least one.",
    "shares": "Please tick at least one.",
    "prompts": "Please write at least one question.",
}
_FILL_IN = ("name", "purpose", "group_shape", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is wrong at one place of the form.

    Attributes:
        place: The field of the form, such as ``steps[2].minutes``.
        label: What it is called, with its step.
    """

    place: str
    label: str
    says: str


def sentences(form: ActivityForm, wrong: Iterable[Wrong]) -> list[Said]:
    """A sentence for each field of the form at which something is wrong, in the order of the form's fields."""
    said: dict[str, list[str]] = {}
    for one in wrong:
        place = form.place_of(one.field)
        said.setdefault(place, []).append(_sentence(form, place, one))
    return [Said(place=place, label=_label(place), says=" ".join(each)) for place, each in said.items()]


def _sentence(form: ActivityForm, place: str, wrong: Wrong) -> str:
    name = _name_of(place)
    if name == "default_share":
        return "Please choose one of the options ticked above."
    if form.is_empty(place) and name in _UNTICKED:
        return _UNTICKED[name]
    if form.is_empty(place) and name in _FILL_IN:
        return "Please fill this in."
    # Below what has a field of its own, the sentence has to say which one of the data is meant.
    inner = "" if wrong.field == place else _name_of(wrong.field) + ": "
    problem = f"{inner}{wrong.problem}"
    return f"{problem[0].upper() if not inner else problem[0]}{problem[1:]}."


def _label(place: str) -> str:
    step, name = re.match(r"steps\[(\d+)\]\.", place), _name_of(place)
    words = called(name, place)
    return f"Step {step[1]}: {STEP_WORDS.get(name, words)}" if step else words


def called(name: str, otherwise: str = "") -> str:
    """What a field is called on the form; an option by the label that its interaction gives it."""
    option = name.removeprefix("options.")
    if option != name and option in OPTION_FIELDS:
        return OPTION_FIELDS[option].label
    return FIELD_WORDS.get(name, otherwise or option)


def _name_of(place: str) -> str:
    return re.sub(r"^steps\[\d+\]\.", "", place)

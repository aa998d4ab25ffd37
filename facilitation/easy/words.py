"""The easy sentences of the door with their pictures, and which picture goes with a sector or a role. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from facilitation.access.words import EASY_NEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One big button: what it sends, what it says, and its picture (a symbol of static/icons/pictures.svg)."""

    value: str
    words: str
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question on a page of its own.

    Attributes:
        name: Of the field that it fills.
        lines: Short sentences, each read aloud with the others.
        must: Whether only Yes or No go on from here; otherwise it can be skipped.
        several: Whether more than one answer can be chosen, each by a press, and taken back by another.
    """

    name: str
    words: str
    picture: str
    lines: tuple[str, ...]
    answers: tuple[Answer, ...]
    must: bool = False
    several: bool = False


YES_NO = (Answer(value="yes", words="Yes", picture="yes"), Answer(value="no", words="No", picture="no"))
NOTES = Question(
    name="notes",
    words="May we keep your notes?",
    picture="note",
    lines=(
        "A note is what you write or choose on this phone.",
        "If you say no, you can still read and talk.",
        "Yes is fine. No is fine. Nobody else sees your answer.",
    ),
    answers=YES_NO,
    must=True,
)
SOUND = Question(
    name="sound",
    words="May we record your voice?",
    picture="voice",
    lines=(
        "A computer in this room keeps the sound and turns it into text.",
        "It is sent nowhere.",
        "Yes is fine. No is fine. Nobody else sees your answer.",
    ),
    answers=YES_NO,
    must=True,
)
NAME = Question(
    name="name",
    words="What may we call you?",
    picture="name",
    lines=("You do not need a name here.",),
    answers=(Answer(value="none", words="No name", picture="no-name"),),
)
_ROLES = (
    Answer(value="Uses services", words="I use services", picture="person"),
    Answer(value="Carer or family member", words="I care for somebody", picture="carer"),
    Answer(value="Works with people", words="I work with people", picture="worker"),
    Answer(value="Leads a team", words="I lead a team", picture="lead"),
    Answer(value="Researcher", words="I do research", picture="book"),
)
ROLE = Question(
    name="role",
    words="What do you do?",
    picture="worker",
    lines=("Choose one, or skip this.",),
    answers=_ROLES,
)
NEEDS = Question(
    name="needs",
    words="What would help you?",
    picture="ask",
    lines=(
        "You can choose more than one, or skip this.",
        "The people who run the day see it, and one helper at your table.",
        "They do not see that it is you.",
    ),
    answers=tuple(Answer(value=key, words=words, picture=drawn) for key, (words, drawn) in EASY_NEEDS.items()),
    several=True,
)
# The first word that a sector's name has decides its picture; programmes name their own sectors.
_PICTURES = (
    (("lived", "experience", "service user"), "lived"),
    (("child", "famil", "young"), "family"),
    (("third", "charit", "volunt", "community"), "charity"),
    (("academ", "universit", "research", "school", "education"), "book"),
    (("regulat", "inspect"), "check"),
    (("commission", "fund"), "plan"),
    (("national", "government", "council", "public body"), "building"),
    (("carer",), "carer"),
    (("statutory", "adult", "health", "social", "care"), "adults"),
)


_KINDS = {"disagree": "dissent", "question": "question", "matters": "feeling"}


def chosen_kind(name: str, offered: Sequence[str]) -> str:
    """The kind of note that a chosen answer is, in a step that offers these. Twin of ``say`` in phone/quick.js."""
    return next((kind for kind in (_KINDS.get(name, "note"), "note") if kind in offered), offered[0])


def picture_of(sector: str) -> str:
    """The picture for a sector."""
    said = sector.casefold()
    return next((picture for words, picture in _PICTURES if any(word in said for word in words)), "people")


def sector_question(sectors: Sequence[str]) -> Question:
    """Which sector, of the programme's list."""
    return Question(
        name="sector",
        words="Which of these is most like you?",
        picture="people",
        lines=("Choose one, or skip this.",),
        answers=tuple(Answer(value=one, words=one, picture=picture_of(one)) for one in sectors),
    )


def table_question(tables: Sequence[tuple[str, str]]) -> Question:
    """Which table, of those in the room: ids and names."""
    return Question(
        name="table",
        words="Which table are you at?",
        picture="table",
        lines=("People at your table can read what you write for the table.",),
        answers=tuple(Answer(value=table, words=name, picture="table") for table, name in tables),
    )

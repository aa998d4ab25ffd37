"""Somebody's own copy of what is theirs at an event: their words, dots and answers, and who can see each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from facilitation.day.marks import Mark
from facilitation.words import ANSWERS_SAID, ASKED_WORDS, SEES_WORDS, SET_ASIDE_SEES
from retreat.consent.queries import DatedAnswer
from retreat.log.makings import OwnMade
from retreat.programme.queries import SessionLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing of somebody's.

    Attributes:
        texts: Its words, each with what was asked; the first may be the question that it answers.
        beside: Who can see it, or when it was answered.
    """

    texts: tuple[tuple[str, str], ...]
    beside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some things under a heading."""

    title: str
    lines: tuple[Line, ...]


def parts_of(
    made: Sequence[OwnMade],
    marks: Mapping[str, Sequence[Mark]],
    given: Mapping[str, DatedAnswer],
    sessions: Iterable[SessionLine],
) -> list[Part]:
    """What is in a copy: by session what somebody made and marked, then their answers. Nothing of anybody else."""
    found: list[Part] = []
    for session in sessions:
        lines = [_made(one) for one in made if one.session_id == session.id]
        lines += [Line(texts=((mark.of, mark.said),), beside=mark.sees) for mark in marks.get(session.id, ())]
        if lines:
            found.append(Part(title=session.title, lines=tuple(lines)))
    answers = tuple(
        Line(
            texts=((words, ANSWERS_SAID[given[purpose].answer]),),
            beside=f"Answered on {_day(given[purpose].at)}. Nobody else here can see your answer.",
        )
        for purpose, words in ASKED_WORDS.items()
        if purpose in given
    )
    return [*found, Part(title="My answers", lines=answers)] if answers else found


def as_text(title: str, taken_at: datetime, parts: Iterable[Part]) -> str:
    """A copy as plain text."""
    said = [title, "=" * len(title), f"My own copy, taken on {_day(taken_at)}"]
    for part in parts:
        said += ["", "", part.title, "-" * len(part.title)]
        for line in part.lines:
            said.append("")
            said += [f"{label}: {words}" if label else words for label, words in line.texts]
            said.append(f"({line.beside})")
    return "\n".join(said) + "\n"


def _made(one: OwnMade) -> Line:
    texts = tuple(one.texts) or ((one.making.title, "without words"),)
    asked = (("Question", one.question),) if one.question else ()
    return Line(texts=(*asked, *texts), beside=SET_ASIDE_SEES if one.set_aside else SEES_WORDS[one.share])


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"

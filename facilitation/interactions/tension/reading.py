"""The tensions of a session as they may be read, in the order in which they were said; never by support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import RoundFacts
from facilitation.interactions.tension.loading import held_by_so_many
from facilitation.interactions.tension.making import TENSIONS
from facilitation.interactions.tension.models import TensionPart
from facilitation.interactions.tension.options import tension_ids
from facilitation.loading import round_facts
from retreat.consent.gate import Reader, may_read
from retreat.log.folding import Board
from retreat.log.labels import labels_of
from retreat.log.models import LogOperation, Words
from retreat.log.nouns.tension import NOUN
from retreat.programme.models import Round

_MARKS = ("tension.mark", "tension.leave")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A side or a neither. ``is_held`` says whether somebody could sign its latest words, never how many."""

    id: str
    stance: str
    text: str
    protects: str
    is_held: bool
    label: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTension:
    """One tension. ``text`` is None if its words were taken back but others have written statements on it."""

    id: str
    text: str | None
    at: datetime | None
    kinds: Sequence[str]
    left: str
    statements: tuple[Statement, ...]

    @property
    def sides(self) -> list[Statement]:
        return [one for one in self.statements if one.stance == "side"]

    @property
    def neithers(self) -> list[Statement]:
        return [one for one in self.statements if one.stance == "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionsOfStep:
    """The tensions of one round."""

    title: str
    tensions: tuple[ReadTension, ...]


def tensions_of(db: Session, reader: Reader, session_id: str) -> list[TensionsOfStep]:
    """The rounds of tensions in which somebody wrote something, in the order in which they were opened."""
    rows = db.execute(
        select(TensionPart, Words.texts)
        .join(Words, Words.id == TensionPart.words_id)
        .where(TensionPart.session_id == session_id, may_read(reader, TENSIONS.gated))
        .order_by(TensionPart.at, TensionPart.id)
    ).all()
    labels = labels_of(db, session_id, {part.participant_id for part, _texts in rows})
    people = held_by_so_many(db, session_id, reader)
    marks = _marks(db, session_id)
    said = [
        (
            part.round_id,
            part.tension_id,
            Statement(
                id=part.id,
                stance=part.stance,
                text=texts.get("text", ""),
                protects=texts.get("protects", ""),
                is_held=people[part.id] > 0,
                label=labels.get(part.participant_id),
                at=part.at,
            ),
        )
        for part, texts in rows
    ]
    opened = db.scalars(select(Round).where(Round.session_id == session_id).order_by(Round.opened_at, Round.id))
    rounds = [(one, [each for each in said if each[0] == one.id]) for one in map(round_facts, opened)]
    return [
        TensionsOfStep(title=one.step.title, tensions=_tensions(one, here, marks.get(one.id, {"of": {}})["of"]))
        for one, here in rounds
        if here
    ]


def _tensions(
    one: RoundFacts, said: list[tuple[str, str | None, Statement]], marks: Mapping[str, Mapping[str, object]]
) -> tuple[ReadTension, ...]:
    planned = one.step.options.get("tensions", ())
    texts: dict[str, str | None] = dict(zip(tension_ids(one.step.options), planned, strict=True))
    named = {statement.id: statement for _round, _on, statement in said if statement.stance == "tension"}
    texts |= {found: statement.text for found, statement in named.items()}
    on: dict[str, list[Statement]] = {found: [] for found in texts}
    for _round, tension_id, statement in said:
        if tension_id is not None:
            on.setdefault(tension_id, []).append(statement)
    return tuple(
        ReadTension(
            id=found,
            text=texts.get(found),
            at=named[found].at if found in named else None,
            kinds=marks.get(found, {}).get("kinds", ()),  # type: ignore[arg-type]
            left=str(marks.get(found, {}).get("left", "open")),
            statements=tuple(statements),
        )
        for found, statements in on.items()
    )


def _marks(db: Session, session_id: str) -> Board:
    """What the facilitators said last, folded as every board folds it."""
    here = (LogOperation.session_id == session_id, LogOperation.kind.in_(_MARKS))
    board: Board = {part: {} for part in NOUN.parts}
    for op in db.scalars(select(LogOperation).where(*here).order_by(LogOperation.seq)):
        board |= NOUN.apply[op.kind](board, {"target_id": op.target_id, "body": op.body})
    found: Board = board["sorted_tensions"]
    return found

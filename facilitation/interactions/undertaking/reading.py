"""The undertakings of a session as they may be read, each with its owner and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from facilitation.interactions.undertaking.making import UNDERTAKINGS
from facilitation.interactions.undertaking.options import owner_named
from facilitation.parts.reading import ReadPart, parts_of, places_of, rounds_of
from retreat.consent.gate import Reader
from retreat.log import store
from retreat.log.folding import Board
from retreat.log.nouns.undertaking import NOUN, SORTS

_JOINS = ("undertaking.join", "undertaking.unjoin")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUndertaking:
    """One undertaking.

    Attributes:
        meant_for: The role or sector that it was meant for; None where nobody was named.
        owner: How whoever took it on is called; None while nobody has.
        became: What was said became of it, the latest last.
        joined: Asks or offers that belong with it.
    """

    said: ReadPart
    meant_for: str | None
    owner: str | None
    taken_on: ReadPart | None
    became: Sequence[ReadPart]
    joined: Sequence[ReadPart]

    @property
    def state(self) -> str:
        """What became of it so far: kept, changed or dropped; open while nobody has said."""
        return (self.became[-1].place or "open") if self.became else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndertakingsOfStep:
    """The undertakings of one round."""

    title: str
    undertakings: tuple[ReadUndertaking, ...]


def undertakings_of(db: Session, reader: Reader, session_id: str) -> list[UndertakingsOfStep]:
    """The rounds in which somebody undertook something, in the order in which they were opened."""
    parts = parts_of(db, reader, session_id, UNDERTAKINGS)
    said = {one.id: one for one in parts if one.stance in SORTS}
    said |= places_of([one for one in parts if one.stance == "became"], said)
    joins = joined_in(db, session_id)
    steps = []
    for round_ in rounds_of(db, session_id, "undertaking"):
        here = [one for one in said.values() if one.round_id == round_.id]
        told = tuple(_told(one, parts, said, joins, round_.step.options) for one in here)
        if told:
            steps.append(UndertakingsOfStep(title=round_.step.title, undertakings=told))
    return steps


def owner_of(taken: ReadPart, options: Mapping[str, object]) -> str:
    """How an owner is called: by the name that they gave, for a role or sector, or both."""
    role = owner_named(options, taken.place)
    return " for ".join(filter(None, (taken.text, role))) if taken.text else (role or "Somebody")


def joined_in(db: Session, session_id: str) -> Board:
    """Which offers belong with which ask, folded as every board folds it."""
    board: Board = {part: {} for part in NOUN.parts}
    for kind, target_id, body, _at in store.happened(db, session_id, _JOINS):
        board |= NOUN.apply[kind](board, {"target_id": target_id, "body": body})
    found: Board = board["joins"]
    return found


def _told(
    one: ReadPart,
    parts: Sequence[ReadPart],
    said: Mapping[str, ReadPart],
    joins: Mapping[str, Mapping[str, Sequence[str]]],
    options: Mapping[str, object],
) -> ReadUndertaking:
    on = [part for part in parts if part.on_id == one.id]
    taken = next((part for part in on if part.stance == "taken"), None)
    with_it = [*joins.get(one.id, {"offers": ()})["offers"], *(ask for ask in joins if one.id in joins[ask]["offers"])]
    return ReadUndertaking(
        said=one,
        meant_for=owner_named(options, one.place),
        owner=owner_of(taken, options) if taken else None,
        taken_on=taken,
        became=[part for part in on if part.stance == "became"],
        joined=[said[other] for other in with_it if other in said],
    )

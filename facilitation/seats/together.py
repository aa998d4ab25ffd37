"""Who talks with whom in a round of pairs or threes, as each phone is told it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from facilitation.seat_cookie import token_for
from facilitation.seats.grouping import SIZES, first_groups, joined
from facilitation.seats.models import TalkGroup
from retreat.database import Database
from retreat.errors import NotFound
from retreat.log import store
from retreat.people.access import Seat, seat_in
from retreat.people.seating import sittings
from retreat.people.spoken_for.rule import token_for_other
from retreat.programme.models import Round
from retreat.programme.steps import step_of
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import unkept


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """One reader's group. ``names`` are of the others who gave one, ``nameless`` how many others gave none."""

    number: int
    names: tuple[str, ...]
    nameless: int

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "names": list(self.names), "nameless": self.nameless}


@seat
def with_whom(session_id: str, round_id: str) -> Response:
    """Whom the reader talks with, for a phone that asks again now and then."""
    person_id, token = request.args.get("for"), token_for(session_id)
    with house().database.read() as db:
        reader = seat_in(db, token_for_other(token or "", person_id) if person_id else token, session_id)
    found = together(house().database, reader, round_id)
    if found is None:
        raise NotFound
    return unkept(jsonify(found.to_json()))


def together(database: Database, reader: Seat, round_id: str) -> Together | None:
    """The group of somebody who sits in a session; None where the round has none, or is not open.

    The first who asks at a table makes its groups, of all who sit there by then; newcomers join the smallest.
    """
    with database.read() as db:
        found = _found(db, reader, round_id)
    if found is None or found.is_kept:
        return found.told if found else None
    # Looked at again, because somebody else at the table may have asked in the meantime.
    made = database.write(lambda db: _made(db, reader, round_id))
    return made.told if made else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    told: Together
    numbers: dict[str, int]
    is_kept: bool


def _made(db: Session, reader: Seat, round_id: str) -> _Found | None:
    store.lock(db, reader.session_id)  # so that two who ask at once find the same groups
    found = _found(db, reader, round_id)
    if found is not None and not found.is_kept:
        people = list(found.numbers)
        db.execute(delete(TalkGroup).where(TalkGroup.round_id == round_id, TalkGroup.participant_id.in_(people)))
        told = {"round_id": round_id, "table_id": reader.table_id}
        rows = [told | {"participant_id": one, "number": number} for one, number in found.numbers.items()]
        db.execute(insert(TalkGroup), rows)
    return found


def _found(db: Session, reader: Seat, round_id: str) -> _Found | None:
    row = db.get(Round, round_id)
    if row is None or row.session_id != reader.session_id or row.state != "open" or reader.role != "participant":
        return None
    size = SIZES.get(step_of(row.step).group)
    here = [one for one in sittings(db, reader.session_id) if one.table_id == reader.table_id]
    if size is None or reader.id not in {one.id for one in here}:
        return None
    kept = _kept(db, round_id, reader.table_id)
    numbers = _numbers([one.id for one in here], kept, size, seed=f"{round_id} {reader.table_id}")
    others = [one for one in here if numbers[one.id] == numbers[reader.id] and one.id != reader.id]
    names = tuple(one.name for one in others if one.name)
    told = Together(number=numbers[reader.id], names=names, nameless=len(others) - len(names))
    return _Found(told=told, numbers=numbers, is_kept=all(kept.get(one) == of for one, of in numbers.items()))


def _kept(db: Session, round_id: str, table_id: str | None) -> dict[str, int]:
    here = (TalkGroup.round_id == round_id, TalkGroup.table_id.is_not_distinct_from(table_id))
    return dict(db.execute(select(TalkGroup.participant_id, TalkGroup.number).where(*here)).tuples().all())


def _numbers(people: Sequence[str], kept: Mapping[str, int], size: int, *, seed: str) -> dict[str, int]:
    """The groups of a table, newcomers and whoever has moved there included."""
    if not kept:
        order = list(people)
        random.Random(seed).shuffle(order)  # noqa: S311 - chance for the room, not a secret
        return first_groups(order, size)
    numbers = {one: kept[one] for one in people if one in kept}
    for one in people:
        if one not in numbers:
            numbers = joined(numbers, one, size)
    return numbers

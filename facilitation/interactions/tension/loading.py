"""What must be known to decide about tensions, and what the desk is told of who holds a statement."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from facilitation.facts import Actor, RoundFacts
from facilitation.interactions.tension.facts import HoldFacts, PartFacts, TensionSituation
from facilitation.interactions.tension.holding import how_held
from facilitation.interactions.tension.models import TensionHold, TensionPart
from facilitation.loading import is_erased, is_taken, round_facts, round_of
from retreat.consent.gate import Gated, Owner, Reader, may_read
from retreat.log import store
from retreat.log.fields import Operation
from retreat.programme.models import Round

# For what is decided, and what the desk is told.
_EVERYBODY = Owner()
_GATED = Gated(author=TensionHold.participant_id, session=TensionHold.session_id)
_ADDED = {"tension": "tension.name", "side": "tension.side", "neither": "tension.neither"}


def of_new(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> TensionSituation:
    origin = round_of(db, session_id, op.body["round_id"])
    return TensionSituation(
        session_state=state,
        round=_open_now(db, session_id) or origin,
        origin=origin,
        named=part_of(db, session_id, op.body.get("tension_id")),
        target_taken=_is_taken(db, op.target_id),
    )


def of_part(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> TensionSituation:
    return TensionSituation(session_state=state, part=part_of(db, session_id, op.target_id))


def of_removal(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> TensionSituation:
    """What was set aside is there for its author alone."""
    part = part_of(db, session_id, op.target_id, aside=True)
    is_theirs = part is None or not part.set_aside or part.author_id == actor.id
    return TensionSituation(session_state=state, part=part if is_theirs else None)


def of_sign(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> TensionSituation:
    side = part_of(db, session_id, op.body["side_id"])
    held_by = holders(db, side)
    return TensionSituation(
        session_state=state,
        round=_open_now(db, session_id),  # for what its step lets people do; later they may go on to sign
        part=side,
        target_taken=_is_taken(db, op.target_id),
        is_held_by_sender=actor.id in held_by,
        is_held_by_others=bool(held_by - {actor.id}),
    )


def of_unsign(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> TensionSituation:
    row = db.get(TensionHold, op.target_id)
    if row is None or row.session_id != session_id or row.withdrawn_at is not None:
        return TensionSituation(session_state=state)
    side = part_of(db, session_id, row.side_id)
    return TensionSituation(
        session_state=state,
        part=side,
        hold=HoldFacts(holder_id=row.participant_id, side_id=row.side_id, version=row.version),
        is_held_by_others=bool(holders(db, side) - {actor.id}),
    )


def held_by_so_many(db: Session, session_id: str, reader: Reader = _EVERYBODY) -> Counter[str]:
    """How many people could sign the latest wording of each statement. It is for counting, never for showing."""
    rows = db.execute(
        select(TensionHold.side_id, TensionHold.participant_id)
        .join(TensionPart, TensionPart.id == TensionHold.side_id)
        .where(TensionHold.session_id == session_id, *_counted(reader))
        .distinct()
    )
    return Counter(side_id for side_id, _holder in rows)


def held_for_desk(db: Session, session_id: str, _round_id: str) -> dict[str, Any]:
    """How each statement that the desk reads is held, in words; a round goes on with what was said in earlier ones."""
    people = held_by_so_many(db, session_id)
    here = (TensionPart.session_id == session_id, TensionPart.stance == "side")
    sides = db.scalars(select(TensionPart.id).where(*here, TensionPart.share.in_(("facilitators", "everyone"))))
    return {"held": {side: how_held(people[side]) for side in sides}}


def own_holds(db: Session, session_id: str, participant_id: str) -> list[str]:
    """What somebody said that they could sign: the board tells of it unsigned."""
    own = (TensionHold.session_id == session_id, TensionHold.participant_id == participant_id)
    return list(db.scalars(select(TensionHold.id).where(*own, TensionHold.withdrawn_at.is_(None))))


def _open_now(db: Session, session_id: str) -> RoundFacts | None:
    rows = db.scalars(select(Round).where(Round.session_id == session_id, Round.state == "open"))
    return next((each for each in map(round_facts, rows) if each.step.interaction == "tension"), None)


def part_of(db: Session, session_id: str, part_id: object, *, aside: bool = False) -> PartFacts | None:
    """What somebody wrote on a tension; None if there is no such thing, or not any more."""
    row = db.get(TensionPart, part_id) if part_id else None
    if row is None or row.session_id != session_id or is_erased(db, row.words_id):
        return None
    if row.removed_at is not None and not aside:
        return None
    return PartFacts(
        id=row.id,
        stance=row.stance,
        round_id=row.round_id,
        author_id=row.participant_id,
        audience=store.channels_of(db, session_id, row.id, _ADDED[row.stance]),
        version=row.version,
        set_aside=row.removed_at is not None,
    )


def holders(db: Session, side: PartFacts | None) -> set[str]:
    """The people (ids) who could sign its latest wording. People who do not want their notes kept hold nothing."""
    if side is None:
        return set()
    held = select(TensionHold.participant_id).join(TensionPart, TensionPart.id == TensionHold.side_id)
    return set(db.scalars(held.where(TensionHold.side_id == side.id, *_counted(_EVERYBODY))))


def _counted(reader: Reader) -> tuple[ColumnElement[bool], ...]:
    latest = TensionHold.version == TensionPart.version
    return latest, TensionHold.withdrawn_at.is_(None), may_read(reader, _GATED)


def _is_taken(db: Session, target_id: str) -> bool:
    return is_taken(db, target_id) or db.get(TensionHold, target_id) is not None

"""What must be known to decide about positions, and to show how they are spread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from facilitation.facts import Actor, RoundFacts
from facilitation.interactions.position.facts import PositionSituation
from facilitation.interactions.position.models import PositionRow
from facilitation.interactions.position.options import card_ids
from facilitation.interactions.position.spread import Placing, spread
from facilitation.loading import is_taken, open_round, round_facts, round_of
from retreat.consent.gate import Gated, Owner, Reader, may_read
from retreat.log.fields import Operation
from retreat.log.models import Position
from retreat.people.models import Participant
from retreat.programme.models import Round

# For what the desk is shown and shows.
_EVERYBODY = Owner()
_GATED = Gated(author=PositionRow.participant_id, session=PositionRow.session_id)


def kept_by(reader: Reader) -> ColumnElement[bool]:
    """The gate over placings: nobody who has since said no is counted."""
    return may_read(reader, _GATED)


def of_position(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PositionSituation:
    row = db.get(Position, op.target_id)
    owner = row.participant_id if row is not None and row.session_id == session_id else None
    if owner is None and is_taken(db, op.target_id):
        owner = "somebody else"
    asked = next((each for each in rounds_of_positions(db, session_id) if each.state == "open"), None)
    return PositionSituation(session_state=state, round=asked or open_round(db, session_id), target_owner=owner)


def of_remove(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PositionSituation:
    row = db.get(Position, op.target_id)
    owner = row.participant_id if row is not None and row.session_id == session_id else None
    return PositionSituation(session_state=state, target_owner=owner)


def of_show(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> PositionSituation:
    shown = round_of(db, session_id, op.target_id)
    told = spread(placings(db, session_id, shown), for_everyone=True) if shown else ()
    return PositionSituation(session_state=state, round=shown, spread=told)


def spread_for_desk(db: Session, session_id: str, round_id: str) -> dict[str, Any]:
    """The spread of everybody; small groups appear without their name."""
    shown = round_of(db, session_id, round_id)
    return {"spread": spread(placings(db, session_id, shown), for_everyone=False) if shown else ()}


def rounds_of_positions(db: Session, session_id: str) -> list[RoundFacts]:
    """The rounds of positions, the one that was opened last first."""
    rows = db.scalars(select(Round).where(Round.session_id == session_id).order_by(Round.opened_at.desc()))
    return [facts for facts in map(round_facts, rows) if facts.step.interaction == "position"]


def placings(db: Session, session_id: str, shown: RoundFacts, reader: Reader = _EVERYBODY) -> Iterator[Placing]:
    """The placings that count for a round, including those of other rounds on a card with the same words."""
    if shown.step.interaction != "position":
        return
    mine = dict(zip(shown.step.options["cards"], card_ids(shown.step.options), strict=True))
    same = {
        (each.id, card): mine[words]
        for each in rounds_of_positions(db, session_id)
        for words, card in zip(each.step.options["cards"], card_ids(each.step.options), strict=True)
        if words in mine
    }
    rows = db.execute(
        select(PositionRow, Participant.sector)
        .join(Participant, Participant.id == PositionRow.participant_id)
        .where(PositionRow.session_id == session_id, kept_by(reader))
        .order_by(PositionRow.at)
    )
    latest: dict[tuple[str, ...], Placing] = {}
    for row, sector in rows:
        card = same.get((row.round_id or "", row.scale_id))
        if card is None:
            continue
        key = (row.participant_id, card, row.seat or "", row.moment or "")
        latest[key] = Placing(
            person=row.participant_id, card=card, seat=row.seat, moment=row.moment, value=row.value, sector=sector
        )
    yield from latest.values()

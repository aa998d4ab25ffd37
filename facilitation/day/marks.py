"""What somebody gave or placed at an event without words: dots, and cards on a line. For them alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitation.interactions.position.models import PositionRow
from facilitation.interactions.position.options import card_ids
from facilitation.interactions.position.spread import MOMENTS
from retreat.log.models import Vote
from retreat.programme.models import Round
from retreat.programme.steps import seat_named, step_of

DOTS_SEE = "Nobody sees which dots are yours. Everybody sees how many there are once a round has closed."
PLACES_SEE = "The facilitators see the dots on a line, without names. Others see them once five people have placed one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that was given or placed, in words.

    Attributes:
        sees: Who can see it.
        id: Of a placing, by which it can be taken back; empty for dots.
    """

    of: str
    said: str
    sees: str
    id: str = ""


def marks_of(db: Session, participant_id: str) -> Mapping[str, list[Mark]]:
    """Somebody's dots and the places of their cards, by session."""
    found: dict[str, list[Mark]] = {}
    given = select(Vote.session_id, func.count()).where(Vote.participant_id == participant_id)
    for session_id, dots in db.execute(given.group_by(Vote.session_id)).tuples():
        found.setdefault(session_id, []).append(Mark(of="Dots you gave", said=str(dots), sees=DOTS_SEE))
    rows = select(PositionRow, Round.step).join(Round, Round.id == PositionRow.round_id)
    mine = rows.where(PositionRow.participant_id == participant_id).order_by(PositionRow.at)
    # The latest placing for a card, seat and moment counts.
    latest = {(row.round_id, row.scale_id, row.seat, row.moment): (row, step) for row, step in db.execute(mine)}
    for row, kept in latest.values():
        step = step_of(kept)
        cards = dict(zip(card_ids(step.options), step.options.get("cards", ()), strict=False))
        if row.scale_id not in cards:
            continue
        low, high = step.options["ends"]
        beside = [MOMENTS.get(row.moment or "", ""), seat_named(step.speaking_as, row.seat) or ""]
        where = ", ".join(word for word in beside if word)
        said = f"{row.value} of 100, from “{low}” to “{high}”" + (f" ({where})" if where else "")
        found.setdefault(row.session_id, []).append(
            Mark(of=cards[row.scale_id], said=said, sees=PLACES_SEE, id=row.position_id)
        )
    return found

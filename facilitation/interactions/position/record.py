"""Positions on the record's page, spread by sector and never as one mean; and every placing as a row of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.position.loading import kept_by, placings, rounds_of_positions
from facilitation.interactions.position.models import PositionRow
from facilitation.interactions.position.options import card_ids
from facilitation.interactions.position.spread import MOMENTS, by_card, spread
from retreat.clock import to_text
from retreat.consent.gate import Reader
from retreat.log.panel import Section, may_tell_people_apart
from retreat.log.tables import Cell, Table
from retreat.people.models import Participant
from retreat.programme.steps import seat_named
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    whole = may_tell_people_apart(visit)
    rounds: list[dict[str, Any]] = []
    shown: set[str] = set()  # a card that is asked for again later is told of once, with both moments
    opened = [one for one in rounds_of_positions(visit.db, visit.session_id) if one.state != "planned"]
    for one in reversed(opened):
        told = spread(placings(visit.db, visit.session_id, one, visit.reader), for_everyone=not whole)
        cards = [card for card in by_card(one.step.options, one.step.speaking_as, told) if card["words"] not in shown]
        shown |= {card["words"] for card in cards}
        if cards:
            rounds.append({"title": one.step.title, "ends": one.step.options["ends"], "cards": cards})
    return {"rounds": rounds, "moments": MOMENTS, "whole": whole}


def _has(visit: Visit) -> bool:
    here = select(PositionRow.at).where(PositionRow.session_id == visit.session_id, kept_by(visit.reader))
    return visit.db.scalar(here.limit(1)) is not None


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    """Every placing; those that were moved later do not count. A person has one number in all rows, and no name."""
    rounds = {one.id: one for one in rounds_of_positions(db, session_id)}
    rows = db.execute(
        select(PositionRow, Participant.sector)
        .join(Participant, Participant.id == PositionRow.participant_id)
        .where(PositionRow.session_id == session_id, kept_by(reader))
        .order_by(PositionRow.at)
    ).all()
    # In an order that reveals nothing, such as who came in first.
    people = sorted({row.participant_id for row, _sector in rows}, key=lambda found: sha256(found.encode()).digest())
    numbers = {person: number for number, person in enumerate(people, 1)}
    # In reading order the last one of each wins.
    latest = {_what(row): row.at for row, _sector in rows}
    for row, sector in rows:
        of = rounds.get(row.round_id or "")
        options: Mapping[str, Any] = of.step.options if of else {"cards": (), "ends": (None, None)}
        cards = dict(zip(card_ids(options), options["cards"], strict=True))
        yield (
            to_text(row.at),
            numbers[row.participant_id],
            sector,
            of.step.title if of else None,
            cards.get(row.scale_id, row.scale_id),
            seat_named(of.step.speaking_as, row.seat) if of else None,
            row.moment,
            row.value,
            "yes" if latest[_what(row)] == row.at else "no",
            *options["ends"],
        )


def _what(row: PositionRow) -> tuple[str | int | None, ...]:
    """What somebody placed: the same card, from the same seat, at the same moment of the talk."""
    return row.participant_id, row.round_id, row.scale_id, row.seat, row.moment


SECTION = Section(name="position", has=_has, gather=_gather, styles=("interactions/position.css",))
TABLE = Table(
    name="positions",
    title="Positions",
    columns=(
        "placed_at",
        "person",
        "sector",
        "step",
        "card",
        "speaking_as",
        "moment",
        "value",
        "counts",
        "end_at_0",
        "end_at_100",
    ),
    rows=_rows,
    section=SECTION.name,
    caution="every person has a row with their sector, even if few people share it. Keep this file within the team.",
)

"""Finding somebody who wrote, telephoned or has a slip: by a number, or by the name that they gave. Reads only."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.withdrawal.queries import by_number
from retreat.ids import clean_join_pass
from retreat.people.models import Participant
from retreat.programme.models import Event

_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """A participant, as far as that tells them from others."""

    id: str
    event_id: str
    event_title: str
    name: str | None
    slip: str | None
    sector: str | None
    role: str | None
    came_at: datetime
    is_out: bool


def find_people(db: Session, typed: str, *, event_id: str | None = None) -> Sequence[Somebody]:
    """Everybody with this number on their slip or receipt, with this id, or with this text in their name."""
    number, text, receipt = clean_join_pass(typed), _folded(typed), by_number(db, typed)
    if not text:
        return []
    asked = (
        select(Participant, Event.title)
        .join(Event, Event.id == Participant.event_id)
        .where(Participant.kind == "participant")
        .order_by(Participant.joined_at, Participant.id)
    )
    if event_id is not None:
        asked = asked.where(Participant.event_id == event_id)
    found = [
        _told(row, title)
        for row, title in db.execute(asked)
        if (row.slip and row.slip == number)
        or row.id == typed.strip()
        or (receipt is not None and receipt.participant_id == row.id)
        or text in _folded(row.display_name or "")
    ]
    return found[:_MOST]


def _told(row: Participant, title: str) -> Somebody:
    return Somebody(
        id=row.id,
        event_id=row.event_id,
        event_title=title,
        name=row.display_name,
        slip=row.slip,
        sector=row.sector,
        role=row.role,
        came_at=row.joined_at,
        is_out=row.taken_out_at is not None or row.revoked_at is not None,
    )


def _folded(text: str) -> str:
    """Without capitals and accents, so that a name is found as it is typed."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in parted if not unicodedata.combining(letter)).split())

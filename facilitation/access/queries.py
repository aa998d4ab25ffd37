"""What people need, for those who may know: themselves, the facilitators, and a host whom those have named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from facilitation.access.models import AccessNeed
from facilitation.access.operations import Asked
from facilitation.access.words import NEEDS
from retreat.people.models import Participant
from retreat.people.seating import named_host_of, sittings
from retreat.programme.events import session_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What one person needs.

    Attributes:
        name: Only where they agreed, and gave one.
        table_id: Where they sit in the session that is open now, if anywhere.
    """

    person_id: str
    texts: tuple[str, ...]
    name: str | None
    is_met: bool
    table_id: str | None = None


def own_needs(db: Session, participant_id: str) -> Asked:
    """What somebody has said that they need."""
    row = db.get(AccessNeed, participant_id)
    return Asked() if row is None else Asked(needs=tuple(row.needs), words=row.words, tells_name=row.tells_name)


def needs_at(db: Session, event_id: str) -> list[Need]:
    """Of everybody who is at the event, those not met first; of nobody who has left or was taken out."""
    now = session_now(db, event_id)
    tables = {one.id: one.table_id for one in sittings(db, now)} if now else {}
    rows = db.execute(
        select(AccessNeed, Participant.display_name)
        .join(Participant, Participant.id == AccessNeed.participant_id)
        .where(AccessNeed.event_id == event_id, *_is_here())
        .order_by(AccessNeed.met_at.is_not(None), AccessNeed.at, AccessNeed.participant_id)
    )
    return [_need(row, name, tables.get(row.participant_id)) for row, name in rows if not row.is_empty]


def needs_for_host(db: Session, participant_id: str, session_id: str, table_id: str | None) -> list[Need]:
    """What others at a table need, for its host alone, once the facilitators have named or confirmed them."""
    if table_id is None or named_host_of(db, table_id) != participant_id:
        return []
    there = [one.id for one in sittings(db, session_id) if one.table_id == table_id and one.id != participant_id]
    rows = db.execute(
        select(AccessNeed, Participant.display_name)
        .join(Participant, Participant.id == AccessNeed.participant_id)
        .where(AccessNeed.participant_id.in_(there), *_is_here())
        .order_by(AccessNeed.at, AccessNeed.participant_id)
    )
    return [_need(row, name, table_id) for row, name in rows if not row.is_empty]


def summed(needs: Sequence[Need]) -> list[tuple[str, int]]:
    """Each need once, with how many people have it: what the team brings, without who."""
    return sorted(Counter(text for one in needs for text in one.texts).items(), key=lambda pair: (-pair[1], pair[0]))


def _need(row: AccessNeed, name: str | None, table_id: str | None) -> Need:
    ticked = tuple(NEEDS[one] for one in row.needs if one in NEEDS)
    return Need(
        person_id=row.participant_id,
        texts=(*ticked, *([row.words] if row.words else [])),
        name=name if row.tells_name else None,
        is_met=row.met_at is not None,
        table_id=table_id,
    )


def _is_here() -> tuple[ColumnElement[bool], ...]:
    return (Participant.revoked_at.is_(None), Participant.taken_out_at.is_(None))

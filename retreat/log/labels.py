"""What may be written under a contribution: a name by choice, a role or sector where enough people share it, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.people.models import Participant
from retreat.programme.models import DialogueSession

# Others see no group of fewer people than this; a line coarsens until enough people fit it.
SMALL_GROUP = 5
FACILITATOR_LABEL = "Facilitator"

Labels = Mapping[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One person as they described themselves."""

    id: str
    kind: str
    display_name: str | None
    role: str | None
    sector: str | None


def label(ceiling: str, person: Described, sizes: Mapping[tuple[str | None, str | None], int]) -> str | None:
    """The line under what this person contributed.

    Args:
        ceiling: The most that the activity allows: named, role, sector or none.
        sizes: How many people of the session share a (role, sector), and a (None, sector).
    """
    if person.kind == "facilitator":
        return person.display_name or FACILITATOR_LABEL
    if ceiling == "named":
        return person.display_name
    if ceiling == "role" and person.role and sizes.get((person.role, person.sector), 0) >= SMALL_GROUP:
        return f"{person.role}, {person.sector}" if person.sector else person.role
    if ceiling in ("role", "sector") and person.sector and sizes.get((None, person.sector), 0) >= SMALL_GROUP:
        return person.sector
    return None


def labels_of(db: Session, session_id: str, participant_ids: set[str | None]) -> dict[str | None, str | None]:
    """The labels of these participants; a missing one has none."""
    ids = {found for found in participant_ids if found}
    if not ids:
        return {}
    ceiling = db.scalar(select(DialogueSession.attribution_ceiling).where(DialogueSession.id == session_id)) or "none"
    columns = (Participant.id, Participant.kind, Participant.display_name, Participant.role, Participant.sector)
    people = [
        Described(id=row[0], kind=row[1], display_name=row[2], role=row[3], sector=row[4])
        for row in db.execute(select(*columns).where(Participant.id.in_(ids)))
    ]
    sizes = _sizes(db, session_id) if ceiling in ("role", "sector") else {}
    return {person.id: label(ceiling, person, sizes) for person in people}


def _sizes(db: Session, session_id: str) -> Counter[tuple[str | None, str | None]]:
    sizes: Counter[tuple[str | None, str | None]] = Counter()
    found = db.execute(
        select(Participant.role, Participant.sector).where(
            Participant.session_id == session_id, Participant.kind == "participant"
        )
    )
    for role, sector in found:
        sizes[(None, sector)] += 1
        if role:
            sizes[(role, sector)] += 1
    return sizes

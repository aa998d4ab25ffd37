"""The label of a contribution: a chosen name, a role or sector that enough people share, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from retreat.consent.counts import is_large_enough
from retreat.database import table_of
from retreat.people.models import Participant
from retreat.people.queries import people_of
from retreat.people.schemas import FACILITATOR_LABEL
from retreat.programme.models import DialogueSession

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
    if ceiling == "role" and person.role and is_large_enough(sizes.get((person.role, person.sector), 0)):
        return f"{person.role}, {person.sector}" if person.sector else person.role
    if ceiling in ("role", "sector") and person.sector and is_large_enough(sizes.get((None, person.sector), 0)):
        return person.sector
    return None


def labels_of(
    db: Session, session_id: str, participant_ids: set[str | None], *, nameless: bool = False
) -> dict[str | None, str | None]:
    """The labels of these participants; a missing one has none.

    Args:
        nameless: For things that people were told are read without their name: a role or sector at most.
    """
    ids = {found for found in participant_ids if found}
    if not ids:
        return {}
    rows = db.connection().execute(_DESCRIBED, {"session": session_id, "ids": list(ids)}).all()
    ceiling = rows[0].attribution_ceiling if rows else "none"
    if nameless and ceiling == "named":
        ceiling = "none"
    sizes = _sizes(db, session_id) if ceiling in ("role", "sector") else {}
    return {
        row.id: label(
            ceiling,
            Described(id=row.id, kind=row.kind, display_name=row.display_name, role=row.role, sector=row.sector),
            sizes,
        )
        for row in rows
    }


_person, _meeting = table_of(Participant), table_of(DialogueSession)
_DESCRIBED = (
    select(
        _person.c.id,
        _person.c.kind,
        _person.c.display_name,
        _person.c.role,
        _person.c.sector,
        _meeting.c.attribution_ceiling,
    )
    .join(_meeting, _meeting.c.event_id == _person.c.event_id)
    .where(_meeting.c.id == bindparam("session"), _person.c.id.in_(bindparam("ids", expanding=True)))
)


def _sizes(db: Session, session_id: str) -> Counter[tuple[str | None, str | None]]:
    sizes: Counter[tuple[str | None, str | None]] = Counter()
    found = db.execute(select(Participant.role, Participant.sector).where(Participant.id.in_(people_of(session_id))))
    for role, sector in found:
        sizes[(None, sector)] += 1
        if role:
            sizes[(role, sector)] += 1
    return sizes

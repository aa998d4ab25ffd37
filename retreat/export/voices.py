"""What a voice is called for an audience: its name for the team; for others what its person chose, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.queries import answers
from retreat.export.audiences import Audience
from retreat.export.bundle import Voice
from retreat.export.told.naming import keeps_name_aloud
from retreat.log.labels import Described, label
from retreat.people.models import Participant
from retreat.people.queries import people_of
from retreat.programme.schemas import SessionView
from retreat.transcripts.speakers.cases import UNDESCRIBED, cases_of
from retreat.transcripts.under import voices_of
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.voices import voice_called

# From the most that may be told to the least.
_CEILINGS = ("named", "role", "sector", "none")
UNKNOWN = "Unknown"


def voices_for(
    db: Session, audience: Audience, session: SessionView, row: TranscriptVersion, table: str | None
) -> dict[str, Voice]:
    """The voices of a transcript by their label within it, which may be a name and goes no further."""
    known = voices_of(db, row.id)
    if not audience.is_outside:
        described = cases_of(db, row)
        return {
            name: Voice(
                key=f"V{number}",
                name=voice_called(shown),
                sector=described.get(name, UNDESCRIBED).sector,
                role=described.get(name, UNDESCRIBED).role,
                table=table,
                case=person,
            )
            for number, (name, shown, person) in enumerate(_rows(known.names, known.people), 1)
        }
    ids = sorted({person for person in known.people.values() if person})
    people, chosen = _described(db, ids), _chosen(db, ids, row.id, audience)
    sizes = sizes_in(db, session.id)
    found: dict[str, Voice] = {}
    for number, (name, _shown, person) in enumerate(_rows(known.names, known.people), 1):
        one = people.get(person or "")
        said = label(_ceiling(session, chosen.get(person or "", "")), one, sizes) if one else None
        by_group = said if one and said and said != one.display_name else None
        found[name] = Voice(
            key=f"V{number}",
            name=said or f"Voice {number}",
            sector=one.sector if one and by_group else None,
            role=one.role if one and by_group and one.role and by_group.startswith(one.role) else None,
        )
    return found


def _chosen(db: Session, ids: list[str], transcript_id: str, audience: Audience) -> dict[str, str]:
    """What each wants; by role whoever has not read and kept all that they say here with their name."""
    return {
        person: "role" if said == "named" and not keeps_name_aloud(db, person, transcript_id, audience.name) else said
        for person, said in answers(db, ids, "quotes").items()
    }


def _rows(names: Mapping[str, str], people: Mapping[str, str | None]) -> list[tuple[str, str, str | None]]:
    return [(name, shown, people.get(name)) for name, shown in names.items()]


def _ceiling(session: SessionView, choice: str) -> str:
    """The activity's ceiling or the person's own choice, whichever tells less; who chose nothing is not named."""
    own = choice if choice in _CEILINGS else "none"
    return max(session.attribution_ceiling, own, key=lambda one: _CEILINGS.index(one) if one in _CEILINGS else 3)


def _described(db: Session, ids: list[str]) -> dict[str, Described]:
    rows = db.scalars(select(Participant).where(Participant.id.in_(ids)))
    return {
        row.id: Described(id=row.id, kind=row.kind, display_name=row.display_name, role=row.role, sector=row.sector)
        for row in rows
    }


def sizes_in(db: Session, session_id: str) -> Counter[tuple[str | None, str | None]]:
    """How many people of a session share a (role, sector), and a (None, sector)."""
    sizes: Counter[tuple[str | None, str | None]] = Counter()
    found = db.execute(select(Participant.role, Participant.sector).where(Participant.id.in_(people_of(session_id))))
    for role, sector in found:
        sizes[(None, sector)] += 1
        if role:
            sizes[(role, sector)] += 1
    return sizes


def unnameable(db: Session, event_id: str) -> frozenset[str]:
    """What people of an event are called by and have not agreed to be quoted with: names, and roles with sectors.

    A role or sector goes for all who share it as soon as one of them has not agreed: nobody can tell who is meant.
    """
    rows = db.execute(
        select(Participant.id, Participant.display_name, Participant.role, Participant.sector).where(
            Participant.event_id == event_id, Participant.kind == "participant"
        )
    ).all()
    chosen = answers(db, [row.id for row in rows], "quotes")
    found: set[str | None] = set()
    for row in rows:
        if chosen[row.id] != "named":
            found.add(row.display_name)
        if chosen[row.id] not in ("named", "role"):
            found |= {row.role, row.sector, f"{row.role}, {row.sector}"}
    return frozenset(one for one in found if one)

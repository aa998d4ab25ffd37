"""What a voice is called where its words leave the record: as fine as its person, the activity and small groups allow.

On the page the team reads the names that it has given. A quotation goes further, so it says no more than the activity
and the person's own answer allow, and no role or sector that fewer people share than `retreat.consent.counts` shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.counts import is_large_enough
from retreat.consent.queries import who_answered
from retreat.people.models import Participant
from retreat.people.queries import people_of
from retreat.people.schemas import FACILITATOR_LABEL
from retreat.programme.models import DialogueSession
from retreat.transcripts.models import RecordedSpeaker
from retreat.transcripts.naming import speakers_of
from retreat.transcripts.spoken import refused_voices
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from retreat.transcripts.voices import is_machine_label, voice_called

UNKNOWN = "A voice"
_Sizes = Mapping[tuple[str | None, str | None], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """How a voice is quoted.

    Attributes:
        may_be: Whether its person agreed to be quoted outside the team; None if that is not known.
    """

    called: str
    may_be: bool | None = None


NOBODY_KNOWN = Cited(called=UNKNOWN)


def cited_as(db: Session, transcript: TranscriptVersion) -> dict[str, Cited]:
    """How each voice of a transcript is quoted, by label; voices of people who said no to sound are not here."""
    refused = refused_voices(db, transcript.id)
    rows = [row for row in db.scalars(speakers_of(transcript.id)) if row.label not in refused]
    ids = sorted({row.participant_id for row in rows if row.participant_id})
    people = {one.id: one for one in db.scalars(select(Participant).where(Participant.id.in_(ids)))}
    named, by_role = (
        frozenset(db.scalars(select(Participant.id).where(Participant.id.in_(ids), Participant.id.in_(answered))))
        for answered in (who_answered("quotes", "named"), who_answered("quotes", "role"))
    )
    ceiling = db.scalar(select(DialogueSession.attribution_ceiling).where(DialogueSession.id == transcript.session_id))
    sizes = _sizes(db, transcript.session_id)
    cited: dict[str, Cited] = {}
    for number, row in enumerate(sorted(rows, key=lambda row: row.position), start=1):
        # Keeps two speakers apart, and says nothing about either.
        somebody = voice_called(row.label) if is_machine_label(row.label) else f"Participant {number}"
        person = people.get(row.participant_id or "")
        if person is None:
            # Nobody has asked whoever it is, which counts as a no to being named.
            most = "role" if ceiling == "named" else ceiling or "none"
            cited[row.label] = Cited(called=_called(most, None, row.role, row.sector, sizes) or somebody)
        elif person.kind == "facilitator":
            cited[row.label] = Cited(called=person.display_name or FACILITATOR_LABEL, may_be=True)
        else:
            most = ceiling or "none" if person.id in named else "role" if ceiling == "named" else ceiling or "none"
            is_asked = person.id in named or person.id in by_role
            called = _called(most if is_asked else "none", person.display_name, person.role, person.sector, sizes)
            cited[row.label] = Cited(called=called or somebody, may_be=is_asked)
    return cited


def _called(ceiling: str, name: str | None, role: str | None, sector: str | None, sizes: _Sizes) -> str | None:
    if ceiling == "named":
        return name
    if ceiling == "role" and role and is_large_enough(sizes.get((_lower(role), _lower(sector)), 0)):
        return f"{role}, {sector}" if sector else role
    if ceiling in ("role", "sector") and sector and is_large_enough(sizes.get((None, _lower(sector)), 0)):
        return sector
    return None


def _sizes(db: Session, session_id: str) -> _Sizes:
    """How many people of a session, here or only as voices, share a role and sector, and a sector."""
    seated = select(Participant.role, Participant.sector).where(Participant.id.in_(people_of(session_id)))
    # The same voice may be heard on the sounds of two tables: a name counts once.
    heard = (
        select(RecordedSpeaker.role, RecordedSpeaker.sector, RecordedSpeaker.name, RecordedSpeaker.label)
        .join(TranscriptVersion, TranscriptVersion.id == RecordedSpeaker.transcript_id)
        .where(
            TranscriptVersion.session_id == session_id,
            TranscriptVersion.state == CURRENT,
            RecordedSpeaker.participant_id.is_(None),
        )
        .distinct()
    )
    sizes: Counter[tuple[str | None, str | None]] = Counter()
    described = [*db.execute(seated).tuples(), *((role, sector) for role, sector, *_who in db.execute(heard))]
    for role, sector in described:
        if sector:
            sizes[None, _lower(sector)] += 1
        if role:
            sizes[_lower(role), _lower(sector)] += 1
    return sizes


def _lower(said: str | None) -> str | None:
    return said.lower() if said else None

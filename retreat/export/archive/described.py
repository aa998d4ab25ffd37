"""What is said about a pack in every description of it, so that none says otherwise than another. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from retreat.export.bundle import Bundle
from retreat.export.qda.guids import guid
from retreat.export.writers.sentences import withheld_said


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A pack, as a catalogue describes it.

    Attributes:
        rights: What everybody in it agreed to, and that it is for nothing else.
        lacks: What the team has and this does not, in sentences.
        first, last: The days on which it was said and written.
        sectors: Those of whoever was there, as far as the audience may know.
        languages: As BCP 47 tags, those of its transcripts.
    """

    identifier: str
    title: str
    abstract: str
    programme: str
    made_by: str
    made_on: date
    rights: str
    lacks: Sequence[str]
    first: date
    last: date
    places: Sequence[str]
    events: Sequence[str]
    sectors: Sequence[str]
    languages: Sequence[str]
    activities: Sequence[str]


def described(bundle: Bundle) -> Described:
    """The description of what a bundle holds."""
    events, sessions = bundle.events, bundle.sessions
    kinds = ", ".join(dict.fromkeys(one.kind.lower() for one in events))
    talks, written = len(bundle.transcripts), sum(len(one.written) for one in sessions)
    return Described(
        identifier=f"urn:uuid:{guid('pack', ' '.join([bundle.audience.name, *(one.id for one in sessions)])).lower()}",
        title=bundle.title,
        abstract=f"Record of {kinds}: {len(sessions)} sessions, {talks} transcripts, {written} written contributions.",
        programme=bundle.programme,
        made_by=bundle.made_by,
        made_on=bundle.made_at.date(),
        rights=f"{bundle.needs} It may be used for nothing else.",
        lacks=tuple(withheld_said(bundle)),
        first=min(one.starts_on for one in events),
        last=max(one.ends_on for one in events),
        places=tuple(dict.fromkeys(one.place for one in events if one.place)),
        events=tuple(one.title for one in events),
        sectors=tuple(dict.fromkeys(sector for one in sessions for sector, _people in one.attendance if sector)),
        languages=tuple(dict.fromkeys(one.language for one in bundle.transcripts if one.language)),
        activities=tuple(dict.fromkeys(one.activity for one in sessions)),
    )

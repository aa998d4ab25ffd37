"""Whose words excerpts hold: people, or voices that nobody is matched to, with the sector and role that are known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.excerpts.reading import ReadExcerpt
from retreat.analysis.models import MADE, WORDS
from retreat.consent.gate import Reader
from retreat.log.signing import authors_of
from retreat.people.models import Participant, SeatRow
from retreat.people.queries import taken_out
from retreat.programme.models import DialogueSession, Event
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import cells_of, in_parts
from retreat.transcripts.sight import sight_of
from retreat.transcripts.speakers.cases import voices_described
from retreat.transcripts.under import Word, voices_of, words_under

NOT_SAID = "Not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One person, or one voice that nobody is matched to, behind an excerpt.

    Attributes:
        key: The participant's id, or transcript and label.
        words: How many words of the excerpt are theirs.
    """

    key: str
    participant_id: str | None
    sector: str | None
    role: str | None
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Somebody who took part in the programme; ``sessions``: with the table at which they sat, if at one."""

    id: str
    event_id: str
    sector: str | None
    role: str | None
    sessions: Mapping[str, str | None]


def present_in(db: Session, programme_id: str) -> dict[str, Present]:
    """Everybody who took part in a programme's events and was not taken out, by id."""
    here = select(Event.id).where(Event.programme_id == programme_id)
    rows = db.execute(
        select(Participant.id, Participant.event_id, Participant.sector, Participant.role)
        .where(Participant.event_id.in_(here), Participant.kind == "participant", Participant.id.not_in(taken_out()))
        .order_by(Participant.joined_at, Participant.id)
    ).all()
    sessions = select(DialogueSession.id).where(DialogueSession.event_id.in_(here))
    seats: dict[str, dict[str, str | None]] = defaultdict(dict)
    for row in db.execute(
        select(SeatRow.participant_id, SeatRow.session_id, SeatRow.table_id).where(SeatRow.session_id.in_(sessions))
    ):
        seats[row.participant_id][row.session_id] = row.table_id
    # A stand-in for a stretch that is left out sits nowhere, and is nobody.
    return {
        row.id: Present(id=row.id, event_id=row.event_id, sector=row.sector, role=row.role, sessions=seats[row.id])
        for row in rows
        if seats[row.id]
    }


def voices_behind(
    db: Session, reader: Reader, excerpts: Sequence[ReadExcerpt], present: Mapping[str, Present]
) -> dict[str, tuple[Voice, ...]]:
    """Whose words each excerpt holds, as far as these may be read, by the excerpt's id.

    What the people leading wrote or said is nobody's here, and so is a narrative.
    """
    found: dict[str, tuple[Voice, ...]] = {}
    spoken: dict[str, list[ReadExcerpt]] = defaultdict(list)
    for one in excerpts:
        if one.kind == WORDS and one.words is not None:
            spoken[one.words.transcript_id].append(one)
    for transcript_id, some in spoken.items():
        found |= _spoken(db, reader, transcript_id, some, present)
    made = [one for one in excerpts if one.kind == MADE and one.made_id is not None]
    authors = authors_of(db, [one.made_id for one in made if one.made_id])
    for one in made:
        person = present.get(authors.get(one.made_id or "", ""))
        if person is not None:
            count = len(one.text.split())
            found[one.id] = (
                Voice(key=person.id, participant_id=person.id, sector=person.sector, role=person.role, words=count),
            )
    return {one.id: found.get(one.id, ()) for one in excerpts}


def _spoken(
    db: Session, reader: Reader, transcript_id: str, excerpts: Sequence[ReadExcerpt], present: Mapping[str, Present]
) -> dict[str, tuple[Voice, ...]]:
    words = words_under(db, transcript_id, None, sight_of(db, reader, transcript_id))
    at, people = [word.cell for word in words], voices_of(db, transcript_id).people
    cases = cases_by_hand(db, [transcript_id])
    spans = cells_of(db, [one.words for one in excerpts if one.words is not None])
    found: dict[str, tuple[Voice, ...]] = {}
    for one in excerpts:
        cells = spans.get(one.words) if one.words is not None else None
        if cells is None:
            continue
        mine = words[bisect_left(at, cells[0]) : bisect_right(at, cells[1])]
        found[one.id] = tuple(_voices(transcript_id, mine, people, cases, present))
    return found


def _voices(
    transcript_id: str,
    words: Sequence[Word],
    people: Mapping[str, str | None],
    cases: Mapping[tuple[str, str], tuple[str | None, str | None]],
    present: Mapping[str, Present],
) -> list[Voice]:
    counts: Counter[tuple[str, str | None]] = Counter()
    for word in words:
        whose = word.said_by or people.get(word.label or "")
        if whose is not None:
            counts[whose, whose] += 1
        elif word.label is not None:
            counts[f"{transcript_id}:{word.label}", None] += 1
    found: list[Voice] = []
    for (key, whose), count in counts.items():
        if whose is not None and whose in present:
            one = present[whose]
            found.append(Voice(key=key, participant_id=whose, sector=one.sector, role=one.role, words=count))
        elif whose is None:
            sector, role = cases.get((transcript_id, key.partition(":")[2]), (None, None))
            found.append(Voice(key=key, participant_id=None, sector=sector, role=role, words=count))
    return found


def cases_by_hand(db: Session, transcript_ids: Sequence[str]) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """Sector and role of the voices of transcripts, by transcript and label."""
    described = voices_described().subquery()
    return {
        (row.transcript_id, row.label): (row.sector, row.role)
        for some in in_parts(sorted(set(transcript_ids)))
        for row in db.execute(select(described).where(described.c.transcript_id.in_(some)))
    }


def own_words(db: Session, reader: Reader, span: Span, participant_id: str) -> str:
    """What one person says in a span; empty where it is nothing, or may not be read."""
    cells = cells_of(db, [span]).get(span)
    if cells is None:
        return ""
    people = voices_of(db, span.transcript_id).people
    words = words_under(db, span.transcript_id, [cells], sight_of(db, reader, span.transcript_id))
    return " ".join(word.text for word in words if (word.said_by or people.get(word.label or "")) == participant_id)

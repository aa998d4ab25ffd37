"""Where a narrative was marked: people by line and sector, never fewer than five for anybody but the team."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.read.models import NarrativeLaid, ReadingMark
from retreat.consent.counts import told
from retreat.consent.gate import Gated, Owner, Reader, may_read
from retreat.log.makings import ONLY_ME
from retreat.people.models import Participant
from retreat.programme.narratives.models import NarrativeText

# For what the desk is told, and what it shows to everyone.
_EVERYBODY = Owner()
_GATED = Gated(
    author=ReadingMark.participant_id,
    session=ReadingMark.session_id,
    share=ReadingMark.share,
    table=ReadingMark.table_id,
    erased=ReadingMark.removed_at.is_not(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One mark that counts: whose it is, on which lines, and what it means in its step."""

    person: str
    sector: str | None
    lines: range
    round_id: str
    meaning: str


def lines_at(lines: Sequence[Sequence[int]], begins: int, ends: int) -> range:
    """The numbers of the lines that a place touches; empty where it touches none."""
    touched = [number for number, (first, last, *_) in enumerate(lines, 1) if first < ends and begins < last]
    return range(touched[0], touched[-1] + 1) if touched else range(0)


def spread(marks: Iterable[Marked], *, for_everyone: bool) -> list[dict[str, Any]]:
    """``[{"line", "round_id", "meaning", "groups": [{"name", "people"}]}]``, in the order of the lines.

    First all marks on a line together, with a ``meaning`` of None, then each meaning by itself. People count once, and
    a sector is named from five people on. Without ``for_everyone``, the rest are told of as well, however few.
    """
    people: dict[tuple[int, str, str], dict[str, str | None]] = defaultdict(dict)
    for mark in marks:
        for line in mark.lines:
            people[line, "", ""][mark.person] = mark.sector
            people[line, mark.round_id, mark.meaning][mark.person] = mark.sector
    rows = []
    for (line, round_id, meaning), sectors in sorted(people.items()):
        groups = _groups(Counter(sectors.values()), for_everyone)
        if groups:
            place = {"line": line, "round_id": round_id or None, "meaning": meaning or None}
            rows.append(place | {"groups": groups})
    return rows


def marks_on(
    db: Session, session_id: str, text_id: str, reader: Reader = _EVERYBODY, *, shares: Sequence[str] = ()
) -> list[Marked]:
    """The marks on a narrative that this reader may count; what people kept to themselves never counts."""
    lines = db.scalar(select(NarrativeText.lines).where(NarrativeText.id == text_id)) or []
    rows = db.execute(
        select(ReadingMark, Participant.sector)
        .join(Participant, Participant.id == ReadingMark.participant_id)
        .where(
            ReadingMark.session_id == session_id,
            ReadingMark.text_id == text_id,
            ReadingMark.share.in_(shares) if shares else ReadingMark.share != ONLY_ME,
            may_read(reader, _GATED),
        )
        .order_by(ReadingMark.at, ReadingMark.id)
    )
    return [
        Marked(
            person=row.participant_id,
            sector=sector,
            lines=lines_at(lines, row.begins, row.ends),
            round_id=row.round_id,
            meaning=row.meaning,
        )
        for row, sector in rows
    ]


def spread_for_all(db: Session, session_id: str, text_id: str) -> list[dict[str, Any]]:
    """What the desk shows. What was shared with a table counts only where that table alone reads the narrative."""
    laid = set(
        db.scalars(
            select(NarrativeLaid.table_id).where(
                NarrativeLaid.session_id == session_id, NarrativeLaid.text_id == text_id
            )
        )
    )
    shares = ["everyone", "facilitators", *(["table"] if len(laid) == 1 and None not in laid else [])]
    return spread(marks_on(db, session_id, text_id, shares=shares), for_everyone=True)


def total(groups: Sequence[Mapping[str, Any]]) -> int:
    """How many people they are together."""
    return sum(group["people"] for group in groups)


def _groups(sizes: Counter[str | None], for_everyone: bool) -> list[dict[str, Any]]:
    groups = [{"name": group.name, "people": group.people} for group in told(sizes)]
    if groups or for_everyone:
        return groups
    return [{"name": None, "people": sizes.total()}]

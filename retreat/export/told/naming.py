"""Under which quotes a name may stand in what is given away: only where its owner read the quote and kept it.

Everybody else is quoted by role or sector if enough people share it, and otherwise without a line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.queries import answers
from retreat.consent.quoted.models import CHANGE, QuoteAnswer
from retreat.export.told.quotes import quotes_of
from retreat.log.labels import Described, label
from retreat.people.models import Participant

Sizes = Mapping[tuple[str | None, str | None], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What may be told of the authors of one event's quotes.

    Attributes:
        unnameable: Names, roles and sectors that no line has, since somebody has not agreed to be quoted with them.
        kept: By name, the ids of what may stand under it.
        people: By name, who is called by it.
        taken: By id of what somebody wrote, the words that they put in its place and that the team uses.
    """

    unnameable: frozenset[str] = frozenset()
    kept: Mapping[str, frozenset[str]] = field(default_factory=dict)
    people: Mapping[str, Sequence[Described]] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)

    def line(self, said: str | None, ids: Collection[str], sizes: Sizes) -> str | None:
        """The line under a quote: as it is, by role instead of a name, or none.

        Args:
            said: The line as the team reads it.
            ids: Ids of what it stands under.
            sizes: How many people of the session share a (role, sector), and a (None, sector).
        """
        if said is None or said in self.unnameable:
            return None
        if said not in self.people or not self.kept.get(said, frozenset()).isdisjoint(ids):
            return said
        # Two who share a name are not told apart here, so neither is described.
        by_role = label("role", self.people[said][0], sizes) if len(self.people[said]) == 1 else None
        return None if by_role in self.unnameable else by_role


def naming_of(db: Session, event_id: str, audience: str, *, unnameable: frozenset[str]) -> Naming:
    """Of one event, for one audience, at this moment."""
    rows = db.scalars(
        select(Participant).where(Participant.event_id == event_id, Participant.kind == "participant")
    ).all()
    chosen = answers(db, [row.id for row in rows], "quotes")
    people: dict[str, list[Described]] = defaultdict(list)
    kept: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if not row.display_name:
            continue
        people[row.display_name].append(
            Described(id=row.id, kind=row.kind, display_name=row.display_name, role=row.role, sector=row.sector)
        )
        if chosen[row.id] == "named":
            named = (one for one in quotes_of(db, row.id, with_talk=False) if one.is_named_for(audience))
            kept[row.display_name] |= {one.key for one in named}
    return Naming(
        unnameable=unnameable,
        kept={name: frozenset(some) for name, some in kept.items()},
        people=people,
        taken=_taken(db, event_id),
    )


def keeps_name_aloud(db: Session, participant_id: str, transcript_id: str, audience: str) -> bool:
    """Whether everything that somebody says in a transcript was read and kept by them with their name."""
    said = [
        one for one in quotes_of(db, participant_id) if one.span is not None and one.span.transcript_id == transcript_id
    ]
    return bool(said) and all(one.is_named_for(audience) for one in said)


def _taken(db: Session, event_id: str) -> dict[str, str]:
    rows = db.scalars(
        select(QuoteAnswer).where(
            QuoteAnswer.event_id == event_id,
            QuoteAnswer.is_latest,
            QuoteAnswer.answer == CHANGE,
            QuoteAnswer.is_taken,
            QuoteAnswer.said != "",
            QuoteAnswer.thing_id.is_not(None),
        )
    )
    return {row.thing_id: row.said for row in rows if row.thing_id is not None}

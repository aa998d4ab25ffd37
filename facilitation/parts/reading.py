"""The pieces of a session as they may be read, in the order in which they were written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import RoundFacts
from facilitation.loading import round_facts
from retreat.consent.gate import Reader, StaffReader, may_read
from retreat.log.labels import labels_of
from retreat.log.makings import Making
from retreat.log.models import Words
from retreat.people.members import programmes_of
from retreat.programme.models import DialogueSession, Round, TableGroup
from retreat.programme.queries import sessions_in
from retreat.web.panels import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPart:
    """One piece. ``label``: what may stand under it; ``table``: the name of the table at which it was written."""

    id: str
    stance: str
    round_id: str
    on_id: str | None
    place: str | None
    due: str | None
    texts: Mapping[str, str]
    label: str | None
    table: str | None
    at: datetime

    @property
    def text(self) -> str:
        """Its first words."""
        return self.texts.get("text", "")


def parts_of(db: Session, reader: Reader, session_id: str, making: Making) -> list[ReadPart]:
    """Every piece that may be read, through the gate."""
    rows = db.execute(
        select(making.row, Words.texts)
        .join(Words, Words.id == making.row.words_id)
        .where(making.row.session_id == session_id, may_read(reader, making.gated))
        .order_by(making.row.at, making.row.id)
    ).all()
    labels = labels_of(db, session_id, {row.participant_id for row, _texts in rows})
    named = db.execute(select(TableGroup.id, TableGroup.name).where(TableGroup.session_id == session_id))
    tables: dict[str | None, str] = {row.id: row.name for row in named}
    return [
        ReadPart(
            id=row.id,
            stance=row.stance,
            round_id=row.round_id,
            on_id=row.on_id,
            place=row.place,
            due=row.due,
            texts=texts,
            label=labels.get(row.participant_id),
            table=tables.get(row.table_id),
            at=row.at,
        )
        for row, texts in rows
    ]


def places_of(parts: Sequence[ReadPart], found: Mapping[str, ReadPart]) -> dict[str, ReadPart]:
    """Places of what cannot be read any more, on which others' pieces stand: without words, by their ids."""
    lost = {one.on_id: one for one in reversed(parts) if one.on_id is not None and one.on_id not in found}
    return {
        of: replace(one, id=of, stance="", on_id=None, place=None, due=None, texts={}, label=None)
        for of, one in lost.items()
    }


def rounds_of(db: Session, session_id: str, interaction: str) -> list[RoundFacts]:
    """The rounds of one interaction, in the order in which they were opened."""
    rows = db.scalars(select(Round).where(Round.session_id == session_id).order_by(Round.opened_at, Round.id))
    return [one for one in map(round_facts, rows) if one.step.interaction == interaction]


def may_lead(visit: Visit) -> bool:
    """Whether the record's reader may lead the session, and so say there what became of something later."""
    if not isinstance(visit.reader, StaffReader):
        return False
    led = sessions_in(programmes_of(visit.reader.staff_id, "leads"))
    here = select(DialogueSession.id).where(DialogueSession.id == visit.session_id, DialogueSession.id.in_(led))
    return visit.db.scalar(here) is not None

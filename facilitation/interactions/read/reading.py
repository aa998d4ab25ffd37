"""What was read in a session, as it may be read: each narrative, and what people wrote on its places, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.interactions.read.heat import lines_at
from facilitation.interactions.read.making import READINGS
from facilitation.interactions.read.models import NarrativeLaid, ReadingPart
from retreat.consent.gate import Reader, may_read
from retreat.log.labels import labels_of
from retreat.log.models import Words
from retreat.programme.models import Round
from retreat.programme.narratives.models import NarrativeText
from retreat.programme.narratives.queries import returned_at
from retreat.programme.narratives.returned import returned_on
from retreat.programme.steps import step_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPart:
    """A reading or a rewriting.

    Attributes:
        number: Of several readings of one place by one person, which it is, from 1.
        first_id: The first of them.
        quote: The words that it is on; empty for the whole narrative.
        lines: The first and the last line that it is on; None for the whole narrative.
    """

    id: str
    form: str
    number: int
    first_id: str
    quote: str
    lines: tuple[int, int] | None
    begins: int
    text: str
    why: str
    step: str
    label: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNarrative:
    """A narrative that was laid out, with what was written on it: readings by place, each person's in their order.

    Attributes:
        returned: What stands in the place of words that went back to the partner; empty if they are here.
    """

    id: str
    title: str
    text: str
    lines: Sequence[Sequence[int]]
    returned: str
    tables: tuple[str, ...]
    parts: tuple[ReadPart, ...]

    @property
    def readings(self) -> list[list[list[ReadPart]]]:
        """By place in the order of the text, then by author in the order in which they began; later ones after it."""
        places: dict[tuple[int, tuple[int, int] | None, str], dict[str, list[ReadPart]]] = {}
        for one in self.parts:
            if one.form == "reading":
                places.setdefault((one.begins, one.lines, one.quote), {}).setdefault(one.first_id, []).append(one)
        return [list(by_author.values()) for _place, by_author in sorted(places.items(), key=lambda each: each[0][0])]

    @property
    def rewritings(self) -> list[ReadPart]:
        """In the order of the text."""
        return sorted((one for one in self.parts if one.form == "rewriting"), key=lambda one: (one.begins, one.at))


def narratives_read(db: Session, reader: Reader, session_id: str) -> list[ReadNarrative]:
    """The narratives of a session in the order in which they were laid out; those that were erased are left out."""
    laid: dict[str, list[str | None]] = {}
    here = NarrativeLaid.session_id == session_id
    for row in db.scalars(select(NarrativeLaid).where(here).order_by(NarrativeLaid.at, NarrativeLaid.id)):
        laid.setdefault(row.text_id, []).append(row.table_id)
    texts = {row.id: row for row in db.scalars(select(NarrativeText).where(NarrativeText.id.in_(list(laid))))}
    back = returned_at(db, laid)
    parts = _parts(db, reader, session_id, texts)
    return [
        ReadNarrative(
            id=text_id,
            title=texts[text_id].title,
            text=texts[text_id].text,
            lines=texts[text_id].lines,
            returned=returned_on(back.get(text_id)),
            tables=tuple(dict.fromkeys(table for table in tables if table)) if None not in tables else (),
            parts=tuple(parts.get(text_id, ())),
        )
        for text_id, tables in laid.items()
        if texts[text_id].text
    ]


def _parts(db: Session, reader: Reader, session_id: str, texts: dict[str, NarrativeText]) -> dict[str, list[ReadPart]]:
    rows = db.execute(
        select(ReadingPart, Words.texts)
        .join(Words, Words.id == ReadingPart.words_id)
        .where(ReadingPart.session_id == session_id, may_read(reader, READINGS.gated))
        .order_by(ReadingPart.at, ReadingPart.id)
    ).all()
    labels = labels_of(db, session_id, {part.participant_id for part, _texts in rows})
    steps = {row.id: step_of(row.step).title for row in db.scalars(select(Round).where(Round.session_id == session_id))}
    found: dict[str, list[ReadPart]] = {}
    seen: dict[str, int] = {}
    for part, said in rows:
        first_id = part.first_id or part.id
        seen[first_id] = seen.get(first_id, 0) + 1
        touched = lines_at(texts[part.text_id].lines, part.begins or 0, part.ends or 0)
        found.setdefault(part.text_id, []).append(
            ReadPart(
                id=part.id,
                form=part.form,
                number=seen[first_id],
                first_id=first_id,
                quote=said.get("quote", ""),
                lines=(touched[0], touched[-1]) if touched else None,
                begins=part.begins or 0,
                text=said.get("text", ""),
                why=said.get("why", ""),
                step=steps.get(part.round_id, ""),
                label=labels.get(part.participant_id),
                at=part.at,
            )
        )
    return found

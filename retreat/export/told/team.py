"""What the team reads of the answers: what became of which quote, never whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.consent.quoted.models import KEEP, QuoteAnswer
from retreat.log.makings import made_in
from retreat.programme.models import DialogueSession
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.standing import cells_of
from retreat.transcripts.citing.unquoted import spans_of
from retreat.transcripts.sight import sight_of
from retreat.transcripts.under import words_under


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One answer, for the team.

    Attributes:
        text: The quote; empty if the team may not read it.
        can_be_taken: Whether it can be quoted in the words that its author put in its place.
    """

    id: str
    text: str
    answer: str
    said: str
    at: datetime
    how: str
    witnessed_by: str | None
    done: str
    done_at: datetime | None
    is_taken: bool
    can_be_taken: bool


def answers_in(db: Session, reader: Reader, event_id: str) -> list[AnswerLine]:
    """Every answer that asks for something; those about which nothing was done come first."""
    rows = db.scalars(
        select(QuoteAnswer)
        .where(QuoteAnswer.event_id == event_id, QuoteAnswer.is_latest, QuoteAnswer.answer != KEEP)
        .order_by(QuoteAnswer.done_at.is_not(None), QuoteAnswer.at.desc(), QuoteAnswer.id)
    ).all()
    texts = _texts(db, reader, event_id, rows)
    return [
        AnswerLine(
            id=row.id,
            text=texts.get(row.id, ""),
            answer=row.answer,
            # Whose quote the team may not read any more has not agreed that they read its other wording either, or
            # what was answered about it, which may repeat it.
            said=row.said if row.id in texts else "",
            at=row.at,
            how=row.how,
            witnessed_by=row.witnessed_by,
            done=row.done if row.id in texts else "",
            done_at=row.done_at,
            is_taken=row.is_taken,
            can_be_taken=row.thing_id is not None and bool(row.said) and row.id in texts,
        )
        for row in rows
    ]


def _texts(db: Session, reader: Reader, event_id: str, rows: Sequence[QuoteAnswer]) -> dict[str, str]:
    found: dict[str, str] = {}
    things = {row.thing_id for row in rows if row.thing_id}
    sessions = db.scalars(select(DialogueSession.id).where(DialogueSession.event_id == event_id)) if things else ()
    made = {one.id: one.text for session_id in sessions for one in made_in(db, reader, session_id) if one.id in things}
    anchors = db.scalars(select(Anchor).where(Anchor.id.in_([row.anchor_id for row in rows if row.anchor_id]))).all()
    spans = spans_of(db, anchors)
    cells = cells_of(db, [span for some in spans.values() for span in some])
    for row in rows:
        if row.thing_id in made:
            found[row.id] = made[row.thing_id]
        for span in spans.get(row.anchor_id or "", ()):
            sight = sight_of(db, reader, span.transcript_id)
            text = " ".join(
                word.text for word in words_under(db, span.transcript_id, [cells[span]] if span in cells else [], sight)
            )
            if text:
                found[row.id] = text
    return found

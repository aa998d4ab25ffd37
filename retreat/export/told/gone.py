"""Quotes that were removed after a backup stay removed in what is restored from it."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.clock import from_text, to_text
from retreat.consent.quoted.models import KEEP, REMOVE, ROLE, QuoteAnswer
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register
from retreat.people.models import Participant
from retreat.transcripts.anchors.anchors import anchor_words
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Span, span_named
from retreat.transcripts.versions.models import TranscriptVersion


def _collect(db: Session, _before: Lines) -> Lines:
    rows = db.execute(
        select(QuoteAnswer, Anchor)
        .outerjoin(Anchor, Anchor.id == QuoteAnswer.anchor_id)
        .where(QuoteAnswer.is_latest, QuoteAnswer.answer != KEEP)
    ).all()
    return [
        (
            row.id,
            row.participant_id,
            row.thing_id or "",
            ROLE if row.answer == ROLE else REMOVE,
            ""
            if anchor is None
            else Span(transcript_id=anchor.transcript_id, first=anchor.first_word, last=anchor.last_word).name,
            to_text(row.at),
        )
        for row, anchor in rows
    ]


def _bury(db: Session, house: House, lines: Lines) -> int:
    return sum(_again(db, house, *line) for line in lines)


def _again(db: Session, house: House, own: str, person: str, thing: str, answer: str, span: str, at: str) -> bool:
    who = db.get(Participant, person)
    if who is None or db.get(QuoteAnswer, own) is not None:
        return False
    anchor_id = None
    if not thing:
        words = span_named(span)
        if words is None or db.get(TranscriptVersion, words.transcript_id) is None:
            return False
        anchor_id = anchor_words(db, words, by=None, now=from_text(at), ids=house.ids).id
    if thing:
        db.execute(
            update(QuoteAnswer)
            .where(QuoteAnswer.thing_id == thing, QuoteAnswer.participant_id == person)
            .values(is_latest=False)
        )
    db.add(
        QuoteAnswer(
            id=own,
            event_id=who.event_id,
            participant_id=person,
            thing_id=thing or None,
            anchor_id=anchor_id,
            answer=answer,
            digest="",
            at=from_text(at),
            how="page",
        )
    )
    db.flush()
    return True


register(Kind(name="quotes", called="quotes taken back", collect=_collect, bury=_bury))

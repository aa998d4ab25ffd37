"""The words of passages, for higher rooms.

A passage can be rebuilt at any time and is never cited: a link to one is a link to its words.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.search.models import SPOKEN, WRITTEN, Passage
from retreat.search.readable import readable
from retreat.transcripts.anchors.spans import Span, href_of_words


def words_of_passage(db: Session, passage_id: str) -> tuple[str, str, int, int] | None:
    """Transcript, session, first and last word of a spoken passage, even of one that is no longer read.

    None for any other, and for one that was cut away before the words of such passages were kept.
    """
    row = db.scalars(select(Passage).where(Passage.id == passage_id, Passage.kind == SPOKEN)).first()
    if row is None or row.transcript_id is None or row.first_word is None or row.last_word is None:
        return None
    return row.transcript_id, row.session_id, row.first_word, row.last_word


def hrefs_of(db: Session, passages: Collection[str]) -> dict[str, str]:
    """The permanent address of the words of each spoken passage."""
    rows = db.execute(
        select(Passage.id, Passage.session_id, Passage.transcript_id, Passage.first_word, Passage.last_word).where(
            Passage.id.in_(sorted(passages)),
            Passage.kind == SPOKEN,
            Passage.first_word.is_not(None),
            Passage.last_word.is_not(None),
        )
    )
    return {
        passage_id: href_of_words(session_id, Span(transcript_id=transcript_id or "", first=first or 0, last=last or 0))
        for passage_id, session_id, transcript_id, first, last in rows
    }


def href_of_passage(db: Session, reader: Reader, session_id: str, passage_id: str) -> str | None:
    """Where an address that names a passage leads: to its words, or to its note; None if it leads nowhere."""
    spoken = words_of_passage(db, passage_id)
    if spoken is not None:
        transcript_id, of_session, first, last = spoken
        span = Span(transcript_id=transcript_id, first=first, last=last)
        return href_of_words(session_id, span) if of_session == session_id else None
    note = db.scalar(
        select(Passage.note_id).where(
            Passage.id == passage_id, Passage.session_id == session_id, Passage.kind == WRITTEN, readable(reader)
        )
    )
    return None if note is None else f"/sessions/{session_id}?show=notes#note-{note}"

"""Which passages somebody may read: the gate over passages joined to their notes, as a part of other queries."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select

from retreat.consent.gate import Gated, Reader, may_read
from retreat.log.models import Lightbulb, Note
from retreat.transcripts.models import CURRENT, SPOKEN, WRITTEN, Passage


def readable(reader: Reader) -> ColumnElement[bool]:
    """The gate, over passages joined to their notes; those of light-bulbs are looked up."""
    of_bulb = select(Lightbulb.share).where(Lightbulb.id == Passage.note_id).correlate(Passage).scalar_subquery()
    spoken = Gated(
        author=Passage.participant_id,
        session=Passage.session_id,
        purpose="machine_transcription",
        table=Passage.table_id,
        erased=Passage.state != CURRENT,
    )
    written = Gated(
        author=Passage.participant_id,
        session=Passage.session_id,
        purpose="notes_kept",
        share=func.coalesce(Note.share, of_bulb),
        table=Passage.table_id,
        erased=or_(Passage.state != CURRENT, Note.removed_at.is_not(None)),
    )
    return or_(
        and_(Passage.kind == SPOKEN, may_read(reader, spoken)),
        and_(Passage.kind == WRITTEN, may_read(reader, written)),
    )

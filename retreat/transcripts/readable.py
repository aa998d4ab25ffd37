"""Which passages somebody may read: the gate over passages, as a part of other queries."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from retreat.consent.gate import Gated, Owner, Reader, may_read
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.log.makings import share_of
from retreat.transcripts.models import CURRENT, SPOKEN, WRITTEN, Passage


def readable(reader: Reader) -> ColumnElement[bool]:
    """The gate over passages; who may read what was written is looked up where it was made."""
    share = share_of(Passage.note_id)
    spoken = Gated(
        author=Passage.participant_id,
        session=Passage.session_id,
        asked=SOUND_PURPOSES,
        table=Passage.table_id,
        erased=Passage.state != CURRENT,
    )
    written = Gated(
        author=Passage.participant_id,
        session=Passage.session_id,
        share=share,
        table=Passage.table_id,
        # Everybody else is asked for the share anyway, and finds none where it was set aside: one look instead of two.
        erased=or_(Passage.state != CURRENT, share.is_(None))
        if isinstance(reader, Owner)
        else Passage.state != CURRENT,
    )
    return or_(
        and_(Passage.kind == SPOKEN, may_read(reader, spoken)),
        and_(Passage.kind == WRITTEN, may_read(reader, written)),
    )

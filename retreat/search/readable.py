"""Which passages somebody may read: the gate over passages, for use in other queries.

Spoken passages are checked by voice. Readers of the whole record find a passage by what is left of it, as the words
of people who said no are not in its text; everybody else finds it only if they can read every voice in it.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from retreat.consent.gate import Gated, Owner, Reader, may_read, reads_whole
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.log.makings import share_of
from retreat.search.models import CURRENT, SPOKEN, WRITTEN, Passage, PassageVoice


def readable(reader: Reader) -> ColumnElement[bool]:
    """The gate over passages; for written ones, the thing itself says who may read it."""
    share = share_of(Passage.note_id)
    written = Gated(
        author=Passage.participant_id,
        session=Passage.session_id,
        share=share,
        table=Passage.table_id,
        # For everybody else the share is checked anyway, and is null if the thing was set aside: one lookup, not two.
        erased=or_(Passage.state != CURRENT, share.is_(None))
        if isinstance(reader, Owner)
        else Passage.state != CURRENT,
    )
    return or_(
        and_(Passage.kind == SPOKEN, Passage.state == CURRENT, _by_voices(reader)),
        and_(Passage.kind == WRITTEN, may_read(reader, written)),
    )


def _by_voices(reader: Reader) -> ColumnElement[bool]:
    voice = Gated(
        author=PassageVoice.participant_id, session=Passage.session_id, asked=SOUND_PURPOSES, table=Passage.table_id
    )
    may_be_read = func.coalesce(may_read(reader, voice), false())
    its = select(PassageVoice.place).where(PassageVoice.number == Passage.number).correlate(Passage)
    whole = reads_whole(reader, Passage.session_id)
    return and_(its.where(may_be_read).exists(), or_(whole, ~its.where(~may_be_read).exists()))

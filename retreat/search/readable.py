"""Which passages somebody may read: the gate over passages, as a part of other queries.

What was said is asked by its voices. Whoever reads the whole record finds a passage by what is left of it, as the words
of people who said no are not in its text; everybody else only one of which every voice may be read by them.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from retreat.consent.gate import Gated, Owner, Reader, may_read, reads_whole
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.log.makings import share_of
from retreat.search.models import CURRENT, SPOKEN, WRITTEN, Passage, PassageVoice


def readable(reader: Reader) -> ColumnElement[bool]:
    """The gate over passages; who may read what was written is looked up where it was made."""
    share = share_of(Passage.note_id)
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

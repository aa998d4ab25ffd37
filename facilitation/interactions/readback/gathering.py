"""What a table would read back now: gists, headings, notes, and what else it wrote. No model has a part in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import may_be_shown
from retreat.log.makings import makings
from retreat.log.models import Cluster, Note, ReadBack, ReadBackLine, ReadBackText, Words
from retreat.log.read_backs import GISTS, wordings
from retreat.log.written import NOTES

# As many ids as one frame carries with room to spare; what is left is read back the next time.
LINES_MAX = 300


def lines_of(db: Session, session_id: str, table_id: str) -> list[str]:
    """Ids in the order in which they are read: gists, then each heading with its notes, then notes under none, and
    then what else was written at the table, such as an assumption and what speaks for it.

    What the table has answered before, and nobody has reworded since, is not asked again.
    """
    gists = db.scalars(
        select(ReadBackText.id)
        .join(Words, Words.id == ReadBackText.words_id)
        .where(
            ReadBackText.session_id == session_id,
            ReadBackText.table_id == table_id,
            ReadBackText.line_id.is_(None),
            ReadBackText.share.in_(("table", "everyone")),
            ~GISTS.gone,
            may_be_shown(GISTS.gated),
        )
        .order_by(ReadBackText.at, ReadBackText.id)
    )
    notes = db.execute(
        select(Note.id, Note.cluster_id, Cluster.rank, Cluster.merged_into)
        .join(Words, Words.id == Note.words_id)
        .outerjoin(Cluster, Cluster.id == Note.cluster_id)
        .where(Note.session_id == session_id, _written_at(table_id), ~NOTES.gone, may_be_shown(NOTES.gated))
        .order_by(Note.written_at, Note.id)
    ).all()
    headings: dict[str, str] = {}
    for row in notes:
        if row.cluster_id is not None and row.merged_into is None:
            headings.setdefault(row.cluster_id, row.rank or "")
    read = list(gists)
    for heading in sorted(headings, key=lambda one: (headings[one], one)):
        read += [heading, *(row.id for row in notes if row.cluster_id == heading)]
    read += [row.id for row in notes if row.cluster_id not in headings]
    read += _else_written_at(db, session_id, table_id)
    answered = _answered(db, session_id, table_id)
    now = wordings(db, read)
    return [one for one in read if one in now and answered.get(one) != now[one]][:LINES_MAX]


def _written_at(table_id: str) -> ColumnElement[bool]:
    """Handed-in notes are left out, also once they are shown: their authors were promised to be told to nobody."""
    for_everyone = and_(Note.share == "everyone", Note.at_table_id == table_id, ~Note.nameless)
    return or_(and_(Note.share == "table", Note.table_id == table_id), for_everyone)


def _else_written_at(db: Session, session_id: str, table_id: str) -> list[str]:
    """What people wrote for their table, or their table brought to everyone, in the order in which it was written."""
    found: list[tuple[datetime, str]] = []
    for making in makings():
        row = making.row
        if not making.is_read_back or making in (NOTES, GISTS):
            continue
        rows = db.execute(
            select(row.id, making.at.label("made_at"), Words.texts)
            .join(Words, Words.id == row.words_id)
            .where(
                row.session_id == session_id,
                row.table_id == table_id,
                row.share.in_(("table", "everyone")),
                ~making.gone,
                may_be_shown(making.gated),
            )
        )
        found += [(one.made_at, one.id) for one in rows if making.text_of(one.texts)]
    return [thing_id for _at, thing_id in sorted(found)]


def _answered(db: Session, session_id: str, table_id: str) -> dict[str, str]:
    rows = db.execute(
        select(ReadBackLine.target_id, ReadBackLine.words_id)
        .join(ReadBack, ReadBack.id == ReadBackLine.read_back_id)
        .where(ReadBack.session_id == session_id, ReadBack.table_id == table_id, ReadBackLine.answer.is_not(None))
        .order_by(ReadBack.opened_at)
    )
    return {target_id: words_id for target_id, words_id in rows if words_id is not None}

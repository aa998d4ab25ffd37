"""Coders who have no account here: their codings came in a project of another program, as a layer of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.models import NAME_MAX_CHARS, BroughtCoder
from retreat.consent.derived import holds_none
from retreat.ids import Ids
from retreat.transcripts.naming import LEFT, staff_names

holds_none("brought_coder.name", why="what a coder is called in another program")


def coder_names(db: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of whoever coded or wrote, by id: members of staff, and coders who came with a project."""
    wanted = {one for one in ids if one}
    names = staff_names(db, wanted)
    unknown = [one for one, name in names.items() if name == LEFT]
    if unknown:
        rows = db.execute(select(BroughtCoder.id, BroughtCoder.name).where(BroughtCoder.id.in_(unknown)))
        names |= dict(rows.tuples().all())
    return names


def coder_of(db: Session, programme_id: str, guid: str, name: str, *, now: datetime, ids: Ids) -> str:
    """The id of a coder whom another program knows by this GUID; kept when seen first."""
    asked = select(BroughtCoder.id).where(BroughtCoder.programme_id == programme_id, BroughtCoder.guid == guid)
    known = db.scalar(asked)
    if known is not None:
        return known
    said = " ".join(name.split())[:NAME_MAX_CHARS] or "Unknown coder"
    row = BroughtCoder(id=ids(), programme_id=programme_id, guid=guid[:64], name=said, at=now)
    db.add(row)
    db.flush()
    return row.id

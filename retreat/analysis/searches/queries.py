"""What somebody's saved searches find today, and what of it has come since they last looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.memos.quoting import Quoting
from retreat.analysis.searches.models import SavedSearch
from retreat.consent.gate import StaffReader
from retreat.people.members import programmes_of
from retreat.search.arriving import came_since
from retreat.search.found import hrefs_of
from retreat.search.listing.asked import filters_in
from retreat.search.listing.rows import address_of
from retreat.search.passages import Hit, hits_of
from retreat.search.searching import LIMIT_MAX, rank
from retreat.search.vectors import Vectors

NEW_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One saved search today.

    Attributes:
        total: How many passages have its words; passages of a similar meaning are not counted.
        new: How many of them have come since ``seen_at``; ``latest``: some of these, with their addresses.
        href: The search itself. None if its words may not be read at present.
    """

    id: str
    name: str
    query: str
    narrowed: dict[str, str]
    seen_at: datetime
    total: int = 0
    new: int = 0
    latest: tuple[tuple[Hit, str], ...] = ()
    href: str | None = None


def searches_of(db: Session, reader: StaffReader, vectors: Vectors) -> tuple[News, ...]:
    """Somebody's saved searches, those with something new first, then by name."""
    rows = db.scalars(select(SavedSearch).where(SavedSearch.by == reader.staff_id)).all()
    if not rows:
        return ()
    quoting = [Quoting(db, reader, one) for one in db.scalars(programmes_of(reader.staff_id))]
    found = [_news(db, reader, vectors, row, quoting) for row in rows]
    return tuple(sorted(found, key=lambda one: (not one.new, one.name.casefold(), one.id)))


def _news(db: Session, reader: StaffReader, vectors: Vectors, row: SavedSearch, quoting: Sequence[Quoting]) -> News:
    if not row.query or any(one.is_hidden(text) for one in quoting for text in (row.query, row.name)):
        return News(id=row.id, name="", query="", narrowed={}, seen_at=row.seen_at)
    asked = {"q": row.query, **row.narrowed}
    filters = filters_in(asked)
    ranking = rank(db, row.query, reader=reader, vectors=vectors, embed=None, filters=filters, limit=LIMIT_MAX)
    new = came_since(db, [one.number for one in ranking.best], row.seen_at)
    fresh = [one for one in ranking.best if one.number in new]
    hits = hits_of(db, replace(ranking, best=fresh[:NEW_SHOWN]), reader=reader, filters=filters)
    hrefs = hrefs_of(db, [hit.passage_id for hit in hits if hit.note_id is None])
    return News(
        id=row.id,
        name=row.name,
        query=row.query,
        narrowed=dict(row.narrowed),
        seen_at=row.seen_at,
        total=ranking.total,
        new=len(fresh),
        latest=tuple((hit, address_of(hit, hrefs)) for hit in hits),
        href="/search?" + urlencode(asked),
    )

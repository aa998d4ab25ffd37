"""Keeping a search, saying that its news were seen, and removing it.

A search for one person's words is never kept: a record does not watch people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.searches.models import NAME_MAX_CHARS, SavedSearch
from retreat.errors import InvalidInput, NotFound
from retreat.ids import Ids
from retreat.search.filters import labels_meant
from retreat.search.listing.asked import filters_in, typed_in
from retreat.search.typed.reading import read_query
from retreat.search.typed.tree import Branch, Field, Node
from retreat.transcripts.speakers.cases import names_of_voices

# The filters that may be kept; a speaker is none of them.
KEPT = ("event", "session", "table", "prompt", "activity", "kind", "sector", "role", "since", "until")
SAVED_MAX = 100
_FILTER_MAX_CHARS = 200


def save_search(db: Session, by: str, asked: Mapping[str, str], *, now: datetime, ids: Ids) -> SavedSearch:
    """Keep a search; the same search is kept once.

    Args:
        asked: What the address of the search says.
    Raises:
        InvalidInput: Nothing is looked for, it is for one speaker, or there are too many.
    """
    typed = typed_in(asked)
    filters = filters_in(asked)
    query = read_query(typed)
    if query.is_empty:
        raise InvalidInput("Please search for something first; then you can save the search.", code="no_query")
    if filters.speaker or _names_a_speaker(query.required) or labels_meant(typed.strip(' "“”'), names_of_voices(db)):
        raise InvalidInput(
            "A search for one person is not saved: the record does not watch people. Search for what is said instead.",
            code="watches_somebody",
        )
    narrowed = {key: asked[key][:_FILTER_MAX_CHARS] for key in KEPT if asked.get(key)}
    for known in db.scalars(select(SavedSearch).where(SavedSearch.by == by, SavedSearch.query == typed)):
        if known.narrowed == narrowed:
            return known
    if (db.scalar(select(func.count()).where(SavedSearch.by == by)) or 0) >= SAVED_MAX:
        raise InvalidInput(
            f"You have saved {SAVED_MAX} searches. Please remove one that you no longer need.", code="too_many"
        )
    row = SavedSearch(id=ids(), by=by, name=typed[:NAME_MAX_CHARS], query=typed, narrowed=narrowed, at=now, seen_at=now)
    db.add(row)
    db.flush()
    return row


def have_seen(db: Session, by: str, saved_id: str, until: datetime, *, now: datetime) -> None:
    """What had come by then is no longer new. Never goes back, and never ahead of the clock."""
    row = own_search(db, by, saved_id)
    row.seen_at = max(row.seen_at, min(until, now))
    db.flush()


def remove_search(db: Session, by: str, saved_id: str) -> None:
    """Keep it no longer."""
    db.delete(own_search(db, by, saved_id))
    db.flush()


def own_search(db: Session, by: str, saved_id: str) -> SavedSearch:
    """A search that this person keeps.

    Raises:
        NotFound: They keep no such search.
    """
    row = db.get(SavedSearch, saved_id)
    if row is None or row.by != by:
        raise NotFound("You have no such saved search.", code="no_such_search")
    return row


def _names_a_speaker(node: Node | None) -> bool:
    if isinstance(node, Field):
        return node.name == "speaker"
    return isinstance(node, Branch) and any(_names_a_speaker(part) for part in node.parts)

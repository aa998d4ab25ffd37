"""Searching within one programme, for sets and for suggestions of codes.

By words alone: a set has to hold the same tomorrow, on a machine with another model of meanings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from retreat.analysis.excerpts.choosing import Chosen
from retreat.consent.gate import Reader
from retreat.house import House
from retreat.search.filters import Filters
from retreat.search.found import words_of_passage
from retreat.search.passages import Hit, search_record
from retreat.search.searching import LIMIT_MAX
from retreat.search.vectors import known_vectors
from retreat.transcripts.anchors.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage that a search found, and its spoken words."""

    hit: Hit
    words: Span | None

    @property
    def chosen(self) -> Chosen:
        """The passage as somebody would choose it."""
        return Chosen(words=self.words) if self.words is not None else Chosen(made_id=self.hit.note_id)


def searcher(house: House, db: Session, reader: Reader, programme_id: str) -> Callable[[str], list[Found]]:
    """Finds the passages of a programme for a query, best first."""

    def search(typed: str) -> list[Found]:
        hits = search_record(
            db,
            typed,
            reader=reader,
            vectors=known_vectors(house.settings.data),
            embed=None,
            filters=Filters(programme_id=programme_id),
            limit=LIMIT_MAX,
        )
        return [found_of(db, hit) for hit in hits]

    return search


def found_of(db: Session, hit: Hit) -> Found:
    """A hit with its spoken words."""
    return Found(hit=hit, words=_words(db, hit))


def _words(db: Session, hit: Hit) -> Span | None:
    found = None if hit.note_id is not None else words_of_passage(db, hit.passage_id)
    if found is None:
        return None
    transcript_id, _session_id, first, last = found
    return Span(transcript_id=transcript_id, first=first, last=last)

"""Which words of spoken passages a reader may read, and which of them the requested voices say.

A passage's own text is for finding it; what people are shown is read word by word from the transcript.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.search.filters import Filters, voices_asked
from retreat.search.models import SPOKEN, Passage
from retreat.transcripts.sight import sight_of
from retreat.transcripts.under import Word, names_of, words_under


class Place(NamedTuple):
    """Where a spoken passage is: from the first to the last heard word in a transcript."""

    number: int
    transcript_id: str
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The words of a passage that a reader may read, in order.

    Attributes:
        names: What its voices are called, by label.
        is_whole: Whether the reader may read every word of the transcript.
        asked: The labels of the voices that a search is limited to; None if it is not limited to voices.
    """

    words: Sequence[Word]
    names: Mapping[str, str]
    is_whole: bool
    asked: frozenset[str] | None

    @property
    def text(self) -> str:
        """The words as one text."""
        return " ".join(word.text for word in self.words)

    @property
    def speakers(self) -> tuple[str, ...]:
        """The speakers, without repeats."""
        labels = dict.fromkeys(word.label for word in self.words if word.label)
        return tuple(dict.fromkeys(self.names.get(label, label) for label in labels))

    @property
    def theirs(self) -> Sequence[Word]:
        """The words of the requested voices; all words if none was requested."""
        if self.asked is None:
            return self.words
        return [word for word in self.words if word.label in self.asked]


def heard_in(
    db: Session, reader: Reader, numbers: Collection[int], filters: Filters, *, if_narrowed: Collection[int] = ()
) -> dict[int, Heard]:
    """What may be read of these passages, by their keys; written passages are left out.

    Args:
        if_narrowed: Passages that are needed only if the reader may not read every word of a transcript, or the
            search is limited to some voices.
    """
    of_transcript: dict[str, list[Place]] = defaultdict(list)
    for place in _places(db, numbers):
        of_transcript[place.transcript_id].append(place)
    asked = voices_asked(db, filters)
    labels: dict[str, set[str]] = defaultdict(set)
    if asked is not None:
        its = asked.subquery()
        for transcript_id, label in db.execute(
            select(its.c.transcript_id, its.c.label).where(its.c.transcript_id.in_(of_transcript))
        ):
            labels[transcript_id].add(label)
    found: dict[int, Heard] = {}
    for transcript_id, places in of_transcript.items():
        sight = sight_of(db, reader, transcript_id)
        if sight.is_whole and asked is None:
            places = [place for place in places if place.number not in if_narrowed]
        names = names_of(db, transcript_id)
        words = words_under(db, transcript_id, [(place.first, place.last) for place in places], sight)
        cells = [word.cell for word in words]
        for place in places:
            found[place.number] = Heard(
                words=words[bisect_left(cells, place.first) : bisect_right(cells, place.last)],
                names=names,
                is_whole=sight.is_whole,
                asked=None if asked is None else frozenset(labels[transcript_id]),
            )
    return found


def _places(db: Session, numbers: Collection[int]) -> list[Place]:
    rows = db.execute(
        select(Passage.number, Passage.transcript_id, Passage.first_word, Passage.last_word).where(
            Passage.number.in_(numbers), Passage.kind == SPOKEN
        )
    )
    return [
        Place(number, transcript_id, first, last)
        for number, transcript_id, first, last in rows
        if transcript_id is not None and first is not None and last is not None
    ]

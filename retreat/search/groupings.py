"""Groupings of similar passages, as far as they may be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.ids import Ids
from retreat.search.models import CURRENT, SPOKEN, GroupedPassage, Passage, PassageGrouping
from retreat.search.readable import readable
from retreat.transcripts.reading import first_words, transcripts_of
from transcription.types import Grouping

# The words that labels can consist of; short words are said too, but are never part of a label.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadGrouping:
    """A suggestion: its distinctive words, and the beginnings of its passages by their ids.

    Attributes:
        words: Only those that are said in the readable parts of these passages; perhaps none.
    """

    words: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]


def has_groupings(db: Session, reader: Reader, session_id: str) -> bool:
    """Whether a session has a suggestion that may be read."""
    return db.execute(_of_session(reader, session_id).limit(1)).first() is not None


def to_group(db: Session, reader: Reader, transcript_id: str) -> Sequence[tuple[str, str]]:
    """Ids and texts of the passages of a transcript that may be grouped, so that no hidden word gets into a label."""
    its = select(Passage.id, Passage.text).where(
        Passage.transcript_id == transcript_id, Passage.kind == SPOKEN, Passage.text != "", readable(reader)
    )
    return db.execute(its.order_by(Passage.position)).tuples().all()


def keep_groupings(
    db: Session, transcript_id: str, groupings: Sequence[Grouping], passages: Sequence[str], *, ids: Ids
) -> None:
    """Replace the groupings; they refer to passages by their place among these ids."""
    old = select(PassageGrouping.id).where(PassageGrouping.transcript_id == transcript_id)
    db.execute(delete(GroupedPassage).where(GroupedPassage.grouping_id.in_(old)))
    db.execute(delete(PassageGrouping).where(PassageGrouping.transcript_id == transcript_id))
    for position, grouping in enumerate(groupings):
        row = PassageGrouping(id=ids(), transcript_id=transcript_id, position=position, words=list(grouping.words))
        db.add(row)
        db.flush()
        db.add_all(GroupedPassage(grouping_id=row.id, passage_id=passages[at]) for at in grouping.passages)


def groupings_of(db: Session, reader: Reader, session_id: str) -> Sequence[tuple[str, Sequence[ReadGrouping]]]:
    """The suggestions of a session by transcript id, in the order in which the transcripts began."""
    order = PassageGrouping.position, Passage.position
    # In the order in which the transcripts began.
    found: dict[str, dict[str, tuple[list[str], list[tuple[str, str]]]]] = {
        version.id: {} for version in transcripts_of(db, session_id)
    }
    for transcript_id, grouping_id, words, passage_id, text in db.execute(
        _of_session(reader, session_id).order_by(*order)
    ).all():
        _words, passages = found.setdefault(transcript_id, {}).setdefault(grouping_id, (words, []))
        passages.append((passage_id, text))
    return [
        (transcript_id, tuple(_read(words, passages) for words, passages in groupings.values()))
        for transcript_id, groupings in found.items()
        if groupings
    ]


def words_in(text: str) -> list[str]:
    """The words of a text, normalised like those of labels."""
    return _WORD.findall(text.casefold())


def _read(words: Sequence[str], passages: Sequence[tuple[str, str]]) -> ReadGrouping:
    """A label was made from all words at the time; words that may not be read now are left out."""
    said = {word for _id, text in passages for word in words_in(text)}
    return ReadGrouping(
        words=tuple(word for word in words if word in said),
        passages=tuple((passage_id, first_words(text)) for passage_id, text in passages),
    )


def _of_session(reader: Reader, session_id: str) -> Select[str, str, list[str], str, str]:
    return (
        select(PassageGrouping.transcript_id, PassageGrouping.id, PassageGrouping.words, Passage.id, Passage.text)
        .join(GroupedPassage, GroupedPassage.grouping_id == PassageGrouping.id)
        .join(Passage, Passage.id == GroupedPassage.passage_id)
        .where(Passage.session_id == session_id, Passage.state == CURRENT, Passage.text != "", readable(reader))
    )

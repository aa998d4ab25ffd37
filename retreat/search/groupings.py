"""Passages that a machine put together because they are alike, as they may be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.models import CURRENT, GroupedPassage, Passage, PassageGrouping, TranscriptVersion
from retreat.transcripts.readable import readable
from retreat.transcripts.reading import first_words

# As the machine cuts the words of its labels; it leaves out short ones, which are said all the same.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadGrouping:
    """A suggestion: words that tell it from others, and the beginnings of its passages by their ids.

    Attributes:
        words: Only those that are said in these passages as they may be read; perhaps none.
    """

    words: tuple[str, ...]
    passages: tuple[tuple[str, str], ...]


def has_groupings(db: Session, reader: Reader, session_id: str) -> bool:
    """Whether a session has a suggestion that may be read."""
    return db.execute(_of_session(reader, session_id).limit(1)).first() is not None


def groupings_of(db: Session, reader: Reader, session_id: str) -> Sequence[tuple[str, Sequence[ReadGrouping]]]:
    """The suggestions of a session by transcript id, in the order in which the transcripts began."""
    order = TranscriptVersion.started_at, TranscriptVersion.id, PassageGrouping.position, Passage.position
    found: dict[str, dict[str, tuple[list[str], list[tuple[str, str]]]]] = {}
    for transcript_id, grouping_id, words, passage_id, text in db.execute(
        _of_session(reader, session_id).order_by(*order)
    ).all():
        _words, passages = found.setdefault(transcript_id, {}).setdefault(grouping_id, (words, []))
        passages.append((passage_id, text))
    return [
        (transcript_id, tuple(_read(words, passages) for words, passages in groupings.values()))
        for transcript_id, groupings in found.items()
    ]


def words_in(text: str) -> list[str]:
    """The words of a text as labels have them."""
    return _WORD.findall(text.casefold())


def _read(words: Sequence[str], passages: Sequence[tuple[str, str]]) -> ReadGrouping:
    """A label was made of all words that were there then; those of them that may not be read now are left out."""
    said = {word for _id, text in passages for word in words_in(text)}
    return ReadGrouping(
        words=tuple(word for word in words if word in said),
        passages=tuple((passage_id, first_words(text)) for passage_id, text in passages),
    )


def _of_session(reader: Reader, session_id: str) -> Select[str, str, list[str], str, str]:
    return (
        select(TranscriptVersion.id, PassageGrouping.id, PassageGrouping.words, Passage.id, Passage.text)
        .join(PassageGrouping, PassageGrouping.transcript_id == TranscriptVersion.id)
        .join(GroupedPassage, GroupedPassage.grouping_id == PassageGrouping.id)
        .join(Passage, Passage.id == GroupedPassage.passage_id)
        .where(
            TranscriptVersion.session_id == session_id,
            TranscriptVersion.state == CURRENT,
            Passage.text != "",
            readable(reader),
        )
    )

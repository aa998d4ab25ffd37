"""What is made from passages, for search and groupings: how each store is erased."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Store, Theirs, register
from retreat.house import House
from retreat.search.following.refresh import answers_changed, refresh_passages
from retreat.search.groupings import words_in
from retreat.search.models import CURRENT, SPOKEN, SUPERSEDED, WRITING, Passage, PassageGrouping, PassageVector
from retreat.search.vectors import known_vectors
from retreat.transcripts.erasing.derived import NAMES, WORDS
from retreat.transcripts.erasing.theirs import SpokenBy


def _remake_passages(db: Session, theirs: Theirs) -> bool:
    """In every version, including replaced ones, which are in no index."""
    changed = [
        passage_id
        for transcript_id, spoken in theirs.of(SpokenBy).by_transcript.items()
        for passage_id in refresh_passages(db, transcript_id, spoken.cells, states=(WRITING, CURRENT, SUPERSEDED))
    ]
    return bool(changed)


def _forget_meanings(db: Session, theirs: Theirs) -> bool:
    """Erases the meaning of every passage with any of their words; a worker computes the meaning of the rest."""
    changed = False
    for transcript_id, spoken in theirs.of(SpokenBy).by_transcript.items():
        cells = sorted(spoken.cells)
        its = select(Passage.number, Passage.first_word, Passage.last_word).where(
            Passage.transcript_id == transcript_id, Passage.kind == SPOKEN
        )
        held = [
            number
            for number, first, last in db.execute(its)
            if first is None or last is None or bisect_left(cells, first) < bisect_right(cells, last)
        ]
        found = db.execute(delete(PassageVector).where(PassageVector.number.in_(held)))
        changed = changed or bool(found.rowcount)  # type: ignore[attr-defined]
    return changed


def _follow_meanings(house: House, _theirs: Theirs) -> None:
    with house.database.read() as db:
        known_vectors(house.settings.data).follow(db)


def _erase_labels(db: Session, theirs: Theirs) -> bool:
    """A label keeps words that are also said in the rest of the transcript."""
    changed = False
    for transcript_id in theirs.of(SpokenBy).by_transcript:
        texts = db.scalars(select(Passage.text).where(Passage.transcript_id == transcript_id, Passage.kind == SPOKEN))
        said = {word for text in texts for word in words_in(text)}
        for row in db.scalars(select(PassageGrouping).where(PassageGrouping.transcript_id == transcript_id)):
            stays = [word for word in row.words if word in said]
            if len(stays) < len(row.words):
                row.words, changed = stays, True
    db.flush()
    return changed


PASSAGES = register(
    Store(
        name="passages of what was said",
        door="retreat.search.readable",
        columns=("passage.text", "passage.speakers", "passage.turns", "passage_voice.label"),
        follow=answers_changed,
        made_from=(WORDS.name, NAMES.name),
        erase=_remake_passages,
    )
)
register(
    Store(
        name="the index of words",
        door="retreat.search.lexical",
        columns=("passage_fts.words",),
        stays="follows the passages in the same transaction",
    )
)
register(
    Store(
        name="meanings of passages",
        door="retreat.search.vectors",
        columns=("passage_vector.vector",),
        files=("index/vectors-*", "index/.vectors-*"),
        erase=_forget_meanings,
        erase_files=_follow_meanings,
        is_remade=True,
    )
)
register(
    Store(
        name="labels of groupings",
        door="retreat.search.groupings",
        columns=("passage_grouping.words",),
        made_from=(PASSAGES.name,),
        erase=_erase_labels,
    )
)

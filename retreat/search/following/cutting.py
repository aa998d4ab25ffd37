"""Cuts passages again over the same words: those that keep their extent stay, the others are cut away. None commits.

A passage that is cut away keeps no text, but still names its words, so that a link to it finds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.ids import Ids
from retreat.search.following.extents import Extent, Placed
from retreat.search.following.refresh import refresh_passages, wordless_passage
from retreat.search.following.voices import keep_voices
from retreat.search.lexical import entry_of, lexical_of
from retreat.search.models import CURRENT, SPOKEN, SUPERSEDED, GroupedPassage, Passage, PassageVector
from retreat.transcripts.under import version_of, words_under
from transcription.types import Word


def passages_in(db: Session, transcript_id: str) -> Sequence[tuple[int, Extent]]:
    """The position and extent of each current passage of a transcript, in order."""
    return [(row.position, _extent(row)) for row in _rows(db, transcript_id)]


def words_to_cut(db: Session, transcript_id: str) -> Sequence[Placed]:
    """The current words of a transcript; words without times are placed where the words before them end."""
    found: list[Placed] = []
    end_ms = 0
    for one in words_under(db, transcript_id):
        start_ms = end_ms if one.start_ms is None else one.start_ms
        end_ms = start_ms if one.end_ms is None else one.end_ms
        word = Word(text=one.text, start_ms=start_ms, end_ms=end_ms, confidence=1.0, speaker=one.label)
        found.append(Placed(cell=one.cell, turn=-1 if one.turn is None else one.turn, word=word))
    return found


def lay_passages(db: Session, transcript_id: str, wanted: Sequence[Extent], *, ids: Ids) -> Mapping[int, int]:
    """Cut a transcript like this.

    Returns:
        For each passage that stays, its old and new position.
    """
    version = version_of(db, transcript_id)
    old = {_extent(row).words: row for row in _rows(db, transcript_id)}
    stays = {one.words for one in wanted} & old.keys()
    moved = {old[words].position: at for at, one in enumerate(wanted) if (words := one.words) in stays}
    _cut_away(db, [row for words, row in old.items() if words not in stays])
    for at, one in enumerate(wanted):
        if one.words in stays:
            old[one.words].position = at
        else:
            db.add(wordless_passage(version, one, position=at, new_id=ids()))
    db.flush()
    refresh_passages(db, transcript_id)
    return moved


def _rows(db: Session, transcript_id: str) -> Sequence[Passage]:
    return db.scalars(
        select(Passage)
        .where(
            Passage.transcript_id == transcript_id,
            Passage.kind == SPOKEN,
            Passage.state == CURRENT,
            Passage.first_word.is_not(None),
            Passage.last_word.is_not(None),
        )
        .order_by(Passage.position)
    ).all()


def _extent(row: Passage) -> Extent:
    return Extent(
        first_word=row.first_word or 0,
        last_word=row.last_word or 0,
        first_turn=row.first_turn or 0,
        last_turn=row.last_turn or 0,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
    )


def _cut_away(db: Session, rows: Sequence[Passage]) -> None:
    if not rows:
        return
    lexical_of(db).remove(db, [entry_of(row) for row in rows])
    keep_voices(db, {row.number: () for row in rows})
    db.execute(delete(PassageVector).where(PassageVector.number.in_([row.number for row in rows])))
    db.execute(delete(GroupedPassage).where(GroupedPassage.passage_id.in_([row.id for row in rows])))
    for row in rows:
        row.state, row.text, row.speakers, row.cut_away = SUPERSEDED, "", [], True
    db.flush()

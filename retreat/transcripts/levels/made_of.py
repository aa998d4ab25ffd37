"""What wordings were made of, and whether all of it may still be read: a tidied turn, the gist of a passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.transcripts.listeners import Stretch
from retreat.transcripts.models import RecordedTurn, RecordedWord, TurnRevision
from retreat.transcripts.naming import shown, speakers_of
from retreat.transcripts.places import cell_of, words_between
from retreat.transcripts.sight import Sight
from retreat.transcripts.spoken import hidden_among


def turns_that_held_hidden(db: Session, sight: Sight, turns: Collection[int]) -> set[int]:
    """Those of these turns in which a word stood at some time that may not be read now.

    Changes that were made in one go leave one revision: what was typed and taken out again meanwhile is found by its
    place, between the others.
    """
    if sight.is_whole or not turns:
        return set()
    held = _ever_held(db, sight.transcript_id, turns)
    rows = db.execute(
        select(RecordedWord.n, RecordedWord.place, RecordedWord.removed)
        .where(RecordedWord.transcript_id == sight.transcript_id)
        .order_by(RecordedWord.place)
    ).all()
    places = {row.n: row.place for row in rows}
    removed = [(row.n, row.place) for row in rows if row.removed]
    for numbers in held.values():
        stood = [places[n] for n in numbers if n in places]
        first, last = min(stood, default=0), max(stood, default=-1)
        numbers |= {n for n, place in removed if first <= place <= last}
    hidden = hidden_among(db, sight, set[int]().union(*held.values()))
    return {turn for turn, numbers in held.items() if numbers & hidden}


def _ever_held(db: Session, transcript_id: str, turns: Collection[int]) -> dict[int, set[int]]:
    held: dict[int, set[int]] = defaultdict(set)
    now = select(RecordedWord.turn, RecordedWord.n).where(
        RecordedWord.transcript_id == transcript_id, RecordedWord.turn.in_(turns)
    )
    for turn, n in db.execute(now):
        if turn is not None:
            held[turn].add(n)
    earlier = select(TurnRevision.turn, TurnRevision.words).where(
        TurnRevision.transcript_id == transcript_id, TurnRevision.turn.in_(turns)
    )
    for turn, words in db.execute(earlier):
        held[turn] |= {word[0] for word in words}
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneath:
    """What of a passage may be read.

    Attributes:
        is_whole: Whether all that ever stood in it may be read.
    """

    text: str
    speakers: tuple[str, ...]
    is_whole: bool


def beneath(db: Session, sight: Sight, passages: Sequence[Stretch]) -> Mapping[int, Beneath]:
    """The words that may be read of some passages of one transcript, by their positions."""
    if sight.is_whole or not passages:
        return {one.position: Beneath(text=one.text, speakers=tuple(one.speakers), is_whole=True) for one in passages}
    first, last = min(one.first_word or 0 for one in passages), max(one.last_word or 0 for one in passages)
    rows = db.execute(
        select(RecordedWord.n, RecordedWord.place, RecordedWord.text, RecordedWord.removed, RecordedTurn.speaker)
        .outerjoin(
            RecordedTurn,
            (RecordedTurn.transcript_id == RecordedWord.transcript_id) & (RecordedTurn.n == RecordedWord.turn),
        )
        .where(RecordedWord.transcript_id == sight.transcript_id, words_between(first, last))
        .order_by(RecordedWord.place)
    ).all()
    hidden = hidden_among(db, sight, {row.n for row in rows})
    voices = {one.label: one for one in db.scalars(speakers_of(sight.transcript_id))}
    found: dict[int, Beneath] = {}
    for one in passages:
        mine = [row for row in rows if (one.first_word or 0) <= cell_of(row.place) <= (one.last_word or -1)]
        read = [row for row in mine if not row.removed and row.n not in hidden]
        found[one.position] = Beneath(
            text=" ".join(row.text for row in read),
            speakers=tuple(dict.fromkeys(shown(row.speaker, voices) for row in read if row.speaker)),
            is_whole=not any(row.n in hidden for row in mine),
        )
    return found

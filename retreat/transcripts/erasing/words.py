"""Blanks spoken words in place, and removes them from the history of their turns. None commits."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from retreat.consent.derived import Theirs
from retreat.transcripts.erasing.theirs import Spoken, SpokenBy
from retreat.transcripts.models import RecordedTurn, RecordedWord, TurnRevision, TurnWording

_AT_ONCE = 500


def erase_words(db: Session, theirs: Theirs) -> bool:
    """A word keeps its number, place and times, is blank, and counts as taken out: it is neither read nor found.

    Turns that held any get a new version, so that nobody can save them again from an open page.
    """
    changed = False
    for transcript_id, spoken in _spoken(theirs):
        is_new = False
        for some in _parts(spoken.words):
            these = (RecordedWord.transcript_id == transcript_id, RecordedWord.n.in_(some))
            stood = or_(RecordedWord.text != "", RecordedWord.heard.is_not(None), ~RecordedWord.removed)
            done = db.execute(update(RecordedWord).where(*these, stood).values(text="", heard=None, removed=True))
            is_new = bool(done.rowcount) or is_new  # type: ignore[attr-defined]
        for some in _parts(spoken.turns) if is_new else ():
            _make_turns_anew(db, transcript_id, some)
        changed = changed or is_new
    return changed


def _make_turns_anew(db: Session, transcript_id: str, turns: Collection[int]) -> None:
    texts: dict[int | None, list[str]] = {}
    for turn, text in db.execute(
        select(RecordedWord.turn, RecordedWord.text)
        .where(RecordedWord.transcript_id == transcript_id, RecordedWord.turn.in_(turns), ~RecordedWord.removed)
        .order_by(RecordedWord.place)
    ):
        texts.setdefault(turn, []).append(text)
    for row in db.scalars(
        select(RecordedTurn)
        .where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.n.in_(turns))
        .execution_options(populate_existing=True)
    ):
        row.text = " ".join(texts.get(row.n, ()))
        row.version += 1
    db.flush()


def erase_histories(db: Session, theirs: Theirs) -> bool:
    """Every entry of the history stays, without their words."""
    changed = False
    for transcript_id, spoken in _spoken(theirs):
        for row in db.scalars(select(TurnRevision).where(TurnRevision.transcript_id == transcript_id)):
            stays = [word for word in row.words if word[0] not in spoken.words]
            if len(stays) < len(row.words):
                row.words, changed = stays, True
    db.flush()
    return changed


def erase_wordings(db: Session, theirs: Theirs) -> bool:
    """As opinions, in all their versions."""
    changed = False
    for transcript_id, spoken in _spoken(theirs):
        of_it = TurnWording.transcript_id == transcript_id
        for some in _parts(set(db.scalars(select(TurnWording.turn).where(of_it))) - spoken.others):
            db.execute(delete(TurnWording).where(of_it, TurnWording.turn.in_(some)))
            changed = True
    return changed


def _spoken(theirs: Theirs) -> list[tuple[str, Spoken]]:
    return list(theirs.of(SpokenBy).by_transcript.items())


def _parts(numbers: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]

"""Words in a stretch that is left out: withheld and erased like those of somebody who said no. None commits.

They belong to the stretch's stand-in for as long as it stays out; whose they were before is kept, and comes back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Row, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from retreat.recordings.left_out.models import LeftOut
from retreat.recordings.left_out.stretches import (
    OF_A_DEVICE,
    OF_A_FILE,
    Place,
    is_final,
    place_of,
    stays_out,
    stretches_of,
)
from retreat.recordings.models import FROM_PIECES, AudioRecording
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.models import LeftOutWord, RecordedWord
from retreat.transcripts.versions.models import CURRENT, SUPERSEDED, TranscriptVersion

_AT_ONCE = 500
_Timed = Row[int, str, int | None, int | None]


def follow_left_out(db: Session, session_id: str, table_id: str | None) -> None:
    """Withhold the words of stretches that stay out, in every version, and give back those of others."""
    kept = TranscriptVersion.state.in_((CURRENT, SUPERSEDED))
    versions = select(TranscriptVersion.id).where(TranscriptVersion.session_id == session_id, kept)
    if table_id is not None:
        versions = versions.where(or_(TranscriptVersion.table_id.is_(None), TranscriptVersion.table_id == table_id))
    for transcript_id in db.scalars(versions.order_by(TranscriptVersion.id)).all():
        settle_left_out(db, transcript_id)


def settle_left_out(db: Session, transcript_id: str) -> None:
    """The same for one version: after its words have come, or its start was corrected. Harmless if repeated."""
    db.flush()
    version = db.get_one(TranscriptVersion, transcript_id, populate_existing=True)
    marked = _marked(db, transcript_id)
    places = _places(db, version)
    if not places and not marked:
        return
    words = _words(db, transcript_id)
    wanted = _wanted(words, places)
    out, is_timed = {one.left_out_id for one in places}, any(word.start_ms is not None for word in words)
    # Words without times were found by their likeness to those of another version.
    given_back = [
        row for row in marked if row.left_out_id not in out or (is_timed and wanted.get(row.n) != row.left_out_id)
    ]
    stay = {row.n for row in marked} - {row.n for row in given_back}
    taken = {n: one for n, one in wanted.items() if n not in stay}
    _give_back(db, transcript_id, given_back)
    _take(db, transcript_id, taken)
    if given_back or taken:
        words_changed(db, transcript_id)


def stand_ins_among(db: Session, people: Collection[str]) -> frozenset[str]:
    """Those of these people who are nobody, but stand in for a stretch that stays out."""
    return frozenset(db.scalars(select(LeftOut.id).where(LeftOut.id.in_(sorted(people)), stays_out())))


def take_alike(db: Session, transcript_id: str, left_out_id: str, words: Collection[int]) -> None:
    """Words of another version that are the same as left-out ones, whether they have times or not."""
    marked = {row.n for row in _marked(db, transcript_id)}
    _take(db, transcript_id, {n: left_out_id for n in words if n not in marked})


def has_times(db: Session, transcript_id: str) -> bool:
    """Whether any of its words says when it was said."""
    timed = select(RecordedWord.n).where(
        RecordedWord.transcript_id == transcript_id, RecordedWord.start_ms.is_not(None)
    )
    return db.scalar(timed.limit(1)) is not None


def hold_all(db: Session, transcript_id: str, left_out_id: str) -> None:
    """Withhold every word of a version without times: nobody knows which of them belong to the stretch."""
    db.flush()
    taken = {row.n for row in _marked(db, transcript_id)}
    wanted = {row.n: left_out_id for row in _words(db, transcript_id) if row.text and row.n not in taken}
    _take(db, transcript_id, wanted)
    if wanted:
        words_changed(db, transcript_id)


def give_back_all(db: Session, transcript_id: str) -> None:
    """Somebody has looked: none of its words are in a stretch that is left out."""
    marked = _marked(db, transcript_id)
    _give_back(db, transcript_id, marked)
    if marked:
        words_changed(db, transcript_id)


def stand_ins_of(db: Session, transcript_id: str) -> Mapping[int, str | None]:
    """Whose the left-out words of a version were before, by their numbers."""
    return {row.n: row.said_by for row in _marked(db, transcript_id)}


def words_to_erase(db: Session) -> str | None:
    """A stretch with words that are to be erased now; None if there is none."""
    found = select(LeftOutWord.left_out_id).join(LeftOut, LeftOut.id == LeftOutWord.left_out_id)
    return db.scalar(found.where(stays_out(), is_final()).limit(1))


def forget_stand_in(db: Session, left_out_id: str) -> None:
    """Once its words are erased, they are nobody's, so that the words around them can be read."""
    holding = select(LeftOutWord.transcript_id).where(LeftOutWord.left_out_id == left_out_id).distinct()
    for transcript_id in db.scalars(holding).all():
        its = [row for row in _marked(db, transcript_id) if row.left_out_id == left_out_id]
        _give_back(db, transcript_id, its)
        words_changed(db, transcript_id)


def _marked(db: Session, transcript_id: str) -> Sequence[Row[int, str, str | None]]:
    return db.execute(
        select(LeftOutWord.n, LeftOutWord.left_out_id, LeftOutWord.said_by).where(
            LeftOutWord.transcript_id == transcript_id
        )
    ).all()


def _words(db: Session, transcript_id: str) -> Sequence[_Timed]:
    return db.execute(
        select(RecordedWord.n, RecordedWord.text, RecordedWord.start_ms, RecordedWord.end_ms)
        .where(RecordedWord.transcript_id == transcript_id)
        .order_by(RecordedWord.place)
    ).all()


def _places(db: Session, version: TranscriptVersion) -> list[Place]:
    origin = db.scalar(select(AudioRecording.origin).where(AudioRecording.id == version.recording_id))
    slack = OF_A_DEVICE if origin == FROM_PIECES else OF_A_FILE
    found = stretches_of(db, version.session_id, version.table_id)
    return [place_of(one, version.started_at, slack) for one in found]


def _wanted(rows: Sequence[_Timed], places: Sequence[Place]) -> dict[int, str]:
    """The stretch of each word that is in one; a word without a time of its own goes with the one before it."""
    found: dict[int, str] = {}
    before: str | None = None
    for row in rows:
        if row.start_ms is not None:
            before = _stretch_of(row, places)
        # A blank word has been erased.
        if before is not None and row.text:
            found[row.n] = before
    return found


def _stretch_of(row: _Timed, places: Sequence[Place]) -> str | None:
    start_ms = row.start_ms or 0
    end_ms = start_ms if row.end_ms is None else row.end_ms
    within = (one.left_out_id for one in places if start_ms < one.to_ms and end_ms >= one.from_ms)
    return next(within, None)


def _take(db: Session, transcript_id: str, wanted: Mapping[int, str]) -> None:
    for some in _parts(wanted):
        of_some = and_(RecordedWord.transcript_id == transcript_id, RecordedWord.n.in_(some))
        whose = dict(db.execute(select(RecordedWord.n, RecordedWord.said_by).where(of_some)).tuples().all())
        rows = [{"transcript_id": transcript_id, "n": n, "left_out_id": wanted[n], "said_by": whose[n]} for n in some]
        db.execute(insert(LeftOutWord), rows)
        for one in sorted({wanted[n] for n in some}):
            its = [n for n in some if wanted[n] == one]
            db.execute(
                update(RecordedWord)
                .where(RecordedWord.transcript_id == transcript_id, RecordedWord.n.in_(its))
                .values(said_by=one)
            )


def _give_back(db: Session, transcript_id: str, rows: Sequence[Row[int, str, str | None]]) -> None:
    for row in rows:
        db.execute(
            update(RecordedWord)
            .where(
                RecordedWord.transcript_id == transcript_id,
                RecordedWord.n == row.n,
                RecordedWord.said_by == row.left_out_id,
            )
            .values(said_by=row.said_by)
        )
    for some in _parts([row.n for row in rows]):
        db.execute(delete(LeftOutWord).where(LeftOutWord.transcript_id == transcript_id, LeftOutWord.n.in_(some)))


def _parts(numbers: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]

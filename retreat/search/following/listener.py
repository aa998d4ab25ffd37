"""Updates passages when words of transcripts are written, read, replaced, changed or moved. None commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import BigInteger, delete, func, literal, select, type_coerce, update
from sqlalchemy.orm import Session

from retreat.database import UTCDateTime
from retreat.ids import Ids, system_ids
from retreat.search.following.extents import Extent
from retreat.search.following.refresh import Beneath, refresh_passages, turns_of, wordless_passage
from retreat.search.following.voices import Voice, keep_voices
from retreat.search.groupings import keep_groupings
from retreat.search.lexical import entry_of, lexical_of
from retreat.search.models import (
    CURRENT,
    SPOKEN,
    SUPERSEDED,
    WRITING,
    Passage,
    PassageGrouping,
    PassageVector,
    PassageVoice,
)
from retreat.search.vectors import keep_vectors
from retreat.transcripts.listeners import Part, Stretch, listen, register_stretches
from retreat.transcripts.under import Version, version_of, words_under
from transcription.types import Grouping
from transcription.types import Passage as Cut

# One statement changes hundreds of passages, so loaded rows are read again.
_UNHELD = {"synchronize_session": False}


class PassagesOfWords:
    """Turns what transcripts announce about words into passages; see `WordsListener`."""

    def __init__(self, ids: Ids = system_ids) -> None:
        self._ids = ids

    def part_written(self, db: Session, part: Part) -> None:
        """Index them with their meanings at once, although nobody reads them yet, because that takes longest."""
        here = db.scalar(select(func.count()).where(Passage.transcript_id == part.transcript_id)) or 0
        if here > part.first:
            return
        version = version_of(db, part.transcript_id)
        rows = [
            _as_cut(version, one, position=part.first + at, new_id=self._ids(), is_timed=part.is_timed)
            for at, one in enumerate(part.stretches)
        ]
        db.add_all(rows)
        db.flush()
        beneath = Beneath(db, part.transcript_id, rows)
        for row in rows:
            words = beneath.of(row)
            row.turns = turns_of(words) if " ".join(word.text for word in words) == row.text else None
        db.flush()
        keep_vectors(db, [row.number for row in rows], part.meanings)
        voices = zip(rows, part.voices, strict=True)
        keep_voices(db, {row.number: [Voice(label, None) for label in labels] for row, labels in voices})
        lexical_of(db).add(db, [entry_of(row) for row in rows])

    def alike(self, db: Session, transcript_id: str, groupings: Sequence[Grouping]) -> None:
        """A run that goes on finds them here."""
        if db.scalar(select(func.count()).where(PassageGrouping.transcript_id == transcript_id)):
            return
        its = select(Passage.id).where(Passage.transcript_id == transcript_id).order_by(Passage.position)
        keep_groupings(db, transcript_id, groupings, db.scalars(its).all(), ids=self._ids)

    def became_current(self, db: Session, transcript_id: str) -> None:
        """Passages of a version that was current before return to the index; those cut away since then do not."""
        its = db.scalars(
            select(Passage).where(
                Passage.transcript_id == transcript_id, Passage.state.in_((WRITING, SUPERSEDED)), ~Passage.cut_away
            )
        ).all()
        back = [row for row in its if row.state == SUPERSEDED]
        for row in its:
            row.state = CURRENT
        db.flush()
        lexical_of(db).add(db, [entry_of(row) for row in back])

    def superseded(self, db: Session, transcript_ids: Sequence[str]) -> None:
        """They stay, and name their words."""
        rows = db.scalars(
            select(Passage).where(Passage.transcript_id.in_(transcript_ids), Passage.state.in_((WRITING, CURRENT)))
        ).all()
        lexical_of(db).remove(db, [entry_of(row) for row in rows])
        for row in rows:
            row.state = SUPERSEDED
        db.flush()

    def given_up(self, db: Session, transcript_id: str) -> None:
        """Its passages go, with their voices and meanings."""
        rows = db.scalars(select(Passage).where(Passage.transcript_id == transcript_id)).all()
        lexical_of(db).remove(db, [entry_of(row) for row in rows])
        numbers = [row.number for row in rows]
        for kind in (PassageVoice, PassageVector):
            db.execute(delete(kind).where(kind.number.in_(numbers)))
        db.execute(delete(Passage).where(Passage.transcript_id == transcript_id))

    def words_changed(self, db: Session, transcript_id: str, words: Collection[int] | None) -> None:
        """If nothing was heard there is no passage yet; the first words that somebody types begin one."""
        if words and not _has_any(db, transcript_id):
            version = version_of(db, transcript_id)
            db.add(wordless_passage(version, _around(db, transcript_id, words), position=0, new_id=self._ids()))
            db.flush()
        refresh_passages(db, transcript_id, words)

    def beginning_moved(self, db: Session, transcript_ids: Sequence[str]) -> None:
        """A passage stays at the same place in its sound."""
        for transcript_id in transcript_ids:
            began = version_of(db, transcript_id).started_at
            at_ms = literal(round(began.timestamp() * 1000), BigInteger) + Passage.start_ms
            db.execute(
                update(Passage)
                .where(Passage.transcript_id == transcript_id, Passage.at.is_not(None), Passage.start_ms.is_not(None))
                .values(at=type_coerce(at_ms, UTCDateTime()))
                .execution_options(**_UNHELD)
            )
        db.expire_all()

    def laid_on_sound(self, db: Session, transcript_id: str) -> None:
        """The same passages, with the times of the words beneath them."""
        version = version_of(db, transcript_id)
        its = select(Passage).where(Passage.transcript_id == transcript_id, Passage.first_word.is_not(None))
        rows = db.scalars(its).all()
        if not rows:
            return
        beneath = Beneath(db, transcript_id, rows)
        for row in rows:
            row.recording_id, row.table_id = version.recording_id, version.table_id
            words = beneath.of(row)
            starts = [word.start_ms for word in words if word.start_ms is not None]
            ends = [word.end_ms for word in words if word.end_ms is not None]
            if starts and ends:
                row.start_ms, row.end_ms = min(starts), max(ends)
                row.at = version.started_at + timedelta(milliseconds=row.start_ms)


class StretchesOfPassages:
    """What pages about words ask; see `Stretches`."""

    def of(self, db: Session, transcript_id: str) -> Sequence[Stretch]:
        """Its passages, but those that were cut away."""
        its = select(Passage.first_word, Passage.last_word).where(
            Passage.transcript_id == transcript_id,
            Passage.kind == SPOKEN,
            ~Passage.cut_away,
            Passage.first_word.is_not(None),
            Passage.last_word.is_not(None),
        )
        found = db.execute(its.order_by(Passage.position))
        return [Stretch(first_word=first or 0, last_word=last or 0) for first, last in found]


def _as_cut(version: Version, cut: Cut, *, position: int, new_id: str, is_timed: bool) -> Passage:
    extent = Extent(
        first_word=cut.first_word,
        last_word=cut.last_word,
        first_turn=cut.first_turn,
        last_turn=cut.last_turn,
        start_ms=cut.start_ms if is_timed else None,
        end_ms=cut.end_ms if is_timed else None,
    )
    row = wordless_passage(version, extent, position=position, new_id=new_id)
    row.state, row.text, row.speakers = WRITING, cut.text, [speaker for speaker in cut.speakers if speaker]
    return row


def _has_any(db: Session, transcript_id: str) -> bool:
    its = select(Passage.number).where(
        Passage.transcript_id == transcript_id, Passage.kind == SPOKEN, Passage.state == CURRENT
    )
    return db.scalar(its.limit(1)) is not None


def _around(db: Session, transcript_id: str, words: Collection[int]) -> Extent:
    there = words_under(db, transcript_id, [(min(words), max(words))])
    turns = [word.turn for word in there if word.turn is not None] or [0]
    return Extent(
        first_word=min(words),
        last_word=max(words),
        first_turn=min(turns),
        last_turn=max(turns),
        start_ms=min((word.start_ms for word in there if word.start_ms is not None), default=None),
        end_ms=max((word.end_ms for word in there if word.end_ms is not None), default=None),
    )


listen(PassagesOfWords())
register_stretches(StretchesOfPassages())

"""Updates passages after words have changed: rebuilds text, voices and index from their words.

In the same transaction as the change, so that a search never finds what is no longer there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Answered
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.search.following.extents import Extent
from retreat.search.following.voices import Voice, keep_voices, voices_kept
from retreat.search.lexical import entry_of, lexical_of
from retreat.search.models import CURRENT, SPOKEN, WRITING, Passage, PassageVector
from retreat.transcripts.under import Version, Voices, Word, hold_versions_of, voices_of, words_under

_INDEXED = (WRITING, CURRENT)


def refresh_passages(
    db: Session, transcript_id: str, words: Collection[int] | None = None, *, states: Collection[str] = (CURRENT,)
) -> list[str]:
    """Rebuild the passages that hold these heard words.

    Args:
        words: Numbers of heard words; None for all passages of the transcript.
        states: Passages in other states are not read, and keep their text until somebody's words are erased.
    Returns:
        Ids of the passages that changed. The next free worker computes their meaning again.
    """
    asked = select(Passage).where(
        Passage.transcript_id == transcript_id,
        Passage.kind == SPOKEN,
        Passage.state.in_(states),
        ~Passage.cut_away,
        Passage.first_word.is_not(None),
    )
    if words is not None:
        if not words:
            return []
        asked = asked.where(Passage.first_word <= max(words), Passage.last_word >= min(words))
    wanted = None if words is None else sorted(words)
    rows = [row for row in db.scalars(asked.order_by(Passage.position)) if _holds_any(row, wanted)]
    if not rows:
        return []
    beneath = Beneath(db, transcript_id, rows)
    speaking = voices_of(db, transcript_id)
    kept = voices_kept(db, [row.number for row in rows])
    changed = [made for row in rows if (made := _made(row, beneath.of(row), speaking, kept.get(row.number, ()))).is_new]
    _keep(db, changed)
    return [made.row.id for made in changed]


def wordless_passage(version: Version, extent: Extent, *, position: int, new_id: str) -> Passage:
    """A passage whose words have not been read yet."""
    start_ms = extent.start_ms
    return Passage(
        id=new_id,
        session_id=version.session_id,
        kind=SPOKEN,
        state=CURRENT,
        recording_id=version.recording_id,
        transcript_id=version.id,
        table_id=version.table_id,
        position=position,
        text="",
        speakers=[],
        start_ms=start_ms,
        end_ms=extent.end_ms,
        first_word=extent.first_word,
        last_word=extent.last_word,
        first_turn=extent.first_turn,
        last_turn=extent.last_turn,
        at=None if start_ms is None else version.started_at + timedelta(milliseconds=start_ms),
    )


def _holds_any(row: Passage, words: Sequence[int] | None) -> bool:
    """Whether any of these sorted numbers is one of its words."""
    if row.first_word is None or row.last_word is None:
        return False
    return words is None or bisect_left(words, row.first_word) < bisect_right(words, row.last_word)


class Beneath:
    """The words of some passages, in one query, because hours of talk have hundreds of passages."""

    def __init__(self, db: Session, transcript_id: str, rows: Sequence[Passage]) -> None:
        first, last = min(row.first_word or 0 for row in rows), max(row.last_word or 0 for row in rows)
        self._found = words_under(db, transcript_id, [(first, last)])
        self._cells = [word.cell for word in self._found]

    def of(self, row: Passage) -> Sequence[Word]:
        """The words of a passage in order."""
        start = bisect_left(self._cells, row.first_word or 0)
        end = bisect_right(self._cells, row.last_word or 0)
        return self._found[start:end]


def turns_of(words: Sequence[Word]) -> list[tuple[int, int, str | None]]:
    """Where each voice begins in the text of these words, in which turn; see `Passage.turns`."""
    found: list[tuple[int, int, str | None]] = []
    at = 0
    for word in words:
        turn = -1 if word.turn is None else word.turn
        if not found or found[-1][1:] != (turn, word.label):
            found.append((at, turn, word.label))
        at += len(word.text) + 1
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A passage with its new text, and whose words are in it.

    Attributes:
        before: Its voices as they are stored.
    """

    row: Passage
    text: str
    speakers: list[str]
    turns: list[tuple[int, int, str | None]]
    voices: tuple[Voice, ...]
    before: tuple[Voice, ...]

    @property
    def says_else(self) -> bool:
        """Whether the index has to change."""
        return (self.text, self.speakers) != (self.row.text, self.row.speakers)

    @property
    def is_new(self) -> bool:
        """Whether anything about it changes."""
        return self.says_else or self.voices != self.before or self.has_other_turns

    @property
    def has_other_turns(self) -> bool:
        """Whether somebody else says it, or in other turns."""
        return [tuple(one) for one in self.row.turns or ()] != self.turns


def _made(row: Passage, found: Sequence[Word], speaking: Voices, before: tuple[Voice, ...]) -> _Made:
    stays = [word for word in found if not speaking.withholds(word)]
    labels = dict.fromkeys(word.label for word in stays if word.label)
    each = dict.fromkeys(
        Voice(label=label, participant_id=person)
        for label, said_by in dict.fromkeys((word.label, word.said_by) for word in found)
        for label, person in speaking.asked(label, said_by)
    )
    return _Made(
        row=row,
        text=" ".join(word.text for word in stays),
        speakers=list(dict.fromkeys(speaking.names.get(label, label) for label in labels)),
        turns=turns_of(stays),
        voices=tuple(each),
        before=before,
    )


def _keep(db: Session, changed: Sequence[_Made]) -> None:
    told = [made.row for made in changed if made.says_else and made.row.state in _INDEXED]
    lexical_of(db).remove(db, [entry_of(row) for row in told])
    reworded = [made.row.number for made in changed if made.text != made.row.text]
    for made in changed:
        made.row.text, made.row.speakers = made.text, made.speakers
        if made.has_other_turns or made.row.turns is None:
            made.row.turns = made.turns
    db.flush()
    lexical_of(db).add(db, [entry_of(row) for row in told])
    keep_voices(db, {made.row.number: made.voices for made in changed if made.voices != made.before})
    if reworded:
        db.execute(delete(PassageVector).where(PassageVector.number.in_(reworded)))


def answers_changed(db: Session, answered: Answered) -> None:
    """Somebody said yes or no to sound or its text: rebuild the passages with their voice."""
    if set(SOUND_PURPOSES) & set(answered.kept):
        for transcript_id in hold_versions_of(db, answered.participant_id):
            refresh_passages(db, transcript_id)

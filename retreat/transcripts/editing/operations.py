"""Changes the words of a turn, or restores earlier ones. One transaction each, never on a stale version."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import InvalidInput, NotFound
from retreat.ids import Ids
from retreat.transcripts.editing.diffing import aligned
from retreat.transcripts.editing.held import HeldTurn, hold_turn, refuse_stale, transcript_of_session
from retreat.transcripts.editing.laying import Wanted, lay_out
from retreat.transcripts.editing.revisions import EDITED, RESTORED, keep_first_revision, keep_revision
from retreat.transcripts.limits import WORD_MAX_CHARS
from retreat.transcripts.listeners import words_changed
from retreat.transcripts.models import APPROVED, CHECKED, TurnRevision
from retreat.transcripts.turns import WORDS_IN_A_TURN

TOO_MANY = f"A turn can have at most {WORDS_IN_A_TURN:,} words. Please make it shorter; what you typed is still here."


class AllTakenOut(InvalidInput):
    """No words are left in a turn, and nobody has confirmed that this is intended."""

    code = "all_taken_out"
    tell = (
        "No words are left in this turn. If nothing was said here, please confirm that you want to remove all of them."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who changes something, and when; also makes ids for new things."""

    by: str
    reader: Reader
    now: datetime
    ids: Ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The words of a turn as somebody typed them.

    Attributes:
        version: The version of the turn that they replace.
        may_be_empty: Whether leaving no words is intended.
        act: The id of the whole act, if several turns are changed at once.
        goes_on: Whether it was saved automatically while its author is still typing.
    """

    session_id: str
    transcript_id: str
    turn: int
    version: int
    text: str
    may_be_empty: bool = False
    kind: str = EDITED
    act: str | None = None
    goes_on: bool = False


def words_typed(text: str) -> list[str]:
    """The words of a text, as they would be kept.

    Raises:
        InvalidInput: There are too many, or one is too long.
    """
    clean = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    words = clean.split()
    if len(words) > WORDS_IN_A_TURN:
        raise InvalidInput(TOO_MANY, code="too_many_words", fields={"text": "has too many words"})
    for word in words:
        if len(word) > WORD_MAX_CHARS:
            raise InvalidInput(
                f"The word that begins with “{word[:20]}…” is longer than {WORD_MAX_CHARS} characters. "
                "Please put a space into it.",
                code="word_too_long",
                fields={"text": "has a word that is too long"},
            )
    return words


def type_turn(db: Session, typed: Typed, who: Who) -> HeldTurn:
    """Change a turn to what was typed.

    Returns:
        The turn's new state; unchanged if nothing differs.
    Raises:
        TurnChanged: It was typed on an older version.
        AllTakenOut: No words are left, and that was not confirmed.
        InvalidInput: Too many words, or one too long.
    """
    words = words_typed(typed.text)
    transcript = transcript_of_session(db, typed.session_id, typed.transcript_id, to_change=True)
    held = hold_turn(db, who.reader, transcript, typed.turn)
    old = held.live
    if held.text.split() == words:
        return held
    refuse_stale(db, held, typed.version)
    if not words and not typed.may_be_empty:
        raise AllTakenOut()
    numbers = [row.n for row in old]
    steps = aligned([row.text for row in old], words)
    wanted = [
        Wanted(n=None if step.old is None else numbers[step.old], text=words[step.new])
        for step in steps
        if step.new is not None
    ]
    return change_words(db, held, wanted, who, kind=typed.kind, act=typed.act, joins=typed.goes_on)


def restore_turn(
    db: Session, session_id: str, transcript_id: str, turn: int, *, version: int, number: int, who: Who
) -> HeldTurn:
    """Restore a turn's words from one of its revisions; this is a further change, so nothing is lost.

    Raises:
        TurnChanged: The turn has changed since this version was read.
        NotFound: There is no such revision.
    """
    transcript = transcript_of_session(db, session_id, transcript_id, to_change=True)
    held = hold_turn(db, who.reader, transcript, turn)
    refuse_stale(db, held, version)
    rows = {
        row.number: row
        for row in db.scalars(
            select(TurnRevision).where(TurnRevision.transcript_id == transcript_id, TurnRevision.turn == turn)
        )
    }
    if number not in rows:
        raise NotFound("There is no such version of this turn.")
    texts = {word[0]: word[1] for word in rows[number].words}
    ever_here = {word[0] for row in rows.values() for word in row.words}
    # Words that have since come from another turn were not in this version, and stay.
    wanted = [
        Wanted(n=row.n, text=texts.get(row.n, row.text))
        for row in held.rows
        if row.n in texts or (row.n not in ever_here and not row.removed)
    ]
    return change_words(db, held, wanted, who, kind=RESTORED)


def change_words(
    db: Session,
    held: HeldTurn,
    wanted: Sequence[Wanted],
    who: Who,
    *,
    kind: str,
    act: str | None = None,
    joins: bool = False,
) -> HeldTurn:
    """Lay out a turn again, with its history, its state and its passages."""
    turn = held.turn
    keep_first_revision(db, turn, held.live)
    touched = lay_out(db, held, wanted)
    after = hold_turn(db, who.reader, held.transcript, turn.n)
    turn.text = after.text
    turn.version += 1
    if turn.review == APPROVED:
        turn.review, turn.reviewed_by, turn.reviewed_at = CHECKED, who.by, who.now
    keep_revision(db, turn, after.live, kind=kind, by=who.by, at=who.now, act=act, joins=joins)
    words_changed(db, held.transcript.id, touched)
    return after

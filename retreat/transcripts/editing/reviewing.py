"""How far people have checked a transcript: the state of each turn, set for one or for many, and its counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.transcripts.editing.held import HeldTurn, hold_turn, refuse_stale, transcript_of_session
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.editing.revisions import REVIEWED, keep_first_revision, keep_revision
from retreat.transcripts.models import APPROVED, CHECKED, MACHINE, REVIEWS, RecordedTurn
from retreat.transcripts.spoken import is_hidden_turn
from transcription.types import FLAG_SPEECH_WITHOUT_TEXT

STATES: dict[str, str] = {MACHINE: "not checked yet", CHECKED: "checked", APPROVED: "approved"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many turns of a transcript are in which state; an approved one counts as checked too."""

    turns: int
    checked: int
    approved: int

    @property
    def said(self) -> str:
        """For people: 212 of 340 turns checked."""
        if not self.turns:
            return "There are no turns to check"
        approved = f", {self.approved} of them approved" if self.approved else ""
        return f"{self.checked} of {self.turns} turns checked{approved}"


def mark_all_checked(db: Session, transcript_id: str, *, by: str | None, now: datetime) -> None:
    """Mark words that a person wrote or checked as such from the beginning."""
    db.execute(
        update(RecordedTurn)
        .where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.review == MACHINE)
        .values(review=CHECKED, reviewed_by=by, reviewed_at=now)
    )


def counts_of(db: Session, transcript_id: str) -> Counts:
    """How far the checking of a transcript has come."""
    states = [review for _n, review in turns_to_check(db, transcript_id)]
    return Counts(turns=len(states), checked=sum(state != MACHINE for state in states), approved=states.count(APPROVED))


def turns_to_check(db: Session, transcript_id: str) -> list[tuple[int, str]]:
    """Number and state of every turn on the pages of a transcript, without those of people who said no."""
    rows = db.execute(
        select(
            RecordedTurn.n, RecordedTurn.review, RecordedTurn.flags, RecordedTurn.version, RecordedTurn.text != ""
        ).where(RecordedTurn.transcript_id == transcript_id, ~is_hidden_turn(db, transcript_id))
    )
    return [
        (n, review) for n, review, flags, version, said in rows if said or version or FLAG_SPEECH_WITHOUT_TEXT in flags
    ]


def review_turn(
    db: Session, session_id: str, transcript_id: str, turn: int, *, version: int, state: str, who: Who
) -> HeldTurn:
    """Set how far a turn has been checked.

    Raises:
        TurnChanged: Somebody has changed it since it was read, so the text that was checked is not this one.
        InvalidInput: There is no such state.
    """
    _known(state)
    transcript = transcript_of_session(db, session_id, transcript_id, to_change=True)
    held = hold_turn(db, who.reader, transcript, turn)
    if held.turn.review == state:
        return held
    refuse_stale(db, held, version)
    _set(db, held, state, who)
    return held


def review_turns(
    db: Session, session_id: str, transcript_id: str, versions: Mapping[int, int], *, state: str, who: Who
) -> list[int]:
    """Set it for many turns at once, each by the version that was read.

    Returns:
        Those that were left alone because somebody has changed them in the meantime.
    """
    _known(state)
    transcript = transcript_of_session(db, session_id, transcript_id, to_change=True)
    left: list[int] = []
    for turn, version in versions.items():
        held = hold_turn(db, who.reader, transcript, turn)
        if held.turn.version != version:
            left.append(turn)
        elif held.turn.review == MACHINE or state == APPROVED:
            _set(db, held, state, who)
    return left


def _known(state: str) -> None:
    if state not in REVIEWS:
        raise InvalidInput("A turn is as the machine wrote it, checked or approved.", fields={"state": "is unknown"})


def _set(db: Session, held: HeldTurn, state: str, who: Who) -> None:
    turn = held.turn
    if turn.review == state:
        return
    keep_first_revision(db, turn, held.live)
    turn.review, turn.reviewed_by, turn.reviewed_at = state, who.by, who.now
    turn.version += 1
    keep_revision(db, turn, held.live, kind=REVIEWED, by=who.by, at=who.now)

"""One turn, locked for changes: found through the gate and compared by version, with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import Conflict, NotFound
from retreat.transcripts.editing.revisions import last_change
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.naming import name_of
from retreat.transcripts.sight import Sight, sight_of
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnNow:
    """The current state of a turn, and who made it."""

    version: int
    text: str
    review: str
    by: str | None
    at: datetime | None


class TurnChanged(Conflict):
    """Somebody else changed the turn since this version of it was read."""

    code = "turn_changed"
    tell = "Somebody else changed this turn in the meantime. Both texts are shown here, and nothing was lost."

    def __init__(self, now: TurnNow) -> None:
        super().__init__()
        self.now = now


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTurn:
    """A turn with all its words in order, including removed ones."""

    transcript: TranscriptVersion
    turn: RecordedTurn
    rows: Sequence[RecordedWord]

    @property
    def live(self) -> list[RecordedWord]:
        """Its words as they are read."""
        return [row for row in self.rows if not row.removed]

    @property
    def text(self) -> str:
        """Its words as they are read, as one text."""
        return " ".join(row.text for row in self.live)


def transcript_of_session(
    db: Session, session_id: str, transcript_id: str, *, to_change: bool = False
) -> TranscriptVersion:
    """A current transcript of this session.

    Args:
        to_change: Whether other changes to it wait until this transaction has ended.
    Raises:
        NotFound: This session has none by that id, or it has been replaced by a newer one.
    """
    asked = select(TranscriptVersion).where(
        TranscriptVersion.id == transcript_id,
        TranscriptVersion.session_id == session_id,
        TranscriptVersion.state == CURRENT,
    )
    found = db.scalars(asked.with_for_update() if to_change else asked).first()
    if found is None:
        raise NotFound("This transcript is no longer here. It may have been replaced by a newer one.")
    return found


def hold_turn(
    db: Session,
    reader: Reader,
    transcript: TranscriptVersion,
    n: int,
    *,
    sight: Sight | None = None,
) -> HeldTurn:
    """One turn that this reader may read all of.

    Args:
        sight: What the reader may see of the transcript, if the caller looks at many turns.
    Raises:
        NotFound: There is no such turn, or some of its words may not be read.
    """
    turn = db.get(RecordedTurn, (transcript.id, n))
    if turn is None:
        raise NotFound()
    rows = db.scalars(
        select(RecordedWord)
        .where(RecordedWord.transcript_id == transcript.id, RecordedWord.turn == n)
        .order_by(RecordedWord.place)
    ).all()
    sight = sight or sight_of(db, reader, transcript.id)
    if not sight.shows(turn.speaker) or any(row.said_by in sight.people for row in rows):
        raise NotFound()
    return HeldTurn(transcript=transcript, turn=turn, rows=rows)


def refuse_stale(db: Session, held: HeldTurn, version: int) -> None:
    """Refuse a change that was made to another version of the turn.

    Raises:
        TurnChanged: Carries the current state.
    """
    if held.turn.version != version:
        raise TurnChanged(turn_now(db, held))


def turn_now(db: Session, held: HeldTurn) -> TurnNow:
    """The current state of a turn, for somebody whose own text conflicts with it."""
    change = last_change(db, held.turn)
    return TurnNow(
        version=held.turn.version,
        text=held.text,
        review=held.turn.review,
        by=name_of(db, change.by) if change else None,
        at=change.at if change else None,
    )

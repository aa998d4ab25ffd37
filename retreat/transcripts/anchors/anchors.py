"""Anchors: made on some words, found wherever these are today, moved or dismissed by people. Nothing here commits.

The words of an anchor are not copied: they stay in their version, and are read through the gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import Ids
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Lost, Span, Standing
from retreat.transcripts.anchors.standing import read_today, standing_of, standings_of
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

_NOT_OF_IT = "Please choose words in the transcript that has replaced the earlier one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """An anchor and where it is today."""

    anchor: Anchor
    stands: Standing


def anchor_words(db: Session, span: Span, *, by: str | None, now: datetime, ids: Ids) -> Anchor:
    """Hold on to some words of a version.

    Raises:
        NotFound: There is no such version.
    """
    version = db.get(TranscriptVersion, span.transcript_id)
    if version is None:
        raise NotFound()
    row = Anchor(
        id=ids(),
        session_id=version.session_id,
        transcript_id=version.id,
        first_word=span.first,
        last_word=span.last,
        at=now,
        by=by,
    )
    db.add(row)
    db.flush()
    return row


def made_of(anchor: Anchor) -> Span:
    """The words that it was made of."""
    return Span(transcript_id=anchor.transcript_id, first=anchor.first_word, last=anchor.last_word)


def moved_to(anchor: Anchor) -> Span | None:
    """The words to which somebody moved it, if anybody did."""
    if anchor.moved_to is None or anchor.moved_first is None or anchor.moved_last is None:
        return None
    return Span(transcript_id=anchor.moved_to, first=anchor.moved_first, last=anchor.moved_last)


def places_of(db: Session, anchors: Sequence[Anchor], *, with_taken_out: bool = False) -> list[Anchored]:
    """Where each of these is today, in their order.

    The version that it was made in comes first, then the one in which a person placed it, then what the maps say.

    Args:
        with_taken_out: Also if all of its words were removed.
    """
    stand = standings_of(db, [_origin(db, anchor) for anchor in anchors], with_taken_out=with_taken_out)
    return [Anchored(anchor=anchor, stands=stands) for anchor, stands in zip(anchors, stand, strict=True)]


def _origin(db: Session, anchor: Anchor) -> Span:
    moved = moved_to(anchor)
    if moved is None or read_today(db, anchor.transcript_id) == anchor.transcript_id:
        return made_of(anchor)
    return moved


def anchors_of_talk(db: Session, transcript_id: str) -> Sequence[Anchor]:
    """All anchors in any version of this talk, except dismissed ones."""
    return db.scalars(
        select(Anchor)
        .where(Anchor.transcript_id.in_(_versions(db, transcript_id)), Anchor.let_go_at.is_(None))
        .order_by(Anchor.at, Anchor.id)
    ).all()


def _versions(db: Session, transcript_id: str) -> list[str]:
    """The versions of one sound; of a text without sound, itself."""
    version = db.get_one(TranscriptVersion, transcript_id)
    if version.recording_id is None:
        return [transcript_id]
    of_sound = select(TranscriptVersion.id).where(TranscriptVersion.recording_id == version.recording_id)
    return list(db.scalars(of_sound))


def unplaced(db: Session, session_id: str) -> list[Anchored]:
    """Anchors of a session that have no place today, the oldest first; dismissed ones come last."""
    rows = db.scalars(select(Anchor).where(Anchor.session_id == session_id).order_by(Anchor.at, Anchor.id)).all()
    lost = [one for one in places_of(db, rows) if isinstance(one.stands, Lost)]
    return sorted(lost, key=lambda one: one.anchor.let_go_at is not None)


def has_unplaced(db: Session, session_id: str) -> bool:
    """Whether an anchor of a session waits for people to say where it belongs."""
    asked = select(Anchor).where(Anchor.session_id == session_id, Anchor.let_go_at.is_(None))
    return any(isinstance(one.stands, Lost) for one in places_of(db, db.scalars(asked).all()))


def move_anchor(db: Session, session_id: str, anchor_id: str, words: Span, *, by: str | None) -> Anchor:
    """Record which current words a person says it belongs to.

    Raises:
        NotFound: This session has no such anchor.
        InvalidInput: These words are not in the transcript that replaced its version.
    """
    row = _held(db, session_id, anchor_id)
    version = db.get(TranscriptVersion, words.transcript_id)
    is_of_talk = version is not None and version.state == CURRENT and read_today(db, row.transcript_id) == version.id
    if not is_of_talk or isinstance(standing_of(db, words), Lost):
        raise InvalidInput(_NOT_OF_IT, code="not_of_this_talk", fields={"words": "are of another transcript"})
    if words.transcript_id == row.transcript_id:
        raise Conflict("It was made in this transcript, so it already has its place.", code="made_here")
    row.moved_to, row.moved_first, row.moved_last, row.moved_by = words.transcript_id, words.first, words.last, by
    row.let_go_at = row.let_go_by = None
    db.flush()
    return row


def let_go(db: Session, session_id: str, anchor_id: str, *, by: str | None, now: datetime) -> None:
    """Dismiss it: nobody has to find a place for it any more, but it is kept.

    Raises:
        NotFound: This session has no such anchor.
    """
    row = _held(db, session_id, anchor_id)
    if row.let_go_at is None:
        row.let_go_at, row.let_go_by = now, by


def take_up(db: Session, session_id: str, anchor_id: str) -> None:
    """Undo its dismissal, so that its place is searched again.

    Raises:
        NotFound: This session has no such anchor.
    """
    row = _held(db, session_id, anchor_id)
    row.let_go_at = row.let_go_by = None


def _held(db: Session, session_id: str, anchor_id: str) -> Anchor:
    row = db.get(Anchor, anchor_id)
    if row is None or row.session_id != session_id:
        raise NotFound("This is not here any more.")
    return row

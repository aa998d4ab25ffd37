"""Keeping what people need, and saying that it is met."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from facilitation.access.models import WORDS_MAX_CHARS, AccessNeed
from facilitation.access.words import NEEDS
from retreat.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody says that they need; nothing of it has to be said."""

    needs: tuple[str, ...] = ()
    words: str = ""
    tells_name: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.needs or self.words)


def read_needs(ticked: Collection[str], words: str, *, tells_name: bool) -> Asked:
    """What a form has sent.

    Raises:
        InvalidInput: The words are too long.
    """
    said = " ".join(words.split())
    if len(said) > WORDS_MAX_CHARS:
        says = f"Please use at most {WORDS_MAX_CHARS} characters. Nothing was cut."
        raise InvalidInput(says, fields={"need_words": says})
    return Asked(needs=tuple(one for one in NEEDS if one in ticked), words=said, tells_name=tells_name)


def keep_needs(db: Session, event_id: str, participant_id: str, asked: Asked, *, now: datetime) -> None:
    """Keep it in place of what was said before. What changed is not met."""
    if asked.is_empty:
        forget_needs(db, participant_id, now=now)
        return
    before = db.get(AccessNeed, participant_id)
    if before is None:
        before = AccessNeed(participant_id=participant_id, event_id=event_id, needs=[], words="", met_at=None)
        db.add(before)
    if (tuple(before.needs), before.words) != (asked.needs, asked.words):
        before.at, before.met_at = now, None
    before.needs, before.words, before.tells_name = list(asked.needs), asked.words, asked.tells_name
    db.flush()


def forget_needs(db: Session, participant_id: str, *, now: datetime) -> None:
    """Somebody takes back what they need, or leaves."""
    row = db.get(AccessNeed, participant_id)
    if row is not None and not row.is_empty:
        blank(row, now=now)
        db.flush()


def blank(row: AccessNeed, *, now: datetime) -> None:
    """Nothing of it stays but when it was taken back."""
    row.needs, row.words, row.tells_name, row.at, row.met_at = [], "", False, now, None


def mark_met(db: Session, event_id: str, participant_id: str, *, met: bool, now: datetime) -> None:
    """The team says that it is met, or that it is not.

    Raises:
        NotFound: There is no such need any more.
    """
    row = db.get(AccessNeed, participant_id)
    if row is None or row.event_id != event_id or row.is_empty:
        raise NotFound("This need is no longer there. Whoever told it may have taken it back.")
    row.met_at = now if met else None
    db.flush()

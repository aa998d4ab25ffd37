"""Keeps the projections up to date with the log: each function applies one operation in the same transaction.

What happens to the session, its rounds and its prompts is here; interactions register theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from retreat.people.operations import end_desks
from retreat.programme.models import DialogueSession, Prompt, Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One operation that was just appended.

    Attributes:
        body: As it is in the log, without words.
        keep: What the decision wants kept in addition.
        words_id: The words row made for it, if it has words.
    """

    session_id: str
    kind: str
    target_id: str
    participant_id: str | None
    body: Mapping[str, Any]
    keep: Mapping[str, Any]
    channels: tuple[str, ...]
    version: int
    texts: Mapping[str, str]
    words_id: str | None
    at: datetime
    written_at: datetime
    round_id: str | None


Projector = Callable[[Session, Kept], None]


def register(kind: str, projector: Projector) -> None:
    """Register how an interaction projects one of its kinds."""
    _PROJECTORS.setdefault(kind, projector)


def project(db: Session, kept: Kept) -> None:
    """Bring the projections up to this operation."""
    apply = _PROJECTORS.get(kept.kind)
    if apply:
        apply(db, kept)


def _session_end(db: Session, kept: Kept) -> None:
    db.execute(
        update(DialogueSession).where(DialogueSession.id == kept.session_id).values(state="ended", ended_at=kept.at)
    )
    end_desks(db, kept.session_id, now=kept.at)


def _session_reopen(db: Session, kept: Kept) -> None:
    db.execute(update(DialogueSession).where(DialogueSession.id == kept.session_id).values(state="open", ended_at=None))


def _round_add(db: Session, kept: Kept) -> None:
    last = db.scalar(select(func.max(Round.position)).where(Round.session_id == kept.session_id)) or 0
    db.execute(
        insert(Round).values(
            id=kept.target_id,
            session_id=kept.session_id,
            position=last + 1,
            step=kept.keep["step"],
            state="planned",
            version=1,
        )
    )


def _round_timed(db: Session, kept: Kept) -> None:
    timed = {"version": kept.version, "ends_at": kept.keep["ends_at"], "paused_at": kept.keep.get("paused_at")}
    db.execute(update(Round).where(Round.id == kept.target_id).values(**timed))


def _round_pause(db: Session, kept: Kept) -> None:
    paused = {"version": kept.version, "paused_at": kept.at}
    db.execute(update(Round).where(Round.id == kept.target_id).values(**paused))


def _round_open(db: Session, kept: Kept) -> None:
    db.execute(
        update(Round)
        .where(Round.id == kept.target_id)
        .values(
            state="open",
            version=kept.version,
            opened_at=kept.at,
            closed_at=None,
            ends_at=kept.keep.get("ends_at"),
            paused_at=None,
        )
    )


def _round_close(db: Session, kept: Kept) -> None:
    db.execute(
        update(Round)
        .where(Round.id == kept.target_id)
        .values(state="closed", version=kept.version, closed_at=kept.at, ends_at=None, paused_at=None)
    )


def _prompt_ask(db: Session, kept: Kept) -> None:
    asked = {"asked_at": kept.at, "words_id": kept.words_id, "version": 1}
    changed = db.execute(update(Prompt).where(Prompt.id == kept.target_id).values(**asked))
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        position = len(db.scalars(select(Prompt.id).where(Prompt.round_id == kept.body["round_id"])).all()) + 1
        db.execute(
            insert(Prompt).values(
                id=kept.target_id,
                session_id=kept.session_id,
                round_id=kept.body["round_id"],
                position=position,
                planned_text=kept.texts["text"],
                **asked,
            )
        )


def _prompt_reword(db: Session, kept: Kept) -> None:
    db.execute(update(Prompt).where(Prompt.id == kept.target_id).values(version=kept.version, words_id=kept.words_id))


_PROJECTORS: dict[str, Projector] = {
    "session.end": _session_end,
    "session.reopen": _session_reopen,
    "round.open": _round_open,
    "round.close": _round_close,
    "round.add": _round_add,
    "round.extend": _round_timed,
    "round.pause": _round_pause,
    "round.resume": _round_timed,
    "prompt.ask": _prompt_ask,
    "prompt.reword": _prompt_reword,
}

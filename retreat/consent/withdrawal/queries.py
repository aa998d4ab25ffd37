"""What a withdrawal would touch, and what is told of one: figures and ids, never a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent.derived import ALL_PARTS, Whose
from retreat.consent.withdrawal import ports
from retreat.consent.withdrawal.models import DONE, LISTENING, Withdrawal, WithdrawalReview
from retreat.consent.withdrawal.scopes import SCOPES
from retreat.ids import clean_join_pass

# What no withdrawal can do, in the order in which it is said.
LIMITS = (
    "What other people heard, remember or wrote down elsewhere cannot be taken back.",
    "Files that were given away before stay with whoever has them; the people who hold them are told.",
    "Voices are told apart by a machine, and by people who listened. Some words may be wrongly matched.",
    "Backups keep what they hold until they are thinned out; whatever is restored from one is erased again at once.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many things of one kind are touched, as a preview says it."""

    name: str
    count: int
    called: str


def touched(db: Session, participant_id: str, scope: str, now: datetime) -> dict[str, int]:
    """How much there is of each kind that a scope reaches."""
    meant = SCOPES[scope]
    until = now if meant.is_until_now else None
    whose = Whose(participant_id=participant_id, at=now, parts=meant.parts or ALL_PARTS, until=until)
    return {one.name: one.count(db, whose) for one in ports.touches() if scope in one.scopes}


def in_words(counts: dict[str, int]) -> list[Counted]:
    """The same with what each kind is called."""
    known = {one.name: one for one in ports.touches()}
    return [
        Counted(name=name, count=count, called=known[name].one if count == 1 else known[name].many)
        for name, count in counts.items()
        if name in known
    ]


def preview(db: Session, participant_id: str, scope: str, now: datetime) -> list[Counted]:
    """What a withdrawal would touch."""
    return in_words(touched(db, participant_id, scope, now))


def by_number(db: Session, typed: str) -> Withdrawal | None:
    """The withdrawal with a number, however it was typed."""
    number = clean_join_pass(typed)
    return db.scalars(select(Withdrawal).where(Withdrawal.number == number)).first() if number else None


def withdrawals_of(db: Session, event_id: str) -> Sequence[Withdrawal]:
    """Those of one event, the latest first."""
    asked = select(Withdrawal).where(Withdrawal.event_id == event_id)
    return db.scalars(asked.order_by(Withdrawal.asked_at.desc(), Withdrawal.id)).all()


def withdrawals_by(db: Session, participant_id: str) -> Sequence[Withdrawal]:
    """Those of one person, the latest first."""
    asked = select(Withdrawal).where(Withdrawal.participant_id == participant_id)
    return db.scalars(asked.order_by(Withdrawal.asked_at.desc(), Withdrawal.id)).all()


def reviews_of(db: Session, withdrawal_id: str) -> Sequence[WithdrawalReview]:
    """What other people wrote and that repeats their words."""
    asked = select(WithdrawalReview).where(WithdrawalReview.withdrawal_id == withdrawal_id)
    return db.scalars(asked.order_by(WithdrawalReview.thing_id)).all()


def receipt(db: Session, row: Withdrawal) -> dict[str, Any]:
    """What was asked for, what was done, what was checked, and what cannot be done."""
    reviews = reviews_of(db, row.id)
    return {
        "withdrawal_id": row.id,
        "number": row.number,
        "participant_id": row.participant_id,
        "event_id": row.event_id,
        "scope": row.scope,
        "how": row.how,
        "state": row.state,
        "asked_at": to_text(row.asked_at),
        "due_at": to_text(row.due_at),
        "done_at": to_text(row.done_at) if row.done_at else None,
        "is_erased": row.state in (LISTENING, DONE),
        "touched": dict(row.touched),
        "stores": list(row.found.get("stores", ())),
        "still_holding": list(row.found.get("still_holding", ())),
        "bytes_cleared_at": row.found.get("cleared_at"),
        "sounds": ports.sound().told(db, row.id),
        "others": {
            "to_decide": sum(one.decision is None for one in reviews),
            "kept": sum(one.decision == "kept" for one in reviews),
            "erased": sum(one.decision == "erased" for one in reviews),
        },
        "releases": [
            {
                "release_id": one.release_id,
                "holder": one.holder,
                "called": one.called,
                "until": one.until,
                "given": one.given,
            }
            for one in ports.to_tell(db, row.participant_id)
        ],
        "backups": row.found.get("backups"),
        "limits": list(LIMITS),
    }

"""Tables of withdrawals: who asked for what, how far it has come, and what it found. No word that anybody said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from retreat.consent.derived import holds_none
from retreat.database import Base, str_id
from retreat.jobs.models import Work

ASKED = "asked"
WORKING = "working"
LISTENING = "listening"
DONE = "done"


class Withdrawal(Work, Base):
    """One withdrawal of one person. No reason is asked for, and none is kept.

    Attributes:
        number: Printed on the receipt; whoever has it can read the receipt.
        how: How it was asked for: on the person's own page, by slip, aloud, by telephone, by letter, at the machine.
        asked_by: The member of staff who entered it; null if the person did it themselves.
        due_at: Until when sound that waits for somebody to listen is deleted at the latest.
        state: ``asked``, ``working``, ``listening`` while only sound waits for somebody to listen, then ``done``.
        rounds: How often it was carried out: again whenever something of theirs has come back.
        touched: What there was when it was asked for, by kind.
        found: What was erased and checked, by store, since then.
    """

    __tablename__ = "withdrawal"
    __table_args__ = (Index("ix_withdrawal_state", "state"),)

    id: Mapped[str_id]
    number: Mapped[str] = mapped_column(String(16), unique=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    scope: Mapped[str] = mapped_column(String(16))
    how: Mapped[str] = mapped_column(String(16))
    asked_by: Mapped[str | None] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default=ASKED)
    rounds: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    touched: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class WithdrawalReview(Base):
    """Something that another person wrote and that repeats words of somebody who has withdrawn; people decide about it.

    Attributes:
        noun: Which kind of thing it is.
        decision: ``kept`` or ``erased``; null while nobody has decided.
    """

    __tablename__ = "withdrawal_review"

    withdrawal_id: Mapped[str] = mapped_column(ForeignKey("withdrawal.id"), primary_key=True)
    thing_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"))
    noun: Mapped[str] = mapped_column(String(32))
    decision: Mapped[str | None] = mapped_column(String(16))
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]


class WithdrawnSource(Base):
    """The digest of a file that holds the voice or words of somebody who has withdrawn: it is not accepted again."""

    __tablename__ = "withdrawn_source"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    withdrawal_id: Mapped[str] = mapped_column(ForeignKey("withdrawal.id"))
    at: Mapped[datetime]


holds_none("withdrawal.touched", "withdrawal.found", why="numbers, names of stores and ids")
holds_none("withdrawal.reason", "withdrawal.lease_owner", why="the product's own")

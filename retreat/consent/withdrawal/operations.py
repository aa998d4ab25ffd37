"""Asking for a withdrawal, and what people decide about it later. None commits."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.derived import Theirs, Whose, look_ahead
from retreat.consent.operations import record_answers
from retreat.consent.withdrawal import ports
from retreat.consent.withdrawal.models import ASKED, DONE, Withdrawal, WithdrawalReview, WithdrawnSource
from retreat.consent.withdrawal.queries import touched
from retreat.consent.withdrawal.scopes import HOWS, SCOPES
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.ids import JOIN_PASS_ALPHABET, Ids
from retreat.people.deeds import write_down
from retreat.people.models import Participant
from retreat.programme.queries import event_view

NUMBER_CHARS = 12
_WITHDRAWN = (
    "This file holds words of somebody who has taken them back. Nothing was added; your file is still where it was."
)
_GIVEN_HOW = {
    "page": "form",
    "slip": "paper",
    "letter": "paper",
    "spoken": "spoken",
    "phone": "spoken",
    "command": "api",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A withdrawal as it is asked for; ``by``: the member of staff who enters it for somebody."""

    participant_id: str
    scope: str
    how: str = "page"
    by: str | None = None


class Withdrawn(Conflict):
    """A file that was brought holds what somebody has withdrawn."""

    code = "withdrawn"
    tell = _WITHDRAWN


def ask(db: Session, wish: Wish, *, days: int, now: datetime, ids: Ids) -> Withdrawal:
    """Keep it, answer as it says, and hold back the sound. From then on nobody reads what it reaches.

    The same one that is still being carried out is not asked for twice.

    Args:
        days: How long sound may wait for somebody to listen.
    Raises:
        NotFound: There is no such person.
        InvalidInput: There is no such scope, or way of asking.
    """
    scope = SCOPES.get(wish.scope)
    if scope is None:
        raise InvalidInput("Please choose what to take back.", code="no_scope", fields={"scope": ", ".join(SCOPES)})
    if wish.how not in HOWS:
        raise InvalidInput("Please choose how they asked.", code="no_how", fields={"how": ", ".join(HOWS)})
    person = db.get(Participant, wish.participant_id)
    if person is None or person.kind != "participant":
        raise NotFound("There is nobody with this number or id.", code="nobody")
    theirs = (Withdrawal.participant_id == person.id, Withdrawal.scope == scope.name, Withdrawal.state != DONE)
    known = db.scalars(select(Withdrawal).where(*theirs).with_for_update()).first()
    if known is not None:
        return known
    whose = whose_of(scope.name, person.id, now)
    row = Withdrawal(
        id=ids(),
        number=_new_number(db),
        participant_id=person.id,
        event_id=person.event_id,
        scope=scope.name,
        how=wish.how,
        asked_by=wish.by,
        asked_at=now,
        due_at=now + timedelta(days=days),
        touched=touched(db, person.id, scope.name, now),
        found={},
    )
    db.add(row)
    db.flush()
    if scope.parts:
        # Before anything is blanked: nobody could find later what repeats it.
        list_repeated(db, row.id, look_ahead(db, whose))
    if scope.answers:
        how = _GIVEN_HOW[wish.how]
        record_answers(
            db, participant_id=person.id, answers=scope.answers, how=how, now=now, ids=ids, entered_by=wish.by
        )
    if scope.reaches_sound:
        ports.sound().hold(db, row, whose)
    programme_id = event_view(db, person.event_id).programme_id
    write_down(db, "withdrawal_asked", now=now, staff_id=wish.by, programme_id=programme_id, thing=row.id)
    db.flush()
    return row


def whose_of(scope: str, participant_id: str, asked_at: datetime, *, at: datetime | None = None) -> Whose:
    """What a scope erases of somebody."""
    meant = SCOPES[scope]
    return Whose(
        participant_id=participant_id,
        at=at or asked_at,
        parts=meant.parts,
        until=asked_at if meant.is_until_now else None,
    )


def carry_out_again(db: Session, withdrawal_id: str) -> None:
    """Something of theirs has come back, or somebody has said more about a sound."""
    row = db.get_one(Withdrawal, withdrawal_id, with_for_update=True, populate_existing=True)
    if row.lease_owner is None:
        row.state, row.stage, row.failures, row.retry_after = ASKED, None, 0, None
    db.flush()


def list_repeated(db: Session, withdrawal_id: str, theirs: Theirs) -> None:
    """Put what other people wrote, and that repeats their words, on the list of what people decide about."""
    for one in ports.repeated(db, theirs):
        if db.get(WithdrawalReview, (withdrawal_id, one.thing_id)) is None:
            kept = {"thing_id": one.thing_id, "session_id": one.session_id, "noun": one.noun}
            db.add(WithdrawalReview(withdrawal_id=withdrawal_id, **kept))
    db.flush()


def keep_sources(db: Session, withdrawal_id: str, digests: Collection[str], *, now: datetime) -> None:
    """Files that are not accepted again."""
    for sha256 in sorted(digests):
        if db.get(WithdrawnSource, sha256) is None:
            db.add(WithdrawnSource(sha256=sha256, withdrawal_id=withdrawal_id, at=now))
    db.flush()


def holds_withdrawn(db: Session, sha256: str | None) -> bool:
    """Whether a file of this digest holds what somebody has withdrawn."""
    return sha256 is not None and db.get(WithdrawnSource, sha256) is not None


def refuse_withdrawn(db: Session, sha256: str | None) -> None:
    """Refuse such a file.

    Raises:
        Withdrawn: It holds what somebody has withdrawn.
    """
    if holds_withdrawn(db, sha256):
        raise Withdrawn()


def decide(
    db: Session, withdrawal_id: str, thing_id: str, decision: str, *, by: str, now: datetime
) -> WithdrawalReview:
    """What becomes of something that another person wrote.

    Raises:
        NotFound: It is not on the list.
        InvalidInput: Another decision than keeping or erasing it.
        Conflict: Somebody has decided in the meantime.
    """
    if decision not in ("kept", "erased"):
        raise InvalidInput("Please choose whether it stays.", code="no_decision", fields={"decision": "kept or erased"})
    row = db.get(WithdrawalReview, (withdrawal_id, thing_id), with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    if row.decision is not None:
        raise Conflict("This was decided in the meantime. Please look again.", code="decided")
    row.decision, row.decided_by, row.decided_at = decision, by, now
    db.flush()
    return row


def _new_number(db: Session) -> str:
    while True:
        number = "".join(secrets.choice(JOIN_PASS_ALPHABET) for _ in range(NUMBER_CHARS))
        if db.scalar(select(Withdrawal.id).where(Withdrawal.number == number)) is None:
            return number

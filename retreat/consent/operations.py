"""Writes about consent: an answer is added with its date, its wording and how it was given; none is ever changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Insert, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from retreat.consent.derived import Answered, follow
from retreat.consent.models import ConsentAnswer, ConsentWording
from retreat.consent.purposes import HOWS, PURPOSES, SOUND_PURPOSES
from retreat.consent.schemas import read_answers
from retreat.errors import InvalidInput
from retreat.ids import Ids
from retreat.people.ports import tell_sitting
from retreat.people.queries import sessions_of_person


def record_answers(
    db: Session,
    *,
    participant_id: str,
    answers: Mapping[str, object],
    how: str,
    now: datetime,
    ids: Ids,
    entered_by: str | None = None,
) -> dict[str, str]:
    """Keep what somebody answered, now or as a change of mind. Returns the answers as kept.

    Args:
        answers: Purpose to answer; True, False, "yes" and "no" for all but quotes.
        how: ``form``, ``api``, ``spoken`` or ``paper``.
        entered_by: Who entered it, where somebody answered aloud.

    Raises:
        InvalidInput: An unknown purpose, answer or way of giving it; nothing is kept then.
    """
    if how not in HOWS:
        raise InvalidInput("It must be said how the answer was given.", fields={"how": ", ".join(HOWS)})
    kept = read_answers(answers)
    if not kept:
        return kept
    _keep_wordings(db, kept)
    numbers = _last_numbers(db, participant_id)
    for purpose, answer in kept.items():
        db.add(
            ConsentAnswer(
                id=ids(),
                participant_id=participant_id,
                purpose=purpose,
                number=numbers.get(purpose, 0) + 1,
                answer=answer,
                wording_version=PURPOSES[purpose].version,
                how=how,
                entered_by=entered_by,
                at=now,
            )
        )
    db.flush()
    follow(db, Answered(participant_id=participant_id, kept=kept))
    for session_id in sessions_of_person(db, participant_id) if kept.keys() & set(SOUND_PURPOSES) else ():
        tell_sitting(db, session_id, now)
    return kept


def forget_staff(db: Session, staff_id: str) -> None:
    """An account is deleted: what people answered stays, without who entered it."""
    db.execute(update(ConsentAnswer).where(ConsentAnswer.entered_by == staff_id).values(entered_by=None))


def _last_numbers(db: Session, participant_id: str) -> dict[str, int]:
    """How many answers there are so far, by purpose."""
    return dict(
        db.execute(
            select(ConsentAnswer.purpose, func.max(ConsentAnswer.number))
            .where(ConsentAnswer.participant_id == participant_id)
            .group_by(ConsentAnswer.purpose)
        )
        .tuples()
        .all()
    )


def _keep_wordings(db: Session, purposes: Iterable[str]) -> None:
    """Keep the words that were shown, once for each version; two people who join at once may both try."""
    wanted = {(name, PURPOSES[name].version) for name in purposes}
    known = set(db.execute(select(ConsentWording.purpose, ConsentWording.version)).tuples().all())
    rows = [
        {"purpose": name, "version": version, "text": PURPOSES[name].wording}
        for name, version in sorted(wanted - known)
    ]
    if not rows:
        return
    statement: Insert
    if db.get_bind().dialect.name == "postgresql":
        statement = postgresql.insert(ConsentWording).on_conflict_do_nothing()
    else:
        statement = sqlite.insert(ConsentWording).on_conflict_do_nothing()
    db.execute(statement, rows)

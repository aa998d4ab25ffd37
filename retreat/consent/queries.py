"""Reads about consent: what counts now, for one person or for many in one query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from retreat.consent.models import ConsentAnswer, ConsentWording
from retreat.consent.purposes import NO, NOT_ASKED, PURPOSES, SOUND_PURPOSES, YES
from retreat.people.models import Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedAnswer:
    """One answer with its date, its wording and how it was given."""

    purpose: str
    answer: str
    wording_version: int
    how: str
    at: datetime


def answer(db: Session, participant_id: str, purpose: str) -> str:
    """What counts now: ``yes``, ``no``, ``not_asked``, or one of the answers about quotes."""
    asked = {"participant": participant_id, "purpose": purpose}
    return db.connection().execute(_LATEST, asked).scalar_one_or_none() or NOT_ASKED


# Built once, because every note runs it.
_given = ConsentAnswer.__table__
_LATEST = (
    select(_given.c.answer)
    .where(_given.c.participant_id == bindparam("participant"), _given.c.purpose == bindparam("purpose"))
    .order_by(_given.c.number.desc())
    .limit(1)
)


def answers(db: Session, participant_ids: Iterable[str], purpose: str) -> dict[str, str]:
    """What counts now for each of these people, in one query; every id has an entry."""
    wanted = list(participant_ids)
    found = (
        db.execute(
            select(ConsentAnswer.participant_id, ConsentAnswer.answer)
            .where(ConsentAnswer.participant_id.in_(wanted), ConsentAnswer.purpose == purpose)
            .order_by(ConsentAnswer.number)
        )
        .tuples()
        .all()
    )
    return {**dict.fromkeys(wanted, NOT_ASKED), **dict(found)}


def agreed_to_sound(db: Session, participant_ids: Iterable[str]) -> frozenset[str]:
    """Those of these people who say yes to being recorded and to the text that is made from it."""
    wanted = list(participant_ids)
    given = [answers(db, wanted, purpose) for purpose in SOUND_PURPOSES]
    return frozenset(person for person in wanted if all(said[person] == YES for said in given))


def all_answers(db: Session, participant_id: str) -> Mapping[str, str]:
    """What counts now for every purpose there is."""
    found = (
        db.execute(
            select(ConsentAnswer.purpose, ConsentAnswer.answer)
            .where(ConsentAnswer.participant_id == participant_id)
            .order_by(ConsentAnswer.number)
        )
        .tuples()
        .all()
    )
    return {**dict.fromkeys(PURPOSES, NOT_ASKED), **dict(found)}


def latest_answers(db: Session, participant_id: str) -> Mapping[str, DatedAnswer]:
    """What counts now, with its date, its wording and how it was given, for every purpose that was answered."""
    return {given.purpose: given for given in history(db, participant_id)}


def history(db: Session, participant_id: str) -> tuple[DatedAnswer, ...]:
    """Everything somebody ever answered, oldest first."""
    rows = db.scalars(
        select(ConsentAnswer)
        .where(ConsentAnswer.participant_id == participant_id)
        .order_by(ConsentAnswer.at, ConsentAnswer.number)
    )
    return tuple(
        DatedAnswer(
            purpose=row.purpose,
            answer=row.answer,
            wording_version=row.wording_version,
            how=row.how,
            at=row.at,
        )
        for row in rows
    )


def sound_is_allowed(db: Session, participant_id: str) -> bool:
    """Whether this person said yes to being recorded and to the text made from it."""
    found = all_answers(db, participant_id)
    return all(found[purpose] == YES for purpose in SOUND_PURPOSES)


# Built once, because it runs before anything is sent to a newcomer.
_later = _given.alias()
_REFUSED = select(_given.c.participant_id).where(
    _given.c.participant_id.in_(bindparam("participants", expanding=True)),
    _given.c.purpose == bindparam("purpose"),
    _given.c.answer == NO,
    ~select(_later.c.id)
    .where(
        _later.c.participant_id == _given.c.participant_id,
        _later.c.purpose == _given.c.purpose,
        _later.c.number > _given.c.number,
    )
    .exists(),
)


def refused_among(db: Session, participant_ids: Collection[str], purpose: str) -> frozenset[str]:
    """Those of these people whose present answer to a purpose is no."""
    if not participant_ids:
        return frozenset()
    asked = {"participants": list(participant_ids), "purpose": purpose}
    return frozenset(db.connection().execute(_REFUSED, asked).scalars())


# A part of most queries over words: building it takes longer than running many of them.
@cache
def who_answered(purpose: str, given: str) -> Select[str]:
    """Ids of those whose present answer to a purpose is ``given``: a part of other queries."""
    later = aliased(ConsentAnswer)
    return select(ConsentAnswer.participant_id).where(
        ConsentAnswer.purpose == purpose,
        ConsentAnswer.answer == given,
        ~select(later.id)
        .where(
            later.participant_id == ConsentAnswer.participant_id,
            later.purpose == ConsentAnswer.purpose,
            later.number > ConsentAnswer.number,
        )
        .exists(),
    )


def asked_in(db: Session, event_ids: Collection[str]) -> list[ConsentWording]:
    """Every wording that somebody at these events answered, by purpose; the earliest first."""
    given = select(ConsentAnswer.purpose, ConsentAnswer.wording_version)
    given = given.join(Participant, Participant.id == ConsentAnswer.participant_id)
    answered = given.where(Participant.event_id.in_(event_ids)).distinct().subquery()
    here = (ConsentWording.purpose == answered.c.purpose) & (ConsentWording.version == answered.c.wording_version)
    order = (ConsentWording.purpose, ConsentWording.version)
    return list(db.scalars(select(ConsentWording).join(answered, here).order_by(*order)))

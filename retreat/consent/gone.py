"""Answers to what people were asked: a “no” that came after a backup holds in what is restored from it."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.models import ConsentAnswer
from retreat.consent.operations import record_answers
from retreat.consent.purposes import PURPOSES
from retreat.house import House
from retreat.keeping.gone import Kind, Lines, register
from retreat.people.models import Participant

# How much each answer allows; what nobody answered allows nothing.
_ALLOWS = {"no": 0, "none": 0, "role": 1, "named": 2, "yes": 2}


def _collect(db: Session, _before: Lines) -> Lines:
    """The answer that counts, of each person to each question: a later “yes” takes the place of a “no”."""
    return [
        (f"{row.participant_id}/{row.purpose}", row.participant_id, row.purpose, row.number, row.answer, row.how)
        for row in _latest(db)
    ]


def _bury(db: Session, house: House, lines: Lines) -> int:
    """Add what is newer and allows less, as an answer of today."""
    known = {(row.participant_id, row.purpose): row for row in _latest(db)}
    there = set(db.scalars(select(Participant.id)))
    wanted: dict[tuple[str, str], dict[str, object]] = defaultdict(dict)
    for _key, person, purpose, number, answer, how in lines:
        before = known.get((person, purpose))
        if before is None or person not in there or purpose not in PURPOSES:
            continue
        if before.number < number and _ALLOWS.get(answer, 0) < _ALLOWS.get(before.answer, 0):
            wanted[(person, how)][purpose] = answer
    for (person, how), answers in wanted.items():
        record_answers(db, participant_id=person, answers=answers, how=how, now=house.clock(), ids=house.ids)
    return sum(map(len, wanted.values()))


def _latest(db: Session) -> list[ConsentAnswer]:
    last = (
        select(ConsentAnswer.participant_id, ConsentAnswer.purpose, func.max(ConsentAnswer.number).label("number"))
        .group_by(ConsentAnswer.participant_id, ConsentAnswer.purpose)
        .subquery()
    )
    found = select(ConsentAnswer).join(
        last,
        (ConsentAnswer.participant_id == last.c.participant_id)
        & (ConsentAnswer.purpose == last.c.purpose)
        & (ConsentAnswer.number == last.c.number),
    )
    return list(db.scalars(found))


register(Kind(name="answers", called="answers that now allow less", collect=_collect, bury=_bury))

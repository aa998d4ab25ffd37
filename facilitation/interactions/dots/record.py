"""Dots on the record's page: how many each thing got, and never from whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.counts import is_large_enough
from retreat.consent.gate import Gated, Reader, may_read
from retreat.log.models import Vote
from retreat.log.panel import Section, may_tell_people_apart
from retreat.log.tables import Cell, Table
from retreat.log.written import cluster_titles, notes_of
from retreat.programme.models import Round
from retreat.programme.steps import step_of
from retreat.web.panels import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Dotted:
    """A note or heading with its dots. ``words`` is empty where they may not be read."""

    id: str
    round: str
    what: str
    words: str
    dots: int
    people: int


_KEPT = Gated(author=Vote.participant_id, session=Vote.session_id)


def dotted(db: Session, reader: Reader, session_id: str) -> list[Dotted]:
    """What got dots in a session, most first within each round. Dots of people who have since said no do not count."""
    many, given_by = func.count(), _people(reader, session_id)
    rows = db.execute(
        select(Vote.target_id, Round.id, Round.step, many)
        .join(Round, Round.id == Vote.round_id)
        .where(Vote.session_id == session_id, may_read(reader, _KEPT))
        .group_by(Vote.target_id, Round.id)
        .order_by(Round.opened_at, Round.id, many.desc(), Vote.target_id)
    ).all()
    people = dict(db.execute(given_by).tuples().all())
    notes = {note.id: note.text for note in notes_of(db, reader, session_id)}
    titles = cluster_titles(db, session_id)
    return [
        Dotted(
            id=target,
            round=step_of(step).title,
            what="note" if target in notes else "heading",
            words=notes.get(target) or (titles[target].both if target in titles else ""),
            dots=dots,
            people=people.get(round_id, 0),
        )
        for target, round_id, step, dots in rows
        if target in notes or target in titles
    ]


def _people(reader: Reader, session_id: str) -> Any:
    """How many people gave dots in each round."""
    return (
        select(Vote.round_id, func.count(Vote.participant_id.distinct()))
        .where(Vote.session_id == session_id, may_read(reader, _KEPT))
        .group_by(Vote.round_id)
    )


def _gather(visit: Visit) -> Mapping[str, Any]:
    whole = may_tell_people_apart(visit)
    found = dotted(visit.db, visit.reader, visit.session_id)
    shown = [one for one in found if whole or is_large_enough(one.people)]
    rounds = list(dict.fromkeys(one.round for one in shown))
    return {"rounds": [(title, [one for one in shown if one.round == title]) for title in rounds]}


def _has(visit: Visit) -> bool:
    here = select(Vote.target_id).where(Vote.session_id == visit.session_id, may_read(visit.reader, _KEPT)).limit(1)
    return visit.db.scalar(here) is not None


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for one in dotted(db, reader, session_id):
        yield (one.round, one.what, one.id, one.words, one.dots, one.people)


SECTION = Section(name="dots", has=_has, gather=_gather)
TABLE = Table(
    name="dots",
    title="Dots",
    columns=("step", "what", "id", "words", "dots", "people_who_gave_dots"),
    rows=_rows,
    section=SECTION.name,
)

"""Shows of hands on the record's page, with their times, apart from dots and placings; and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.interactions.position.options import card_ids
from retreat.clock import to_text
from retreat.consent.counts import is_large_enough
from retreat.consent.gate import Reader
from retreat.log.nouns.hands import key_of
from retreat.log.panel import Section, may_tell_people_apart
from retreat.log.store import happened
from retreat.log.tables import Cell, Table
from retreat.log.written import cluster_titles, notes_of
from retreat.programme.models import Round
from retreat.programme.queries import session_view
from retreat.programme.steps import step_of
from retreat.web.panels import Visit

KINDS = ("hands.count",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One count that holds.

    Attributes:
        what: The words of a note, heading or card.
        where: Which part of the line the hands were for; empty where there is none.
        table: The table that was counted; empty for the whole room.
    """

    round: str
    what: str
    where: str
    table: str
    count: int
    at: datetime


def counted(db: Session, reader: Reader, session_id: str) -> list[Counted]:
    """Every count that was not taken back, of what this reader may read, in the order of their times."""
    latest: dict[str, tuple[str, Mapping[str, Any], datetime]] = {}
    for _kind, target, said, at in happened(db, session_id, KINDS):
        latest[key_of(target, said)] = (target, said, at)
    notes = {note.id: note.text for note in notes_of(db, reader, session_id)}
    titles = {key: each.both for key, each in cluster_titles(db, session_id).items()}
    tables = {table.id: table.name for table in session_view(db, session_id).tables}
    found: list[Counted] = []
    for target, body, at in latest.values():
        row = db.get(Round, body["round_id"])
        if body["count"] is None or row is None:
            continue
        step = step_of(row.step)
        is_line = step.interaction == "position"
        cards: Mapping[str, str] = (
            dict(zip(card_ids(step.options), step.options["cards"], strict=False)) if is_line else {}
        )
        what = cards.get(target) or notes.get(target) or titles.get(target)
        if what:
            where = _where(step.options["ends"], body["side"]) if is_line else ""
            table = tables.get(body["table_id"] or "", "")
            found.append(Counted(round=step.title, what=what, where=where, table=table, count=body["count"], at=at))
    return sorted(found, key=lambda one: one.at)


def _where(ends: Sequence[str], side: str | None) -> str:
    return {"low": ends[0], "high": ends[1]}.get(side or "", "In the middle")


def _gather(visit: Visit) -> Mapping[str, Any]:
    whole = may_tell_people_apart(visit)
    found = counted(visit.db, visit.reader, visit.session_id)
    shown = [one for one in found if whole or is_large_enough(one.count)]
    rounds = list(dict.fromkeys(one.round for one in shown))
    return {"rounds": [(title, [one for one in shown if one.round == title]) for title in rounds]}


def _has(visit: Visit) -> bool:
    return bool(happened(visit.db, visit.session_id, KINDS)) and bool(_gather(visit)["rounds"])


def _rows(db: Session, reader: Reader, session_id: str) -> Iterable[Sequence[Cell]]:
    for one in counted(db, reader, session_id):
        yield (one.round, one.what, one.where, one.table, one.count, to_text(one.at))


SECTION = Section(name="hands", has=_has, gather=_gather)
TABLE = Table(
    name="hands",
    title="Shows of hands",
    columns=("step", "words", "where_on_the_line", "table", "hands", "at"),
    rows=_rows,
    section=SECTION.name,
)

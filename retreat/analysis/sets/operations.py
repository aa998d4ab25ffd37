"""Making sets, adding lines to their definition, and picking excerpts by hand. Each is one act."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.codebook.limits import name_of
from retreat.analysis.codebook.operations import code_row
from retreat.analysis.models import Excerpt
from retreat.analysis.sets.models import JOINS, QUERY_MAX_CHARS, SOURCES, SetOf, SetPart, SetPick
from retreat.errors import InvalidInput, NotFound
from retreat.people.schemas import one_line


def make_set(db: Session, who: Analyst, name: object) -> SetOf:
    """Make an empty set.

    Raises:
        InvalidInput: It has no name.
    """
    clean = name_of(name, "The name of the set")
    row = SetOf(id=who.ids(), programme_id=who.programme_id, name=clean, by=who.by, at=who.now)
    act = Act(db, who, "set.made", thing_id=row.id)
    act.make(row)
    act.keep()
    return row


def add_part(
    db: Session, who: Analyst, set_id: str, *, joins: str, source: str, source_id: str = "", query: str = ""
) -> SetPart:
    """Add a line to a set's definition.

    Raises:
        InvalidInput: It does not say what is joined, or a set would contain itself.
        NotFound: This programme has no such set or code.
    """
    row = set_row(db, who.programme_id, set_id)
    if joins not in JOINS or source not in SOURCES:
        raise InvalidInput("Please choose how to join it, and what to.", code="no_choice")
    typed = one_line(query, field="query", max_chars=QUERY_MAX_CHARS, says="The search")
    if source == "search" and typed is None:
        raise InvalidInput("Please type what to search for.", code="no_query", fields={"query": "is empty"})
    if source == "code":
        code_row(db, who.programme_id, source_id)
    if source == "set" and row.id in _within(db, set_row(db, who.programme_id, source_id).id):
        raise InvalidInput("A set cannot contain itself.", code="contains_itself", fields={"source_id": "is the same"})
    last = db.scalar(select(func.max(SetPart.position)).where(SetPart.set_id == row.id)) or 0
    part = SetPart(
        id=who.ids(),
        set_id=row.id,
        position=last + 1,
        joins=joins,
        source=source,
        source_id=source_id if source in ("code", "set") else None,
        query=typed if source == "search" else None,
    )
    act = Act(db, who, "set.changed", thing_id=row.id, joins=joins, source=source)
    act.make(part)
    act.keep()
    return part


def remove_part(db: Session, who: Analyst, set_id: str, part_id: str) -> None:
    """Take a line out of a set's definition."""
    row, part = set_row(db, who.programme_id, set_id), db.get(SetPart, part_id)
    if part is None or part.set_id != row.id or part.removed:
        raise NotFound()
    act = Act(db, who, "set.changed", thing_id=row.id, joins=part.joins, source=part.source)
    act.change(part, removed=True)
    act.keep()


def pick(db: Session, who: Analyst, set_id: str, excerpt_id: str, *, is_in: bool = True) -> None:
    """Put an excerpt into a set by hand, or take it out again.

    Raises:
        NotFound: This programme has no such set or excerpt.
    """
    row, excerpt = set_row(db, who.programme_id, set_id), db.get(Excerpt, excerpt_id)
    if excerpt is None or excerpt.programme_id != who.programme_id:
        raise NotFound()
    held = db.scalars(
        select(SetPick).where(SetPick.set_id == row.id, SetPick.excerpt_id == excerpt_id, ~SetPick.removed)
    ).first()
    act = Act(db, who, "set.picked" if is_in else "set.unpicked", thing_id=row.id, excerpt=excerpt_id)
    if is_in and held is None:
        act.make(SetPick(id=who.ids(), set_id=row.id, excerpt_id=excerpt_id, by=who.by, at=who.now))
        line = select(SetPart.id).where(SetPart.set_id == row.id, SetPart.source == "picked", ~SetPart.removed)
        if db.scalar(line.limit(1)) is None:
            last = db.scalar(select(func.max(SetPart.position)).where(SetPart.set_id == row.id)) or 0
            act.make(SetPart(id=who.ids(), set_id=row.id, position=last + 1, joins="or", source="picked"))
    elif not is_in and held is not None:
        act.change(held, removed=True)
    if not act.is_empty:
        act.keep()


def remove_set(db: Session, who: Analyst, set_id: str) -> None:
    """Take a set away; it can be undone."""
    row = set_row(db, who.programme_id, set_id)
    act = Act(db, who, "set.removed", thing_id=row.id)
    act.change(row, removed=True)
    act.keep()


def set_row(db: Session, programme_id: str, set_id: str) -> SetOf:
    """A set of this programme.

    Raises:
        NotFound: There is none.
    """
    row = db.get(SetOf, set_id)
    if row is None or row.programme_id != programme_id or row.removed:
        raise NotFound("There is no such set any more.", code="no_such_set")
    return row


def _within(db: Session, set_id: str) -> set[str]:
    """A set with all that it is made of."""
    found, waiting = set[str](), [set_id]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            asked = select(SetPart.source_id).where(SetPart.set_id == at, SetPart.source == "set", ~SetPart.removed)
            waiting += [one for one in db.scalars(asked) if one]
    return found

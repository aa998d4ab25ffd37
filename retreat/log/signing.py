"""Who may be named under what people made, whichever session it is from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import Boolean

from retreat.log.labels import labels_of
from retreat.log.makings import Making, makings


def signatures(db: Session, ids: Iterable[str]) -> Mapping[str, str]:
    """The label of each of these things, by its id; a thing whose author has no label is left out.

    A label belongs to a person in one session: what another session allows has no effect here.
    """
    wanted = sorted(set(ids))
    authors: dict[tuple[str, bool], dict[str, str]] = defaultdict(dict)
    for making in makings() if wanted else ():
        of = making.row
        rows = db.execute(select(of.id, of.session_id, of.participant_id, _nameless(making)).where(of.id.in_(wanted)))
        for thing_id, session_id, participant_id, nameless in rows:
            authors[session_id, bool(nameless)][thing_id] = participant_id
    found: dict[str, str] = {}
    for (session_id, nameless), here in authors.items():
        labels = labels_of(db, session_id, set(here.values()), nameless=nameless)
        found |= {thing_id: said for thing_id, person in here.items() if (said := labels.get(person))}
    return found


def authors_of(db: Session, ids: Iterable[str]) -> dict[str, str]:
    """Who made each of these things, for counting people; never to be shown beside it."""
    wanted = sorted(set(ids))
    found: dict[str, str] = {}
    for making in makings() if wanted else ():
        rows = db.execute(select(making.row.id, making.row.participant_id).where(making.row.id.in_(wanted)))
        found |= {thing_id: person for thing_id, person in rows if person is not None}
    return found


def _nameless(making: Making) -> ColumnElement[bool]:
    return type_coerce(making.nameless, Boolean)

"""Reads about outcome narratives: those of a programme, one with its words, and what the steps of a session read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from retreat.errors import NotFound
from retreat.people.models import Staff
from retreat.programme.models import DialogueSession, Event, Partner, Round, Sector, TableGroup
from retreat.programme.narratives.clearing import hands_in
from retreat.programme.narratives.identifying import Suggested, suggested_in
from retreat.programme.narratives.models import Narrative, NarrativeChoice, NarrativeText
from retreat.programme.narratives.operations import narrative_row, seen_as
from retreat.programme.narratives.origins import Origin, origin_of
from retreat.programme.narratives.returned import returned_on
from retreat.programme.narratives.returning import last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who did what before others could read a narrative: names of staff, as they are today.

    Attributes:
        hands: Ids of those who may not clear it, because they brought it or typed some of its words.
        by_second: Whether whoever cleared it had no hand in it; older ones were cleared without asking that.
    """

    hands: frozenset[str]
    added_by: str
    typed_by: tuple[str, ...]
    settled_by: str
    settled_at: datetime | None
    cleared_by: str
    cleared_at: datetime | None
    by_second: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeView:
    """A narrative with its latest words.

    Attributes:
        brought_by: The partner, else the sector, that brought it; empty where nobody said.
        lines: As of ``NarrativeText``.
        seen: Which state this is; whoever changes it says which one they saw.
        last_day: The last day on which people may read it, such as ``2027-03-31``; empty if none is set.
        returned: What stands in the place of words that went back to the partner; empty if they are here.
        approved: What the partner approved to stay: from, to.
        is_used: Whether a session has read these words.
        wordings: How many there are, with those that sessions have read before.
    """

    id: str
    text_id: str
    title: str
    text: str
    lines: Sequence[Sequence[int]]
    partner_id: str
    sector_id: str
    brought_by: str
    is_cleared: bool
    is_used: bool
    wordings: int
    seen: str
    written_at: datetime
    door: Door
    origin: Origin
    last_day: str
    returned: str
    approved: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A wording that a step can read, or is to read; ``table_id`` is None for everyone."""

    text_id: str
    title: str
    brought_by: str
    table_id: str | None = None


def narratives_of(db: Session, programme_id: str) -> list[NarrativeView]:
    """Those of a programme, by title."""
    rows = db.execute(_latest().where(Narrative.programme_id == programme_id)).all()
    names = _names(db)
    return sorted((_view(row, names) for row in rows), key=lambda one: (one.title.casefold(), one.id))


def narrative_view(db: Session, programme_id: str, narrative_id: str) -> NarrativeView:
    """One of them.

    Raises:
        NotFound: There is none, or it was removed.
    """
    of_it = (Narrative.programme_id == programme_id, Narrative.id == narrative_id)
    row = db.execute(_latest().where(*of_it)).first()
    if row is None:
        raise NotFound("There is no such narrative in this programme.")
    return _view(row, _names(db))


def suggestions_of(db: Session, programme_id: str, narrative_id: str) -> list[Suggested]:
    """What in its latest words may identify somebody, and what of that was settled.

    Raises:
        NotFound: There is none, or it was removed.
    """
    _narrative, latest = narrative_row(db, programme_id, narrative_id)
    return suggested_in(latest)


def can_be_read_in(db: Session, session_id: str) -> list[Choice]:
    """The latest cleared wording of each narrative of the session's programme."""
    programme_id = db.scalar(
        select(Event.programme_id)
        .join(DialogueSession, DialogueSession.event_id == Event.id)
        .where(DialogueSession.id == session_id)
    )
    return [
        Choice(text_id=one.text_id, title=one.title, brought_by=one.brought_by)
        for one in narratives_of(db, programme_id or "")
        if one.is_cleared and not one.returned
    ]


def chosen_for(db: Session, session_id: str, *, still_here: bool = False) -> Mapping[str, list[Choice]]:
    """What the steps of a session are to read, by round: what everyone reads first, then the tables in order.

    Args:
        still_here: Leave out what went back to its partner.
    """
    still = (Narrative.returned_at.is_(None),) if still_here else ()
    rows = db.execute(
        select(NarrativeChoice, NarrativeText.title)
        .join(NarrativeText, NarrativeText.id == NarrativeChoice.text_id)
        .join(Narrative, Narrative.id == NarrativeText.narrative_id)
        .join(Round, Round.id == NarrativeChoice.round_id)
        .outerjoin(TableGroup, TableGroup.id == NarrativeChoice.table_id)
        .where(Round.session_id == session_id, NarrativeText.cleared_at.is_not(None), *still)
        .order_by(Round.position, NarrativeChoice.table_id.is_not(None), TableGroup.number)
    )
    found: dict[str, list[Choice]] = {}
    for row, title in rows:
        one = Choice(text_id=row.text_id, title=title, brought_by="", table_id=row.table_id)
        found.setdefault(row.round_id, []).append(one)
    return found


def origins_in(db: Session, session_id: str) -> list[tuple[str, Origin]]:
    """The title and the origin of each narrative that was chosen for a session, in the order of its steps."""
    chosen = dict.fromkeys(one.text_id for some in chosen_for(db, session_id).values() for one in some)
    rows = db.execute(
        select(NarrativeText.id, NarrativeText.title, Narrative)
        .join(Narrative, Narrative.id == NarrativeText.narrative_id)
        .where(NarrativeText.id.in_(list(chosen)))
    )
    found = {text_id: (title, origin_of(narrative)) for text_id, title, narrative in rows}
    return [found[one] for one in chosen if one in found]


def text_row(db: Session, text_id: str) -> tuple[NarrativeText, str, datetime | None] | None:
    """A wording, its programme, and from when nobody may read it; None where there is none, or it is gone."""
    found = db.execute(
        select(NarrativeText, Narrative.programme_id, Narrative.returns_at)
        .join(Narrative, Narrative.id == NarrativeText.narrative_id)
        .where(NarrativeText.id == text_id, Narrative.erased_at.is_(None), Narrative.returned_at.is_(None))
    ).first()
    return (found[0], found[1], found[2]) if found else None


def returned_at(db: Session, text_ids: Iterable[str]) -> Mapping[str, datetime]:
    """When their words went back to the partner, for those of these wordings of which they did."""
    rows = db.execute(
        select(NarrativeText.id, Narrative.returned_at)
        .join(Narrative, Narrative.id == NarrativeText.narrative_id)
        .where(NarrativeText.id.in_(list(text_ids)), Narrative.returned_at.is_not(None))
    )
    return {text_id: at for text_id, at in rows if at is not None}


def choices_to_bring(db: Session, programme_id: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The partners and the sectors of a programme, for a form: id and name."""
    partners = db.execute(
        select(Partner.id, Partner.name).where(Partner.programme_id == programme_id).order_by(Partner.name)
    )
    sectors = db.execute(
        select(Sector.id, Sector.name)
        .where(Sector.programme_id == programme_id, Sector.retired_at.is_(None))
        .order_by(Sector.position)
    )
    return [(row.id, row.name) for row in partners], [(row.id, row.name) for row in sectors]


def _latest() -> Select[Any]:
    any_text = aliased(NarrativeText)
    newest = select(func.max(any_text.number)).where(any_text.narrative_id == Narrative.id).scalar_subquery()
    columns: tuple[Any, ...] = (Narrative, NarrativeText, Partner.name.label("partner"), Sector.name.label("sector"))
    return (
        select(*columns)
        .join(NarrativeText, NarrativeText.narrative_id == Narrative.id)
        .outerjoin(Partner, Partner.id == Narrative.partner_id)
        .outerjoin(Sector, Sector.id == Narrative.sector_id)
        .where(Narrative.erased_at.is_(None), NarrativeText.number == newest)
    )


def _names(db: Session) -> Mapping[str, str]:
    return {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))}


def _door(narrative: Narrative, text: NarrativeText, names: Mapping[str, str]) -> Door:
    hands = hands_in(narrative, text)
    return Door(
        hands=hands,
        added_by=names.get(narrative.created_by or "", ""),
        typed_by=tuple(names[one] for one in text.writers if one in names),
        settled_by=names.get(text.settled_by or "", ""),
        settled_at=text.settled_at,
        cleared_by=names.get(text.cleared_by or "", ""),
        cleared_at=text.cleared_at,
        by_second=text.cleared_by is not None and text.cleared_by not in hands,
    )


def _view(row: Any, names: Mapping[str, str]) -> NarrativeView:
    narrative, text, partner, sector = row
    return NarrativeView(
        id=narrative.id,
        text_id=text.id,
        title=text.title,
        text=text.text,
        lines=text.lines,
        partner_id=narrative.partner_id or "",
        sector_id=narrative.sector_id or "",
        brought_by=" · ".join(filter(None, (partner, sector))),
        is_cleared=text.cleared_at is not None,
        is_used=text.used_at is not None,
        wordings=text.number,
        seen=seen_as(text),
        written_at=text.written_at,
        door=_door(narrative, text, names),
        origin=origin_of(narrative),
        last_day=last_day(narrative.returns_at),
        returned=returned_on(narrative.returned_at),
        approved=text.approved,
    )

"""What nobody else sees yet: codings of a blind double coding, until everybody has finished it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from retreat.analysis.double.models import DoubleCoder, DoubleCoding
from retreat.analysis.models import AnalysisEntry, Coding


def may_see(staff_id: str | None) -> ColumnElement[bool]:
    """Which codings somebody sees, for the WHERE of a query over codings.

    Their own always. Other people's not while these are blind, and none made in a session that they are themselves
    coding blind. Without ``staff_id``, only what is open to everybody.
    """
    closed = select(DoubleCoding.id).where(~DoubleCoding.opened, ~DoubleCoding.removed)
    open_to_all = or_(Coding.double_id.is_(None), Coding.double_id.not_in(closed))
    if staff_id is None:
        return open_to_all
    elsewhere = or_(Coding.session_id.is_(None), Coding.session_id.not_in(_coded_blind_by(staff_id)))
    return or_(Coding.by == staff_id, and_(open_to_all, elsewhere))


def _coded_blind_by(staff_id: str) -> Select[str]:
    """The sessions that somebody is coding blind."""
    return (
        select(DoubleCoding.session_id)
        .join(DoubleCoder, DoubleCoder.double_id == DoubleCoding.id)
        .where(~DoubleCoding.opened, ~DoubleCoding.removed, DoubleCoder.staff_id == staff_id)
    )


def hidden_from(db: Session, staff_id: str, entries: Iterable[AnalysisEntry]) -> set[int]:
    """The numbers of entries that somebody must not be told of yet."""
    entries = list(entries)
    blind = set(db.scalars(_coded_blind_by(staff_id)))
    on_codings = ("coding.", "act.")
    found = {
        one.number
        for one in entries
        if one.by != staff_id and one.session_id in blind and one.kind.startswith(on_codings)
    }
    others = [(one.number, double) for one in entries if one.by != staff_id and (double := _double_of(one))]
    if not others:
        return found
    asked = select(DoubleCoding.id).where(
        DoubleCoding.id.in_({double for _number, double in others}), ~DoubleCoding.opened, ~DoubleCoding.removed
    )
    closed = set(db.scalars(asked))
    return found | {number for number, double in others if double in closed}


def _double_of(entry: AnalysisEntry) -> str | None:
    double: str | None = entry.body.get("told", {}).get("double")
    return double

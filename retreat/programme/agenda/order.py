"""The order of an event's sessions: as on its agenda, then those that are not on it as they were planned."""

from __future__ import annotations

from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, or_

from retreat.programme.agenda.models import AgendaItem
from retreat.programme.models import DialogueSession

Columns = TypeVarTuple("Columns")


def in_agenda_order(chosen: Select[*Columns]) -> Select[*Columns]:
    """The same choice of sessions in order."""
    joined = chosen.outerjoin(AgendaItem, AgendaItem.session_id == DialogueSession.id)
    return joined.order_by(
        AgendaItem.day.is_(None),
        AgendaItem.day,
        AgendaItem.position,
        DialogueSession.created_at,
        DialogueSession.id,
    )


def will_happen() -> ColumnElement[bool]:
    """That a session was not dropped from the day before it was opened; goes with ``in_agenda_order``."""
    return or_(AgendaItem.dropped_at.is_(None), DialogueSession.state != "planned")

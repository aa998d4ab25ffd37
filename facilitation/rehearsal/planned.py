"""What of a plan goes into a rehearsal: what the team planned, never what anybody wrote, said or is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from retreat.programme.agenda.queries import ItemView, agenda_view
from retreat.programme.catalogue import Offered, activities
from retreat.programme.events import event_row
from retreat.programme.queries import SessionView, event_view, sectors_of_event, session_view, sessions_of_event

_TEXTS = ("what", "title", "minutes", "at", "is_beside", "place", "lead", "hosts", "materials", "notes", "activity")


def event_plan(db: Session, event_id: str) -> dict[str, Any]:
    """An event's agenda and all its sessions, as JSON, as they are planned at this moment.

    Raises:
        NotFound: There is no such event.
    """
    event, row = event_view(db, event_id), event_row(db, event_id)
    agenda = agenda_view(db, event_id, activities(db, event.programme_id))
    return {
        "title": event.title,
        "kind": row.kind,
        "place": event.place or "",
        "days": (row.ends_on - row.starts_on).days + 1,
        "sectors": list(sectors_of_event(db, event_id)),
        "agenda": [
            {
                "day": day.day,
                "starts_at": day.starts_at,
                "ends_at": day.ends_at,
                "notes": day.notes,
                "items": [_item(item) for item in day.items if not item.is_dropped],
            }
            for day in agenda.days
        ],
        "sessions": [_session(session_view(db, one["id"])) for one in sessions_of_event(db, event_id)],
    }


def activity_plan(activity: Offered, *, tables: int) -> dict[str, Any]:
    """One activity, as an event with a single session."""
    session = {
        "id": "only",
        "title": activity.name,
        "key": activity.key,
        "name": activity.name,
        "attribution_ceiling": activity.attribution_ceiling,
        "steps": [step.as_json() for step in activity.steps],
        "tables": tables,
        "tables_given": False,
        "without_sound": False,
        "quiet_table": None,
    }
    event = {"title": activity.name, "kind": "workshop", "place": "", "days": 1, "sectors": []}
    return event | {"agenda": [], "sessions": [session]}


def _item(item: ItemView) -> Mapping[str, Any]:
    return {name: getattr(item, name) for name in _TEXTS} | {"session_id": item.session_id}


def _session(view: SessionView) -> dict[str, Any]:
    return {
        "id": view.id,
        "title": view.title,
        "key": view.activity,
        "name": view.activity_name,
        "attribution_ceiling": view.attribution_ceiling,
        "steps": [each.step.as_json() for each in view.rounds],
        "tables": len(view.tables) if view.tables_open else 0,
        "tables_given": view.tables_given,
        "without_sound": view.without_sound,
        "quiet_table": view.quiet_table.number if view.quiet_table else None,
    }

"""What the desk learns, every few seconds, about many people who came in at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.seats.rushes import rushes
from retreat.clock import to_text
from retreat.people.arrivals import arrivals, stamp_of_arrivals
from retreat.programme.events import event_of

TOLD_MAX = 3
EVENTS_MAX = 100
Told = Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Watch:
    """Counted again only if somebody has come in, or was taken out or let in."""

    _last: dict[str, tuple[tuple[int, datetime | None, int], Told]] = field(default_factory=dict)

    def told(self, db: Session, session_id: str) -> Told:
        """The latest rushes of the session's event: ``[{"how", "people", "until"}]``; never who they were."""
        event_id = event_of(db, session_id)
        if event_id is None:
            return ()
        stamp, last = stamp_of_arrivals(db, event_id), self._last.get(event_id)
        if last is None or last[0] != stamp:
            found = rushes(arrivals(db, event_id))[:TOLD_MAX]
            told = tuple({"how": one.how, "people": len(one.people), "until": to_text(one.until)} for one in found)
            if len(self._last) >= EVENTS_MAX:
                self._last.clear()
            last = self._last[event_id] = (stamp, told)
        return last[1]

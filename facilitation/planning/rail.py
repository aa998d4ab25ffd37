"""The day on the desk: what is now and next, planned against real time, and when the day will end."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.people.guard import right_required
from retreat.programme.agenda.forecast import Forecast, Line
from retreat.programme.agenda.laying import clock_words
from retreat.programme.agenda.queries import DayView, agenda_view, forecast_of, today_of
from retreat.programme.catalogue import activities
from retreat.programme.queries import programme_of_event
from retreat.web.house import house
from retreat.web.pages import local_path, page, unkept


@dataclass(frozen=True, slots=True)
class Going:
    """Today's agenda and how it goes, with what is now and next."""

    today: DayView
    going: Forecast

    @property
    def now(self) -> list[Line]:
        return [line for line in self.going.lines if line.state == "now"]

    @property
    def next(self) -> list[Line]:
        return [line for line in self.going.lines if line.state == "next"]


@right_required("leads")
def today(event_id: str) -> Response:
    """The rail alone, which the desk fetches again from time to time; empty where nothing is planned today."""
    with house().database.read() as db:
        found = going_today(db, event_id)
    back = local_path(request.args.get("back"), f"/desk/events/{event_id}/agenda")
    return unkept(page("desk/_day.html", day=found, event_id=event_id, back=back, clock=clock_words))


def going_today(db: Session, event_id: str) -> Going | None:
    """How the day goes; None where nothing is planned on it."""
    programme_id = programme_of_event(db, event_id)
    if programme_id is None:
        return None
    now = house().clock()
    found = today_of(agenda_view(db, event_id, activities(db, programme_id)).days, now)
    return Going(found, forecast_of(db, found, now=now)) if found else None

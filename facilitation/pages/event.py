"""The end of an event: closing it by hand, and opening it again."""

from __future__ import annotations

from flask import Response, flash

from retreat.log.closing import close_event
from retreat.people.guard import right_required
from retreat.programme.events import open_again
from retreat.programme.queries import event_view
from retreat.web.house import house
from retreat.web.pages import page, see_other


@right_required("leads")
def closing(event_id: str) -> Response:
    """What closing means, before it is done."""
    with house().database.read() as db:
        return page("desk/close_event.html", event=event_view(db, event_id))


@right_required("leads")
def close(event_id: str) -> Response:
    """Close it: what is open ends, and what people kept to themselves is erased."""
    here = house()
    for session_id in close_event(here.database, event_id, now=here.clock(), ids=here.ids):
        here.nudge(session_id)
    flash("The event is closed.", "good event_closed")
    return see_other("/desk")


@right_required("leads")
def reopen(event_id: str) -> Response:
    """Open it again, with the same code."""
    here = house()
    until = here.database.write(lambda db: open_again(db, event_id, now=here.clock(), ids=here.ids)).astimezone()
    flash(f"The event is open again until {until:%-d %B at %H:%M}, with the same code.", "good event_open")
    return see_other("/desk")

"""The tables of a session, for the people leading: how many sit at each, and what each reads back."""

from __future__ import annotations

from flask import Response
from sqlalchemy import func, select

from retreat.errors import NotFound
from retreat.log.models import ReadBack
from retreat.people.guard import right_required
from retreat.people.queries import seated
from retreat.programme.queries import session_view
from retreat.web.house import house
from retreat.web.pages import page, unkept


@right_required("leads")
def tables_page(session_id: str) -> Response:
    """Each table, with the button by which it reads back what it wrote."""
    here = house()
    with here.database.read() as db:
        meeting = session_view(db, session_id)
        people = seated(db, session_id)
        read = select(ReadBack.table_id, func.max(ReadBack.ends_at)).where(ReadBack.session_id == session_id)
        ends = dict(db.execute(read.group_by(ReadBack.table_id)).tuples().all())
    if not meeting.tables_open:
        raise NotFound
    tables = [
        {
            "id": table.id,
            "name": table.name,
            "people": people.get(table.id, 0),
            "ends_at": ends.get(table.id),
            "is_running": table.id in ends and ends[table.id] > here.clock(),
        }
        for table in meeting.tables
    ]
    return unkept(page("desk/tables.html", meeting=meeting, tables=tables, new_id=here.ids))

"""What staff still say on a record, long after its live room has gone quiet: an operation like any other."""

from __future__ import annotations

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.operations import BatchResult, perform_batch
from facilitation.plain_acts import ops_of
from retreat.errors import InvalidInput, NotPermitted
from retreat.log.fields import Kind
from retreat.log.kinds import KINDS
from retreat.log.shapes import parse_batch
from retreat.people.access import desk_of_token
from retreat.people.guard import right_required, this_staff
from retreat.people.operations import desk_token
from retreat.programme.queries import session_view
from retreat.web.house import house
from retreat.web.pages import see_other


@right_required("works")
def say_later(session_id: str) -> Response:
    """One operation of a kind that may be done as long as there is a record, from a plain form."""
    here, staff = house(), this_staff()
    kind = KINDS.get(request.form.get("kind", ""))
    if kind is None or not _is_said_later(kind):
        raise NotPermitted("That cannot be added to a record.")
    operations = parse_batch({"v": 1, "batch": ops_of(request.form, kind, here.ids)})

    def write(db: Session) -> BatchResult:
        session_view(db, session_id)
        token = desk_token(
            db,
            session_id=session_id,
            staff_id=staff.staff_id,
            sign_in_id=staff.sign_in_id,
            secret_key=here.secret_key,
            now=here.clock(),
            ids=here.ids,
        )
        return perform_batch(db, desk_of_token(db, token), operations, now=here.clock(), ids=here.ids)

    try:
        result = here.database.write(write)
    except InvalidInput as error:
        flash(error.tell, "care")
        return _back_to(session_id)
    here.nudge(session_id)
    for refused in result.refused:
        flash(refused["message"], f"care {refused['code']}")
    return _back_to(session_id)


def _is_said_later(kind: Kind) -> bool:
    return kind.until == "always" and not kind.ones_own and "facilitator" in kind.senders


def _back_to(session_id: str) -> Response:
    return see_other(f"/sessions/{session_id}?show=notes")

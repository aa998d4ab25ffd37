"""Sessions and staff, valid by default."""

from __future__ import annotations

from facilitation.activities import find_activity
from retreat.database import Database
from retreat.ids import system_ids, token_hash
from retreat.people.accounts import signed_in_by, start_sign_in
from retreat.people.models import Staff
from retreat.programme.operations import create_session, ensure_default_event
from retreat.programme.queries import SessionView
from tests.support.clock import HandClock


def make_session(
    database: Database,
    clock: HandClock,
    *,
    activity: str = "brainstorm",
    title: str = "",
    tables: int = 0,
    untimed: bool = False,
) -> SessionView:
    """A planned session of the default event."""

    def make(db):  # type: ignore[no-untyped-def]
        return create_session(
            db,
            event_id=ensure_default_event(db, clock=clock, ids=system_ids),
            title=title,
            template=find_activity(activity),
            by=None,
            clock=clock,
            ids=system_ids,
            tables=tables,
            untimed=untimed,
        )

    made: SessionView = database.write(make)
    return made


def make_staff(database: Database, clock: HandClock, *, email: str = "ada@example.org") -> tuple[str, str]:
    """A facilitator and their sign-in, by id."""
    staff_id = system_ids()

    def make(db):  # type: ignore[no-untyped-def]
        db.add(
            Staff(
                id=staff_id,
                name="Ada",
                email=email,
                password_hash=token_hash("not a password"),
                role="facilitator",
                created_at=clock(),
                disabled_at=None,
            )
        )
        db.flush()
        return start_sign_in(db, staff_id=staff_id, now=clock(), ids=system_ids)

    token = database.write(make)
    with database.read() as db:
        found = signed_in_by(db, token, now=clock())
    assert found
    return staff_id, found[0].sign_in_id

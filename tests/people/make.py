"""Sessions and staff, valid by default."""

from __future__ import annotations

from retreat.database import Database
from retreat.ids import token_hash
from retreat.people.accounts import signed_in_by
from retreat.programme.queries import SessionView
from tests.support.clock import HandClock
from tests.support.planning import plan, sign_in


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

    made: SessionView = database.write(
        lambda db: plan(db, clock, activity, title=title, tables=tables, untimed=untimed)
    )
    return made


def make_staff(database: Database, clock: HandClock, *, email: str = "ada@example.org") -> tuple[str, str]:
    """A facilitator and their sign-in, by id."""
    now, unusable = clock(), token_hash("not a password")
    staff_id, token = database.write(lambda db: sign_in(db, now, email=email, password_hash=unusable))
    with database.read() as db:
        found = signed_in_by(db, token, now=clock())
    assert found
    return staff_id, found[0].sign_in_id

"""The work: programmes, partners, events, sessions and their plans, and which staff belong to them."""

from retreat.keeping.schedule import register_going_on
from retreat.people.ports import (
    register_events,
    register_first_account,
    register_forget_staff,
    register_programme_of,
    register_tables,
)
from retreat.programme import events, gone  # noqa: F401 - gone registers itself
from retreat.programme.members import first_account, forget_staff
from retreat.programme.queries import programme_of_event, programme_of_programme, programme_of_session, session_is_open
from retreat.programme.tables import table_chosen

register_going_on(session_is_open)
register_events(events)
register_tables(table_chosen)
register_first_account(first_account)
register_forget_staff(forget_staff)
register_programme_of("session_id", programme_of_session)
register_programme_of("event_id", programme_of_event)
register_programme_of("programme_id", programme_of_programme)

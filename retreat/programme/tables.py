"""The tables of a session, as people name them: by their number, or by their id."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput, NotFound
from retreat.ids import Ids
from retreat.programme.models import DialogueSession, TableGroup
from retreat.programme.operations import set_tables

_DIGITS_MAX = 3


def table_named(db: Session, session_id: str, table: object) -> str | None:
    """The id of a table; None where none was named.

    Raises:
        InvalidInput: The session has no such table.
    """
    if table is None or table == "":
        return None
    known = db.execute(select(TableGroup.id, TableGroup.number).where(TableGroup.session_id == session_id)).all()
    for row in known:
        if str(table) in (row.id, str(row.number)):
            return str(row.id)
    raise InvalidInput(
        "This session has no such table.", code="no_such_table", fields={"table": "is not a table of this session"}
    )


def table_chosen(db: Session, *, session_id: str, table: str | int) -> str:
    """The id of a table that somebody at the door chose.

    Raises:
        InvalidInput: Tables are not open in this session, or there is no such table.
    """
    if not db.scalar(select(DialogueSession.tables_open).where(DialogueSession.id == session_id)):
        raise InvalidInput("Tables are not open in this session.", fields={"table": "tables are not open"})
    found = table_named(db, session_id, table)
    if found is None:
        raise InvalidInput("Please choose a table.", fields={"table": "is empty"})
    return found


def table_opened(db: Session, session_id: str, table: str | int | None, *, ids: Ids) -> str | None:
    """The id of a table; opens a table that does not exist yet, for somebody who runs the session by hand.

    Raises:
        NotFound: There is no such session.
        InvalidInput: It is neither a number from 1 on nor a table of this session.
    """
    session = db.get(DialogueSession, session_id)
    if session is None:
        raise NotFound("There is no such session.", code="no_such_session")
    typed = str(table or "")
    if typed.isascii() and typed.isdecimal() and len(typed) <= _DIGITS_MAX:
        known = db.scalars(select(TableGroup.number).where(TableGroup.session_id == session_id)).all()
        if int(typed) < 1:
            raise InvalidInput("Tables are numbered from 1.", fields={"table": "must be 1 or more"})
        if int(typed) not in known:
            was_open, was_given = session.tables_open, session.tables_given
            set_tables(db, session_id, int(typed), ids=ids)
            session.tables_open, session.tables_given = was_open, was_given
            db.flush()
    return table_named(db, session_id, typed)

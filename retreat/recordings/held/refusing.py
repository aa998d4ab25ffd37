"""Sound, and words from it, that are not accepted: people were told that there would be none. The sender keeps them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import Conflict
from retreat.programme.models import DialogueSession, TableGroup

_SESSION = (
    "This session was planned without sound, and everybody in it was told so. Nothing was added; your file is still "
    "where it was."
)
_TABLE = (
    "{name} is planned without sound, and everybody there was told so. Nothing was added; your file is still where it "
    "was. If this is from another table, please choose that table."
)
_ROOM = (
    "{name} is planned without sound, and a recording of the whole room could hold it. Nothing was added; your file is "
    "still where it was. Please say at which table it was recorded."
)


class WithoutSound(Conflict):
    """The session, or the table, was planned without sound."""

    code = "without_sound"


def refuse_unwanted(db: Session, session_id: str, table_id: str | None) -> None:
    """Refuse sound of a session or a table without sound; also of the room, if one of its tables has none.

    Raises:
        WithoutSound: The sentence says what to do instead.
    """
    if db.scalar(select(DialogueSession.without_sound).where(DialogueSession.id == session_id)):
        raise WithoutSound(_SESSION)
    quiet = db.execute(
        select(TableGroup.id, TableGroup.name)
        .where(TableGroup.session_id == session_id, TableGroup.without_sound)
        .order_by(TableGroup.number)
    ).first()
    if quiet is not None and table_id in (None, quiet.id):
        raise WithoutSound((_ROOM if table_id is None else _TABLE).format(name=quiet.name))

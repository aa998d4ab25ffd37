"""How somebody describes themselves: gone with everything else that they take back."""

from __future__ import annotations

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from retreat.consent.derived import Store, Theirs, register
from retreat.database.erasing import holds_words
from retreat.people.models import Participant


def _erase(db: Session, theirs: Theirs) -> bool:
    if "described" not in theirs.whose.parts:
        return False
    row = Participant
    told = or_(*(column.is_not(None) for column in (row.display_name, row.sector, row.role, row.joined_from)))
    done = db.execute(
        update(row)
        .where(theirs.whose.are(row.id), row.kind == "participant", told)
        .execution_options(synchronize_session=False)
        .values(display_name=None, name_choice="none", sector=None, role=None, joined_from=None)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


holds_words(Participant.__tablename__)
register(
    Store(
        name="how somebody describes themselves",
        door="retreat.people.queries",
        columns=("participant.display_name", "participant.sector", "participant.role"),
        erase=_erase,
    )
)

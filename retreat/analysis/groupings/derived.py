"""Labels of suggested groups: a word stays only while what is left of the passages says it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.groupings.models import GroupedPiece, SuggestedGrouping
from retreat.consent.derived import Store, Theirs, holds_none, register
from retreat.database.erasing import holds_words
from retreat.log.listeners import KeptNote, listen
from retreat.search.derived import PASSAGES
from retreat.search.groupings import words_in
from retreat.search.listing.widely import left_of


def drop_unsaid(db: Session, groups: Collection[str] | None = None, *, without_notes: Sequence[str] = ()) -> bool:
    """Take out of labels what no passage of the group says any more; whether there was any."""
    changed = False
    asked = select(SuggestedGrouping)
    if groups is not None:
        asked = asked.where(SuggestedGrouping.id.in_(sorted(groups)))
    for row in db.scalars(asked):
        held = db.scalars(select(GroupedPiece.passage_id).where(GroupedPiece.grouping_id == row.id)).all()
        said = {word for text in left_of(db, held, without_notes=without_notes) for word in words_in(text)}
        stays = [word for word in row.words if word in said]
        if len(stays) < len(row.words):
            row.words, changed = stays, True
    db.flush()
    return changed


def _erase(db: Session, _theirs: Theirs) -> bool:
    return drop_unsaid(db)


class _Notes:
    """Follows notes that are taken back."""

    def kept(self, db: Session, note: KeptNote) -> None:
        """A group is not made again for a note that comes later."""

    def erased(self, db: Session, note_ids: list[str]) -> None:
        """Their words leave the labels at once, whichever listener blanks the passage first."""
        drop_unsaid(db, without_notes=note_ids)


listen(_Notes())
holds_words(SuggestedGrouping.__tablename__)
register(
    Store(
        name="labels of groupings over sessions",
        door="retreat.analysis.groupings.queries",
        columns=("suggested_grouping.words",),
        made_from=(PASSAGES.name,),
        erase=_erase,
    )
)
holds_none("grouping_run.lease_owner", "grouping_run.reason", why="which worker, and a sentence of the program's own")

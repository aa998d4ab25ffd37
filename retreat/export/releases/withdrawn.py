"""Which releases hold somebody's words: counted before a withdrawal, and listed after it with whom to tell."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.derived import Whose
from retreat.consent.withdrawal.ports import Told, Touch, register_telling, register_touch
from retreat.consent.withdrawal.scopes import ALL, NOTES, QUOTES, SOUND, TURNS
from retreat.export.releases.models import RECALLED, Release, ReleasePerson


def _releases(db: Session, whose: Whose) -> int:
    held = select(ReleasePerson.release_id).where(ReleasePerson.participant_id == whose.participant_id)
    counted = select(func.count()).select_from(Release).where(Release.id.in_(held), Release.state != RECALLED)
    return int(db.scalar(counted) or 0)


def _to_tell(db: Session, participant_id: str) -> Sequence[Told]:
    """Every release that ever held their words: somebody may have it still."""
    held = select(ReleasePerson.release_id).where(ReleasePerson.participant_id == participant_id)
    rows = db.scalars(select(Release).where(Release.id.in_(held)).order_by(Release.made_at, Release.id))
    return [
        Told(
            release_id=row.id,
            holder=row.holder,
            called=row.called,
            until=row.until.isoformat(),
            given=row.approved_at is not None,
        )
        for row in rows
    ]


register_touch(
    Touch(
        name="releases",
        one="file made for others",
        many="files made for others",
        scopes=frozenset((NOTES, TURNS, SOUND, QUOTES, ALL)),
        count=_releases,
    )
)
register_telling(_to_tell)

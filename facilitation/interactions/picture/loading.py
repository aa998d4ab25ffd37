"""What must be known to decide about what is typed from a picture."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.picture.facts import PictureFacts, PictureSituation
from facilitation.loading import is_taken, prompt_of, round_of
from retreat.log.fields import Operation
from retreat.people.seating import duties
from retreat.pictures.models import Picture


def of_note(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> PictureSituation:
    row = db.get(Picture, op.body["picture_id"], populate_existing=True)
    if row is None or row.session_id != session_id or row.removed_at is not None or row.left_out_at is not None:
        return PictureSituation(session_state=state)
    prompt = prompt_of(db, session_id, row.prompt_id)
    return PictureSituation(
        session_state=state,
        round=round_of(db, session_id, prompt.round_id) if prompt else None,
        target_taken=is_taken(db, op.target_id) or db.get(Picture, op.target_id) is not None,
        picture=PictureFacts(
            id=row.id,
            table_id=row.table_id,
            prompt_id=row.prompt_id,
            may_type=row.participant_id == actor.id or _does_something(db, session_id, row.table_id, actor.id),
        ),
    )


def own_of_session(db: Session, session_id: str, participant_id: str) -> list[str]:
    """Pictures that somebody took: the board tells of them unsigned."""
    own = (Picture.session_id == session_id, Picture.participant_id == participant_id, Picture.removed_at.is_(None))
    return list(db.scalars(select(Picture.id).where(*own).order_by(Picture.id)))


def _does_something(db: Session, session_id: str, table_id: str | None, participant_id: str) -> bool:
    here = (one for one in duties(db, session_id) if one.table_id == table_id and one.is_taken)
    return any(one.participant_id == participant_id for one in here)

"""Pictures on “My day”: those that somebody took, to take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from retreat.pictures.queries import own_pictures


def on_the_day(db: Session, participant_id: str) -> Mapping[str, Any]:
    """What they took at the event, by session."""
    return {
        "pictures": [
            {"id": picture_id, "session_id": session_id, "taken_at": taken_at}
            for picture_id, session_id, taken_at in own_pictures(db, participant_id)
        ]
    }

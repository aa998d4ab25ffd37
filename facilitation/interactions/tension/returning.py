"""Signatures of somebody who is taken out of an event are withdrawn, and come back with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.deciding import audience_of
from facilitation.facts import Actor
from facilitation.interactions.tension.loading import holders, own_holds, part_of
from facilitation.interactions.tension.models import TensionHold
from retreat.ids import Ids
from retreat.log import store


def signatures(db: Session, session_id: str, participant_id: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    """What withdraws each statement that somebody could sign."""
    return [("tension.unsign", hold_id, {}) for hold_id in own_holds(db, session_id, participant_id)]


def sign_again(db: Session, session_id: str, hold_id: str, now: datetime, ids: Ids) -> None:
    """Let a withdrawn signature count again; not where the words have changed meanwhile, or have gone."""
    hold = db.get(TensionHold, hold_id)
    side = part_of(db, session_id, hold.side_id) if hold is not None else None
    if hold is None or hold.withdrawn_at is None or side is None or side.version != hold.version:
        return
    alone = audience_of("me", Actor(id=hold.participant_id, role="participant", table_id=None, keeps_notes=True))
    fact = store.Fact(
        op_id=ids(),
        kind="tension.sign",
        target_id=hold.id,
        participant_id=hold.participant_id,
        body={"side_id": side.id, "version": side.version},
        channels=alone if holders(db, side) else side.audience,
        answer_channel="",
    )
    hold.withdrawn_at = None
    db.flush()
    store.append(db, session_id, fact, now=now, words_id=ids())

"""What must be known to decide about undertakings."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitation.facts import Actor
from facilitation.interactions.undertaking.facts import UndertakingSituation
from facilitation.interactions.undertaking.making import PARTS
from facilitation.interactions.undertaking.models import UndertakingAsked
from facilitation.loading import is_taken, round_of
from facilitation.parts.facts import PartFacts
from retreat.log.fields import Operation
from retreat.people.models import Participant, SeatRow
from retreat.people.queries import people_of

ASKED_MAX = 5  # more of one name than that are not asked: whoever means one of them says it in the room


def of_on(db: Session, session_id: str, state: str, op: Operation, actor: Actor) -> UndertakingSituation:
    """For what is on an undertaking: who takes it on, whom somebody names, what became of it."""
    on = PARTS.find(db, session_id, op.body["undertaking_id"])
    taken = PARTS.on(db, session_id, on.id, "taken") if on else ()
    return UndertakingSituation(
        session_state=state,
        round=PARTS.open_now(db, session_id),  # for what its step lets people do; later they may go on
        on=on,
        its_round=round_of(db, session_id, on.round_id) if on else None,
        taken=taken[0] if taken else None,
        asked=_called(db, session_id, op, actor, on) if on and op.kind == "undertaking.propose" else (),
        target_taken=is_taken(db, op.target_id),
    )


def of_join(db: Session, session_id: str, state: str, op: Operation, _actor: Actor) -> UndertakingSituation:
    """For two that belong together."""
    return UndertakingSituation(
        session_state=state,
        round=PARTS.open_now(db, session_id),
        on=PARTS.find(db, session_id, op.target_id),
        other=PARTS.find(db, session_id, op.body["undertaking_id"]),
    )


def of_decline(db: Session, _session_id: str, state: str, op: Operation, actor: Actor) -> UndertakingSituation:
    """For who was asked by name; also where the proposal was taken back meanwhile."""
    row = db.get(UndertakingAsked, (op.target_id, actor.id))
    return UndertakingSituation(session_state=state, was_asked=row is not None and row.declined_at is None)


def _called(db: Session, session_id: str, op: Operation, actor: Actor, on: PartFacts) -> tuple[str, ...]:
    """People of this name who are here and can read what they are asked about; the sender is not asked."""
    wanted = _plain(op.body["text"])
    rows = db.execute(
        select(Participant.id, Participant.display_name, SeatRow.table_id)
        .join(SeatRow, (SeatRow.participant_id == Participant.id) & (SeatRow.session_id == session_id))
        .where(Participant.id.in_(people_of(session_id)), Participant.revoked_at.is_(None))
        .order_by(Participant.id)
    )
    found = [
        row.id
        for row in rows
        if row.id != actor.id
        and _plain(row.display_name or "") == wanted
        and not {"all", f"person:{row.id}", f"table:{row.table_id}"}.isdisjoint(on.audience)
    ]
    return tuple(found) if len(found) <= ASKED_MAX else ()


def _plain(name: str) -> str:
    """Without regard to capitals and spaces."""
    return " ".join(name.split()).casefold()

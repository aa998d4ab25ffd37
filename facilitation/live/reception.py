"""The one way in for operations, whichever door they come through: socket, HTTP twin or plain form."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from facilitation.facts import Refused
from facilitation.live.limits import Buckets
from facilitation.operations import BatchResult, perform_batch, refusal
from retreat.clock import to_text
from retreat.database import after_commit
from retreat.house import House
from retreat.log.fields import Operation
from retreat.log.shapes import parse_batch
from retreat.people.access import arrive, seat_in
from retreat.people.sign_ins import desk_used


class Reception:
    """Takes batches of operations; answers once they are on disk."""

    def __init__(self, house: House, buckets: Buckets | None = None) -> None:
        self._house = house
        self._buckets = buckets or Buckets()

    def take(self, token: str, session_id: str, payload: object) -> dict[str, Any]:
        """Perform a batch: ``{"accepted": […], "refused": […], "now"}``.

        Raises:
            NotSignedIn, NotFound, InvalidInput: Nothing of the batch was kept.
            Unavailable: The database could not be written; nothing of the batch was kept.
        """
        operations = parse_batch(payload)
        now = self._house.clock()
        fitting, refused = self._fitting(token, operations)

        def perform(db: Session) -> BatchResult:
            seat = arrive(db, seat_in(db, token, session_id), now=now)
            result = perform_batch(db, seat, fitting, now=now, ids=self._house.ids)
            if result.accepted and seat.role == "facilitator":
                desk_used(db, seat.id, now=now)
            if result.accepted:
                after_commit(db, lambda: self._house.nudge(session_id))
            return result

        result = self._house.database.write(perform)
        return {
            "accepted": result.accepted,
            "refused": [*result.refused, *refused],
            "now": to_text(self._house.clock()),
        }

    def _fitting(self, token: str, operations: tuple[Operation, ...]) -> tuple[list[Operation], list[dict[str, Any]]]:
        fitting: list[Operation] = []
        refused: list[dict[str, Any]] = []
        for op in operations:
            try:
                self._buckets.take(token, now=self._house.clock())
                fitting.append(op)
            except Refused as too_quick:
                refused.append(refusal(op.op_id, too_quick))
        return fitting, refused

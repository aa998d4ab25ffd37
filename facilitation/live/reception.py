"""The single entry point for operations, whether they come by socket, HTTP or plain form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.facts import Refused
from facilitation.hand_over.returns import Returns
from facilitation.live.limits import Buckets, hall_buckets
from facilitation.operations import BatchResult, perform_batch, refusal
from facilitation.seats.heard import Heard
from retreat.clock import to_text
from retreat.database import after_commit
from retreat.errors import Unavailable
from retreat.house import House
from retreat.log.fields import Operation
from retreat.log.kinds import KINDS
from retreat.log.shapes import parse_batch
from retreat.people.access import Seat, arrive, seat_in
from retreat.people.sign_ins import desk_used
from retreat.web.origins import network_of


class Reception:
    """Takes batches of operations; answers once they are on disk."""

    def __init__(self, house: House, buckets: Buckets | None = None, *, returns: Returns | None = None) -> None:
        self._house = house
        self._buckets = buckets or Buckets()
        self._halls = hall_buckets()
        self._heard = Heard()
        self._returns = returns or Returns(house)

    def hear(self, token: str, *, device: str = "") -> None:
        """Something arrived with this token: see ``Heard``."""
        self._heard.tell(token, now=self._house.clock(), device=device)

    def take(self, token: str, session_id: str, payload: object, *, address: str, device: str = "") -> dict[str, Any]:
        """Perform a batch: ``{"accepted": […], "refused": […], "now"}``.

        Args:
            token: Of whom.
            session_id: In which session.
            payload: As it came.
            address: Where it came from.
            device: What a socket says of its device.

        Raises:
            NotSignedIn, NotFound, InvalidInput: Nothing of the batch was kept.
            Unavailable: The database could not be written; nothing of the batch was kept.
        """
        operations = parse_batch(payload)
        now = self._house.clock()
        gaps = (*self._heard.gaps(token, device=device, now=now), *self._returns.gaps(now))
        fitting, refused = self._fitting(token, operations)

        def perform(db: Session) -> BatchResult:
            seat = arrive(db, seat_in(db, token, session_id), now=now)
            below, above = self._below_ceiling(seat, address, fitting, now=now)
            result = perform_batch(db, seat, below, now=now, ids=self._house.ids, gaps=gaps)
            result.refused.extend(above)
            if result.accepted and seat.role == "facilitator":
                desk_used(db, seat.id, now=now)
            if result.accepted:
                after_commit(db, lambda: self._house.nudge(session_id))
            return result

        try:
            result = self._house.database.write(perform)
        except Unavailable:
            self._heard.was_deaf(now=now)
            raise
        self._heard.tell(token, now=now, device=device)
        return {
            "accepted": result.accepted,
            "refused": [*result.refused, *refused],
            "now": to_text(self._house.clock()),
        }

    def _fitting(self, token: str, operations: tuple[Operation, ...]) -> tuple[list[Operation], list[dict[str, Any]]]:
        return _sorted_out(operations, lambda _op: self._buckets.take(token, now=self._house.clock()))

    def _below_ceiling(
        self, seat: Seat, address: str, operations: list[Operation], *, now: datetime
    ) -> tuple[list[Operation], list[dict[str, Any]]]:
        """Only for seats that are known to belong to the session, so that nobody else can use up its buckets."""

        def take(op: Operation) -> None:
            if seat.role == "participant" and KINDS[op.kind].text_fields:
                self._halls.take(f"{seat.session_id} {network_of(address)}", now=now)

        return _sorted_out(operations, take)


def _sorted_out(
    operations: Iterable[Operation], take: Callable[[Operation], None]
) -> tuple[list[Operation], list[dict[str, Any]]]:
    fitting: list[Operation] = []
    refused: list[dict[str, Any]] = []
    for op in operations:
        try:
            take(op)
            fitting.append(op)
        except Refused as too_quick:
            refused.append(refusal(op.op_id, too_quick))
    return fitting, refused

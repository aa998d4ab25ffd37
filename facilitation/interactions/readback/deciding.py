"""Decisions about a read-back: when a table begins one, and what it answers to a line. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Decision, Refused
from facilitation.interactions.readback.facts import LineFacts, ReadBackSituation
from retreat.log.fields import Operation

MINUTES = 5
OVER = "The time for reading back is over. The facilitators can start it again."


def readback_open(_op: Operation, actor: Actor, now: ReadBackSituation, _written: str, at: datetime) -> Decision:
    if now.table_id is None:
        raise Refused("not_permitted", "You can only read back what was written at your own table.")
    if actor.role != "facilitator" and now.host_id not in (None, actor.id):
        raise Refused("not_permitted", "The host of your table begins the read-back.")
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    if now.latest is not None and at < now.latest[1]:
        raise Refused("stale", "This table is already reading back.")
    if not now.lines:
        raise Refused("not_permitted", "This table has written nothing that it could read back now.")
    return Decision(
        body={"table_id": now.table_id, "minutes": MINUTES},
        channels=(f"table:{now.table_id}", "facilitators"),
        keep={"lines": list(now.lines), "minutes": MINUTES},
    )


def readback_answer(op: Operation, actor: Actor, now: ReadBackSituation, _written: str, at: datetime) -> Decision:
    line = running_line(now, actor, at)
    seen = op.body.get("version")
    if seen is not None and seen != line.version:
        raise Refused("stale", "The words of this line have changed. Please read it again.")
    return Decision(
        body={"answer": op.body["answer"], "seen": line.version},
        channels=(f"table:{line.table_id}",),
        keep={"line": line},
    )


def running_line(now: ReadBackSituation, actor: Actor, at: datetime) -> LineFacts:
    """A line that the sender's own table is reading back at this moment.

    Raises:
        Refused: There is no such line, or the time is over.
    """
    line = now.line
    if line is None or line.table_id != actor.table_id:
        raise Refused("gone", "That line is no longer there.")
    if at > line.ends_at:
        raise Refused("round_closed", OVER, why="read_back_over")
    return line

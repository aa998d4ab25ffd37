"""Sending everyone to one thing: a step, the plan of the day, or a break. It holds until a round opens. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation

GATHER_TO = ("step", "plan", "break")
BREAK_MAX_MINUTES = 180


def _gather_call(board: Board, op: WireOperation) -> Board:
    before = board["gathered"]
    if before is not None:
        before = {name: value for name, value in before.items() if name != "before"}
    return {"gathered": {**op["body"], "id": op["target_id"], "at": op["at"], "before": before}}


def _gather_undo(board: Board, op: WireOperation) -> Board:
    now = board["gathered"]
    if now is None or now["id"] != op["target_id"]:
        return {}
    return {"gathered": None if now["before"] is None else {**now["before"], "before": None}}


def _gather_end(_board: Board, _op: WireOperation) -> Board:
    return {"gathered": None}


NOUN = Noun(
    name="gather",
    kinds=(
        Kind(
            name="gather.call",
            says=(
                "Everyone is sent to one thing (target_id, the call's own id): a step that is open (round_id), the "
                "plan of the day, or a break, which may have minutes. What people were writing stays. Readers: {to, "
                "round_id, minutes}."
            ),
            senders=LEADS,
            takes={
                "to": Field(type="choice", choices=GATHER_TO),
                "round_id": Field(type="id", required=False, nullable=True),
                "minutes": Field(type="number", required=False, nullable=True, least=1, most=BREAK_MAX_MINUTES),
            },
        ),
        Kind(
            name="gather.undo",
            says="A call (target_id) is undone: what was before it holds again. Readers: {}.",
            senders=LEADS,
        ),
        Kind(
            name="gather.end",
            says="Everyone goes back to the open question; the call (target_id) no longer holds. Readers: {}.",
            senders=LEADS,
        ),
    ),
    parts={"gathered": None},
    apply={"gather.call": _gather_call, "gather.undo": _gather_undo, "gather.end": _gather_end},
)

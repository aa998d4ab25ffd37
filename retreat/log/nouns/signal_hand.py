"""Raised hands, and who is called to speak. A noun of its own: hands may be signed, other signals never are. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, LEADS, PARTICIPANTS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put, without


def _signal_raise(board: Board, op: WireOperation) -> Board:
    hand = {"id": op["target_id"], "round_id": op["body"]["round_id"], "actor": op["actor"]}
    return put(board, "hands", op["target_id"], {**hand, "at": op["at"], "called_at": None})


def _signal_lower(board: Board, op: WireOperation) -> Board:
    return without(board, "hands", op["target_id"])


def _signal_call(board: Board, op: WireOperation) -> Board:
    """Whoever was called before has spoken: their hand goes down."""
    round_id = op["body"]["round_id"]
    hands = {
        key: {**hand, "called_at": op["at"]} if key == op["target_id"] else hand
        for key, hand in board["hands"].items()
        if key == op["target_id"] or hand["round_id"] != round_id or hand["called_at"] is None
    }
    return {"hands": hands}


NOUN = Noun(
    name="signal_hand",
    kinds=(
        Kind(
            name="signal.raise",
            says=(
                "Somebody raises a hand (target_id, its own id) to speak in a round whose step offers it, once at a "
                "time for each person. Hands wait in the order of their time. Readers: {round_id}."
            ),
            senders=PARTICIPANTS,
            takes={"round_id": Field(type="id")},
            ones_own=True,
        ),
        Kind(
            name="signal.lower",
            says="A hand (target_id) goes down: its owner lowers it, or the desk does. Readers: {round_id}.",
            senders=ANYONE,
            ones_own=True,
        ),
        Kind(
            name="signal.call",
            says=(
                "The desk calls a raised hand (target_id) to speak; the hand that was called before in the same round "
                "goes down. Readers: {round_id}."
            ),
            senders=LEADS,
        ),
    ),
    parts={"hands": {}},
    apply={"signal.raise": _signal_raise, "signal.lower": _signal_lower, "signal.call": _signal_call},
)

"""What people signal beside a step, unsigned: that they are done, and that they need a pause. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, PARTICIPANTS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put, without


def _signal_done(board: Board, op: WireOperation) -> Board:
    done = {"id": op["target_id"], "round_id": op["body"]["round_id"], "at": op["at"]}
    return put(board, "dones", op["target_id"], done)


def _signal_undone(board: Board, op: WireOperation) -> Board:
    return without(board, "dones", op["target_id"])


def _signal_pause(board: Board, op: WireOperation) -> Board:
    asked = {"id": op["target_id"], "round_id": op["body"]["round_id"], "at": op["at"], "seen_at": None}
    return put(board, "pauses", op["target_id"], asked)


def _signal_seen(board: Board, op: WireOperation) -> Board:
    return changed(board, "pauses", op["target_id"], seen_at=op["at"])


NOUN = Noun(
    name="signal",
    kinds=(
        Kind(
            name="signal.done",
            says=(
                "“I am done” (target_id, its own id) in a round whose step offers it, once for each person. Readers, "
                "its sender, facilitators and walls: {round_id}, unsigned."
            ),
            senders=PARTICIPANTS,
            takes={"round_id": Field(type="id")},
            ones_own=True,
        ),
        Kind(
            name="signal.undone",
            says="Somebody takes back that they are done (target_id, as in signal.done). Same readers: {round_id}.",
            senders=PARTICIPANTS,
            ones_own=True,
        ),
        Kind(
            name="signal.pause",
            says=(
                "Somebody asks for a pause (target_id, its own id) in a round whose step offers it; each person can "
                "have one request waiting. Readers, its sender and facilitators: {round_id}, unsigned."
            ),
            senders=PARTICIPANTS,
            takes={"round_id": Field(type="id")},
            ones_own=True,
        ),
        Kind(
            name="signal.seen",
            says="The desk has seen a request for a pause (target_id). Readers, who asked and facilitators: {}.",
            senders=LEADS,
        ),
    ),
    parts={"dones": {}, "pauses": {}},
    apply={
        "signal.done": _signal_done,
        "signal.undone": _signal_undone,
        "signal.pause": _signal_pause,
        "signal.seen": _signal_seen,
    },
    signed="never",
)

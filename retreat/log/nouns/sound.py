"""What a table is told of its sound: whether it may be recorded, and what is left out; never who wished it. Pure."""

from __future__ import annotations

from retreat.log.fields import SERVER, Kind
from retreat.log.folding import Board, Noun, WireOperation, put, without


def _leave_out(board: Board, op: WireOperation) -> Board:
    return put(board, "left_out", op["target_id"], dict(op["body"]))


def _let_in(board: Board, op: WireOperation) -> Board:
    return without(board, "left_out", op["target_id"])


def _may(_board: Board, op: WireOperation) -> Board:
    return {"recorded": op["body"]["recorded"]}


NOUN = Noun(
    name="sound",
    kinds=(
        Kind(
            name="sound.leave_out",
            says=(
                "Somebody at a table, null for everybody, asked to leave this stretch of the talk out; unsigned. "
                "Readers: {table_id, table, from, to}."
            ),
            senders=SERVER,
        ),
        Kind(
            name="sound.let_in",
            says="That was taken back at once, or everybody who was there lifted it. Readers: {}.",
            senders=SERVER,
        ),
        Kind(
            name="sound.may",
            says=(
                "Whether a table's talk may be recorded has changed, or the session's where there are no tables: "
                "everybody there has said yes, or no longer. Readers: {recorded}."
            ),
            senders=SERVER,
        ),
    ),
    parts={"left_out": {}, "recorded": None},
    apply={"sound.may": _may, "sound.leave_out": _leave_out, "sound.let_in": _let_in},
)

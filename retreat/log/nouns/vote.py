"""A vote: one person's dot on a note or a cluster. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, Kind
from retreat.log.folding import Board, Noun, WireOperation, without


def _vote_cast(board: Board, op: WireOperation) -> Board:
    return {"votes": {**board["votes"], op["target_id"]: board["votes"].get(op["target_id"], 0) + 1}}


def _vote_retract(board: Board, op: WireOperation) -> Board:
    left = board["votes"].get(op["target_id"], 0) - 1
    if left <= 0:
        return without(board, "votes", op["target_id"])
    return {"votes": {**board["votes"], op["target_id"]: left}}


NOUN = Noun(
    name="vote",
    kinds=(
        Kind(
            name="vote.cast",
            says="One dot on a note or cluster (target_id). Readers: {}; whose dot it is, is never sent.",
            senders=ANYONE,
            needs_notes_consent=True,
        ),
        Kind(
            name="vote.retract",
            says="One dot is taken back from target_id. Readers: {}.",
            senders=ANYONE,
            ones_own=True,
        ),
    ),
    parts={"votes": {}},
    apply={"vote.cast": _vote_cast, "vote.retract": _vote_retract},
    signed="never",
)

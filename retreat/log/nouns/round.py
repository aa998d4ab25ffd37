"""A round: a timed part of a session that opens and closes. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, changed, put


def _round_open(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return put(
        board,
        "rounds",
        op["target_id"],
        {"id": op["target_id"], "state": "open", "opened_at": op["at"], **body},
    )


def _round_close(board: Board, op: WireOperation) -> Board:
    return changed(board, "rounds", op["target_id"], state="closed", version=op["body"]["version"], ends_at=None)


NOUN = Noun(
    name="round",
    kinds=(
        Kind(
            name="round.open",
            says=(
                "A planned round (target_id) opens. base_version compares and sets. Readers: {title, interaction, "
                "instruction, easy_read, group, shares, default_share, note_kinds, note_budget, vote_budget, who, "
                "speaking_as, options, ends_at, version}."
            ),
            senders=LEADS,
            takes={"minutes": Field(type="number", required=False, nullable=True)},
        ),
        Kind(
            name="round.close",
            says="An open round (target_id) closes. base_version compares and sets. Readers: {version}.",
            senders=LEADS,
        ),
    ),
    parts={"rounds": {}},
    apply={"round.open": _round_open, "round.close": _round_close},
)

"""A position: where somebody places something on a scale. Pure."""

from __future__ import annotations

from retreat.log.fields import ANYONE, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put


def _position_set(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return put(
        board,
        "positions",
        op["target_id"],
        {"id": op["target_id"], "scale_id": body["scale_id"], "value": body["value"], "at": op["at"]},
    )


NOUN = Noun(
    name="position",
    kinds=(
        Kind(
            name="position.set",
            says=(
                "A placing (target_id, the position's own id) on a scale, 0 to 100; set again to move it. "
                "Readers, its author and the facilitators: {scale_id, value}."
            ),
            senders=ANYONE,
            takes={"scale_id": Field(type="id"), "value": Field(type="number")},
            needs_notes_consent=True,
        ),
    ),
    parts={"positions": {}},
    apply={"position.set": _position_set},
)

"""What the wall shows, as the desk chooses. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation


def _wall_show(_board: Board, op: WireOperation) -> Board:
    body = op["body"]
    return {"wall": {"view": body["view"], "prompt_id": body["prompt_id"], "order": body.get("order"), "at": op["at"]}}


NOUN = Noun(
    name="wall",
    kinds=(
        Kind(
            name="wall.show",
            says=(
                "What the wall shows: join, prompt or notes, these also in the order of their dots; it holds until a "
                "round opens. Null: what the moment asks for. Readers, walls and facilitators: {view, prompt_id}, and "
                "{order} where one is chosen."
            ),
            senders=LEADS,
            takes={
                "view": Field(type="choice", choices=("join", "prompt", "notes"), nullable=True),
                "prompt_id": Field(type="id", required=False, nullable=True),
                "order": Field(type="choice", choices=("dots",), required=False, nullable=True),
            },
        ),
    ),
    parts={"wall": None},
    apply={"wall.show": _wall_show},
)
